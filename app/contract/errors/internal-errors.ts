import type { ErrorArea } from './error-entry.ts';

export const internalErrors = {
  'internal/unexpected': {
    title: { en: 'Something went wrong inside Cambrian', zh: 'Cambrian 内部出错' },
    explanation: {
      en: 'The program met a case it was not made for: {message}',
      zh: '程序遇到了未预料的情况：{message}',
    },
    nextStep: {
      en: 'Your project is saved. Try again; if it happens again, report it with the log.',
      zh: '项目已保存。请重试；若再次出现，请附上日志反馈。',
    },
  },
} as const satisfies ErrorArea;
