import type { ErrorArea } from './error-entry.ts';

export const modelErrors = {
  'model/unknown': {
    title: { en: 'No such model', zh: '没有这个模型' },
    explanation: {
      en: 'No provider offers a model named {model}.',
      zh: '没有任何提供方提供名为 {model} 的模型。',
    },
    nextStep: {
      en: 'Choose a model from the list, or add the server that has it.',
      zh: '请从列表中选择模型，或添加提供它的服务器。',
    },
  },
  'model/unknown-provider': {
    title: { en: 'No such provider', zh: '没有这个提供方' },
    explanation: { en: 'There is no provider named {provider}.', zh: '没有名为 {provider} 的提供方。' },
    nextStep: {
      en: 'Open Models to see which providers there are.',
      zh: '请打开“模型”查看现有的提供方。',
    },
  },
  'model/not-for-chat': {
    title: { en: 'The model does not chat', zh: '该模型不能对话' },
    explanation: {
      en: '{model} is a model of another kind ({kind}).',
      zh: '{model} 属于另一类模型（{kind}）。',
    },
    nextStep: { en: 'Choose a chat or vision model.', zh: '请选择对话或视觉模型。' },
  },
  'model/other-kind': {
    title: { en: 'A model of another kind', zh: '模型类型不符' },
    explanation: {
      en: '{model} is a model of kind {kind}, and one of kind {wanted} is needed here.',
      zh: '{model} 的类型为 {kind}，而这里需要 {wanted}。',
    },
    nextStep: { en: 'Choose a model of the right kind.', zh: '请选择类型相符的模型。' },
  },
  'model/not-on-hub': {
    title: { en: 'The model runs in the cloud', zh: '该模型在云端运行' },
    explanation: {
      en: '{model} runs in the cloud, and this node is placed on the hub, which must not need the network.',
      zh: '{model} 在云端运行，而此节点放在中枢上，不能依赖网络。',
    },
    nextStep: {
      en: 'Place the node in the cloud, or choose a model that runs on this computer.',
      zh: '请将节点放到云端，或选择在本机运行的模型。',
    },
  },
  'model/unknown-region': {
    title: { en: 'No such region', zh: '没有这个区域' },
    explanation: {
      en: '{model} is not offered in a region named {region}. It is offered in: {regions}.',
      zh: '{model} 在区域 {region} 不可用。可用区域：{regions}。',
    },
    nextStep: { en: 'Choose one of these regions.', zh: '请选择其中一个区域。' },
  },
  'model/no-region': {
    title: { en: 'No region suits the markets', zh: '没有适合市场的区域' },
    explanation: {
      en: '{model} is not offered in a region that suits the profile’s markets ({markets}). It is offered in: {regions}.',
      zh: '{model} 没有适合该档案市场（{markets}）的区域。可用区域：{regions}。',
    },
    nextStep: {
      en: 'Choose another model, or choose a region by hand where the rules of the market allow it.',
      zh: '请换用其他模型；若市场法规允许，也可手动选择区域。',
    },
  },
  'model/cloud-off': {
    title: { en: 'The cloud is switched off', zh: '云端已关闭' },
    explanation: {
      en: '{provider} runs in the cloud, and the cloud switch is off. Nothing was sent.',
      zh: '{provider} 在云端运行，而云端开关已关闭。没有发送任何内容。',
    },
    nextStep: {
      en: 'Switch the cloud on, or go on with the offline model.',
      zh: '请打开云端开关，或继续使用离线模型。',
    },
  },
  'model/no-key': {
    title: { en: 'A key is missing', zh: '缺少密钥' },
    explanation: {
      en: '{provider} needs a key, and there is none.',
      zh: '{provider} 需要密钥，但尚未设置。',
    },
    nextStep: {
      en: 'Enter the key under Models, or set {variable} before the start.',
      zh: '请在“模型”中填写密钥，或在启动前设置 {variable}。',
    },
  },
  'model/needs-no-key': {
    title: { en: 'This provider takes no key', zh: '该提供方不需要密钥' },
    explanation: {
      en: '{provider} works without a key; the one you gave was not kept.',
      zh: '{provider} 无需密钥即可使用；您填写的密钥没有保存。',
    },
    nextStep: { en: 'Nothing needs to be done.', zh: '无需任何操作。' },
  },
  'model/bad-key': {
    title: { en: 'This is not a key', zh: '这不是密钥' },
    explanation: {
      en: 'A key is one line of letters, digits and signs without spaces.',
      zh: '密钥是一行不含空格的字母、数字和符号。',
    },
    nextStep: {
      en: 'Copy the key again from the provider’s page.',
      zh: '请从提供方的页面重新复制密钥。',
    },
  },
  'model/keys-not-saved': {
    title: { en: 'The key could not be saved', zh: '无法保存密钥' },
    explanation: {
      en: '{path} could not be written: {reason}',
      zh: '无法写入 {path}：{reason}',
    },
    nextStep: {
      en: 'The key works until the program ends. Check the folder’s rights, then enter it again.',
      zh: '密钥在程序关闭前有效。请检查文件夹权限，然后重新填写。',
    },
  },
  'model/key-refused': {
    title: { en: 'The key was refused', zh: '密钥被拒绝' },
    explanation: {
      en: '{provider} does not accept the key in {region}. Keys of most clouds hold for one region only.',
      zh: '{provider} 在 {region} 不接受该密钥。多数云的密钥只在一个区域有效。',
    },
    nextStep: {
      en: 'Check that the key is whole, not revoked, and made for this region.',
      zh: '请确认密钥完整、未被吊销，并且属于该区域。',
    },
  },
  'model/wrong-region': {
    title: { en: 'Not allowed in this region', zh: '该区域不允许' },
    explanation: {
      en: '{provider} does not let this key use {model} in {region}: {reason}',
      zh: '{provider} 不允许该密钥在 {region} 使用 {model}：{reason}',
    },
    nextStep: {
      en: 'Choose the region that the key belongs to, or grant it this model.',
      zh: '请选择密钥所属的区域，或为其开通该模型。',
    },
  },
  'model/no-quota': {
    title: { en: 'The quota is used up', zh: '额度已用完' },
    explanation: {
      en: '{provider} refused the call because the account has no quota or credit left.',
      zh: '{provider} 拒绝了调用：账户没有剩余额度或余额。',
    },
    nextStep: {
      en: 'Top up the account, or choose another model until then.',
      zh: '请为账户充值，在此之前可换用其他模型。',
    },
  },
  'model/rate-limited': {
    title: { en: 'Too many calls', zh: '调用过于频繁' },
    explanation: {
      en: '{provider} asks to slow down. It takes calls again in about {seconds} s.',
      zh: '{provider} 要求放慢速度，约 {seconds} 秒后可再次调用。',
    },
    nextStep: {
      en: 'Wait a moment, or raise the limit with the provider.',
      zh: '请稍候，或向提供方申请提高限额。',
    },
  },
  'model/gone': {
    title: { en: 'The model is gone', zh: '模型已不存在' },
    explanation: {
      en: '{provider} has no model {model} in {region}, or not for this key.',
      zh: '{provider} 在 {region} 没有模型 {model}，或该密钥无权使用。',
    },
    nextStep: { en: 'Choose another model of the list.', zh: '请从列表中换一个模型。' },
  },
  'model/content-refused': {
    title: { en: 'The provider refused the content', zh: '提供方拒绝了内容' },
    explanation: {
      en: 'The content filter of {provider} stopped the question or the answer.',
      zh: '{provider} 的内容审核拦截了提问或回答。',
    },
    nextStep: {
      en: 'Say it in other words, or look at the persona’s instructions.',
      zh: '请换一种说法，或检查角色的说明。',
    },
  },
  'model/bad-request': {
    title: { en: 'The provider refused the call', zh: '提供方拒绝了调用' },
    explanation: {
      en: '{provider} did not accept the call ({status}): {reason}',
      zh: '{provider} 不接受该调用（{status}）：{reason}',
    },
    nextStep: {
      en: 'Check that the model takes what is sent to it: pictures, tools, length.',
      zh: '请确认模型支持所发送的内容：图片、工具、长度。',
    },
  },
  'model/bad-answer': {
    title: { en: 'The answer cannot be read', zh: '无法读取回答' },
    explanation: {
      en: '{provider} answered, but not as its protocol says: {reason}',
      zh: '{provider} 的回答不符合协议：{reason}',
    },
    nextStep: {
      en: 'Try again. If it stays, the server may not speak the OpenAI protocol.',
      zh: '请重试。若仍如此，该服务器可能不支持 OpenAI 协议。',
    },
  },
  'model/answer-not-schema': {
    title: { en: 'The answer is not of the schema', zh: '回答不符合格式' },
    explanation: {
      en: '{model} was asked for data of a certain shape and gave something else: {reason}',
      zh: '要求 {model} 按指定格式回答，但得到的不符：{reason}',
    },
    nextStep: {
      en: 'Ask more plainly, make the schema simpler, or choose a larger model.',
      zh: '请把要求写得更清楚、简化格式，或换用更大的模型。',
    },
  },
  'model/answer-too-large': {
    title: { en: 'The answer is too large', zh: '回答过大' },
    explanation: {
      en: '{provider} sent more than {megabytes} MB; the rest was cut off.',
      zh: '{provider} 发送超过 {megabytes} MB，其余已截断。',
    },
    nextStep: { en: 'Ask for a shorter answer.', zh: '请要求更短的回答。' },
  },
  'model/redirected': {
    title: { en: 'The server points elsewhere', zh: '服务器指向别处' },
    explanation: {
      en: '{provider} wanted to send the call on to {origin}. The key and the words went nowhere else.',
      zh: '{provider} 想把调用转到 {origin}。密钥和内容没有发往别处。',
    },
    nextStep: {
      en: 'Check the server’s address. Use the address where it really answers.',
      zh: '请检查服务器地址，并使用其真正应答的地址。',
    },
  },
  'model/timed-out': {
    title: { en: 'No answer in time', zh: '超时未应答' },
    explanation: {
      en: '{provider} did not begin to answer within {seconds} s.',
      zh: '{provider} 在 {seconds} 秒内没有开始回答。',
    },
    nextStep: {
      en: 'Try again; on a slow network allow more time for the first word.',
      zh: '请重试；网络较慢时，请放宽首字时间。',
    },
  },
  'model/stalled': {
    title: { en: 'The answer stopped', zh: '回答中断' },
    explanation: {
      en: '{provider} began to answer and then was silent for {seconds} s.',
      zh: '{provider} 开始回答后静默了 {seconds} 秒。',
    },
    nextStep: { en: 'Ask again.', zh: '请再问一次。' },
  },
  'model/unreachable': {
    title: { en: 'The provider cannot be reached', zh: '无法连接提供方' },
    explanation: {
      en: 'There is no connection to {provider} at {origin}: {reason}',
      zh: '无法连接 {provider}（{origin}）：{reason}',
    },
    nextStep: {
      en: 'Check the network, or that the server runs. The offline model goes on meanwhile.',
      zh: '请检查网络或服务器是否运行。在此期间由离线模型应答。',
    },
  },
  'model/provider-failed': {
    title: { en: 'The provider has a fault', zh: '提供方出现故障' },
    explanation: { en: '{provider} answered with error {status}.', zh: '{provider} 返回错误 {status}。' },
    nextStep: {
      en: 'It lies with the provider. Try again in a while.',
      zh: '故障在提供方，请稍后重试。',
    },
  },
  'model/busy': {
    title: { en: 'Too many calls at once', zh: '同时调用过多' },
    explanation: {
      en: '{running} calls to {provider} are running and {waiting} wait already.',
      zh: '已有 {running} 个对 {provider} 的调用正在进行，{waiting} 个在等待。',
    },
    nextStep: { en: 'Wait until some have ended.', zh: '请等待部分调用结束。' },
  },
  'model/circuit-open': {
    title: { en: 'The provider rests', zh: '提供方暂停使用' },
    explanation: {
      en: '{provider} failed several times in a row. It is tried again in {seconds} s.',
      zh: '{provider} 连续失败多次，{seconds} 秒后再试。',
    },
    nextStep: {
      en: 'The offline model answers meanwhile. Under Models you see the last error.',
      zh: '在此期间由离线模型应答。最近的错误见“模型”。',
    },
  },
  'model/insecure-address': {
    title: { en: 'The address is not safe', zh: '地址不安全' },
    explanation: {
      en: '{url} is neither https nor an address of this computer or its network.',
      zh: '{url} 既不是 https，也不是本机或本地网络的地址。',
    },
    nextStep: {
      en: 'Use https, or a server on this computer or its network. Write no name or password in the address.',
      zh: '请使用 https，或本机及本地网络中的服务器。地址中不要写用户名或密码。',
    },
  },
  'model/built-in-provider': {
    title: { en: 'This provider is built in', zh: '这是内置提供方' },
    explanation: {
      en: '{provider} comes with the studio and cannot be removed.',
      zh: '{provider} 随工作室提供，不能移除。',
    },
    nextStep: {
      en: 'Remove its key if you do not want to use it.',
      zh: '如不想使用，请移除其密钥。',
    },
  },
  'model/no-folder': {
    title: { en: 'The folder cannot be read', zh: '无法读取文件夹' },
    explanation: { en: '{path}: {reason}', zh: '{path}：{reason}' },
    nextStep: { en: 'Choose a folder that holds speech models.', zh: '请选择存放语音模型的文件夹。' },
  },
} as const satisfies ErrorArea;
