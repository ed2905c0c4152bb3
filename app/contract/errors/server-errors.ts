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
  'server/invalid-port': {
    title: { en: 'That is no port', zh: '端口无效' },
    explanation: {
      en: '{port} is not a whole number from 0 to 65535.',
      zh: '{port} 不是 0 到 65535 之间的整数。',
    },
    nextStep: {
      en: 'Give a port such as 8080, or 0 for any free one.',
      zh: '请指定端口，例如 8080；0 表示任意空闲端口。',
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
