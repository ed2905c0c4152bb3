import type { ErrorArea } from './error-entry.ts';

/** What can keep a shell from starting. */
export const serverErrors = {
  'server/port-in-use': {
    title: { en: 'The port is taken', zh: '端口已被占用' },
    explanation: {
      en: 'Another program listens on port {port} of this machine, or the system does not allow it.',
      zh: '本机的端口 {port} 已被其他程序占用，或系统不允许使用。',
    },
    nextStep: {
      en: 'Close the other program, or leave --port out to take a free port.',
      zh: '请关闭占用端口的程序，或不指定 --port 以使用空闲端口。',
    },
  },
  'server/renderer-missing': {
    title: { en: 'The screen has not been built', zh: '界面尚未构建' },
    explanation: {
      en: 'There is no index.html in {directory}.',
      zh: '{directory} 中没有 index.html。',
    },
    nextStep: {
      en: 'Run npm start, which builds it; in an installed studio, install it again.',
      zh: '请运行 npm start 进行构建；若为已安装版本，请重新安装。',
    },
  },
} as const satisfies ErrorArea;
