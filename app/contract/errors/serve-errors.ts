import type { ErrorArea } from './error-entry.ts';

/** What can keep the hub from being served without a studio. */
export const serveErrors = {
  'serve/token-unusable': {
    title: { en: 'The token cannot be used', zh: '令牌不可用' },
    explanation: {
      en: '{path}: {reason}',
      zh: '{path}：{reason}',
    },
    nextStep: {
      en: 'Write at least 24 letters and digits into the file, on one line, or leave --token-file out to have a token made.',
      zh: '请在文件中用一行写入至少 24 个字母或数字；也可以不指定 --token-file，由程序生成令牌。',
    },
  },
  'serve/cannot-listen': {
    title: { en: 'Cannot listen there', zh: '无法监听该地址' },
    explanation: {
      en: '{host} port {port}: {reason}',
      zh: '{host} 端口 {port}：{reason}',
    },
    nextStep: {
      en: 'Give an address of this machine with --host, and a port that nobody uses with --port.',
      zh: '请用 --host 指定本机的地址，并用 --port 指定未被占用的端口。',
    },
  },
} as const satisfies ErrorArea;
