import type { ErrorArea } from './error-entry.ts';

/** What can go wrong while a picture is looked at on the hub. */
export const visionErrors = {
  'vision/bad-picture': {
    title: { en: 'The picture cannot be read', zh: '无法读取图片' },
    explanation: {
      en: 'It is damaged, too large, or of a kind that is not read here: {reason}',
      zh: '图片已损坏、过大或格式不受支持：{reason}',
    },
    nextStep: {
      en: 'Send JPEG or PNG pictures of at most 24 megapixels.',
      zh: '请发送不超过 2400 万像素的 JPEG 或 PNG 图片。',
    },
  },
  'vision/models-failed': {
    title: { en: 'The vision models failed', zh: '视觉模型运行失败' },
    explanation: {
      en: 'The models on the hub could not look at the picture: {reason}',
      zh: '中枢上的模型无法识别该图片：{reason}',
    },
    nextStep: {
      en: 'Try again; if it happens again, free some memory: the models take about half a gigabyte.',
      zh: '请重试；若再次出现，请释放一些内存：模型约占用半 GB。',
    },
  },
  'vision/no-consent': {
    title: { en: 'The face was not stored', zh: '未保存面部信息' },
    explanation: {
      en: 'A face is stored only where the persona’s memory allows faces and the person said yes.',
      zh: '仅当角色的记忆允许保存面部信息且本人同意时，才会保存。',
    },
    nextStep: {
      en: 'Allow faces under “What I remember” of the persona, ask the person, and switch consent on.',
      zh: '请在角色的“我记住什么”中允许保存面部信息，征得本人同意后再打开同意开关。',
    },
  },
} as const satisfies ErrorArea;
