import type { ErrorArea } from './error-entry.ts';

/** What can go wrong with an examination itself; what it finds is no error. */
export const doctorErrors = {
  'doctor/rules-unwritable': {
    title: { en: 'The rules could not be laid ready', zh: '无法准备规则文件' },
    explanation: {
      en: 'The udev rules cannot be written to {path}: {message}',
      zh: '无法将 udev 规则写入 {path}：{message}',
    },
    nextStep: {
      en: 'Make room on the disk, or make the folder writable, and try again.',
      zh: '请释放磁盘空间或使该文件夹可写，然后重试。',
    },
  },
} as const satisfies ErrorArea;
