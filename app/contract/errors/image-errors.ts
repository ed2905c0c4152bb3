import type { ErrorArea } from './error-entry.ts';

/** What can go wrong while a picture is made. */
export const imageErrors = {
  'image/no-model': {
    title: { en: 'No image model is chosen', zh: '未选择图像模型' },
    explanation: {
      en: 'The node needs a model that makes pictures, and none is chosen.',
      zh: '该节点需要生成图像的模型，但尚未选择。',
    },
    nextStep: { en: 'Choose a model in the inspector.', zh: '请在检查器中选择模型。' },
  },
  'image/cannot': {
    title: { en: 'The model makes no pictures', zh: '该模型不能生成图像' },
    explanation: { en: '{model} cannot make pictures here.', zh: '{model} 在此不能生成图像。' },
    nextStep: { en: 'Choose a Wan model in the inspector.', zh: '请在检查器中选择万相模型。' },
  },
  'image/not-authorized': {
    title: { en: 'The key was refused', zh: '密钥被拒绝' },
    explanation: {
      en: '{provider} does not accept the key that is kept for it, or not in this region.',
      zh: '{provider} 不接受已保存的密钥，或该密钥不适用于此地域。',
    },
    nextStep: { en: 'Check the key and the region under Models.', zh: '请在“模型”中检查密钥和地域。' },
  },
  'image/quota': {
    title: { en: 'No quota is left', zh: '额度已用完' },
    explanation: {
      en: '{provider} says that the account has no quota or money left: {message}',
      zh: '{provider} 表示账户额度或余额不足：{message}',
    },
    nextStep: {
      en: 'Top the account up, or use pictures of your own.',
      zh: '请为账户充值，或使用自己的图片。',
    },
  },
  'image/rate-limited': {
    title: { en: 'Too many pictures at once', zh: '生成过于频繁' },
    explanation: {
      en: '{provider} takes no more calls just now: {message}',
      zh: '{provider} 目前不再接受调用：{message}',
    },
    nextStep: { en: 'Wait a moment and try again.', zh: '请稍候重试。' },
  },
  'image/refused': {
    title: { en: 'The picture was refused', zh: '图像请求被拒绝' },
    explanation: {
      en: '{provider} did not make the picture: {message}',
      zh: '{provider} 没有生成图像：{message}',
    },
    nextStep: { en: 'Change the prompt or the size.', zh: '请修改提示词或尺寸。' },
  },
  'image/unreachable': {
    title: { en: 'The image service cannot be reached', zh: '无法连接图像服务' },
    explanation: {
      en: 'The connection to {provider} failed: {message}',
      zh: '与 {provider} 的连接失败：{message}',
    },
    nextStep: { en: 'Check the network and try again.', zh: '请检查网络后重试。' },
  },
  'image/timeout': {
    title: { en: 'The picture takes too long', zh: '图像生成超时' },
    explanation: {
      en: '{provider} did not finish the picture within {seconds} s.',
      zh: '{provider} 未能在 {seconds} 秒内完成图像。',
    },
    nextStep: { en: 'Try again, or choose a faster model.', zh: '请重试，或选择更快的模型。' },
  },
  'image/bad-reply': {
    title: { en: 'An answer that cannot be read', zh: '无法读取的回答' },
    explanation: {
      en: '{provider} sent something that is not a picture: {message}',
      zh: '{provider} 发来的内容不是图像：{message}',
    },
    nextStep: { en: 'Try again.', zh: '请重试。' },
  },
} as const satisfies ErrorArea;
