import type { ErrorArea } from './error-entry.ts';

/** What can go wrong between the studio and a port. */
export const transportErrors = {
  'transport/not-found': {
    title: { en: 'The port is not there', zh: '找不到该端口' },
    explanation: {
      en: '{path} does not exist or does not answer now.',
      zh: '{path} 目前不存在或没有响应。',
    },
    nextStep: {
      en: 'Plug the board in, or check the path. A cable that only charges carries no data.',
      zh: '请接入开发板，或检查路径。仅供充电的线缆不能传输数据。',
    },
  },
  'transport/port-busy': {
    title: { en: 'Another program uses the port', zh: '端口被其他程序占用' },
    explanation: {
      en: '{path} is open elsewhere, for example in a serial monitor.',
      zh: '{path} 已在别处打开，例如串口监视器。',
    },
    nextStep: {
      en: 'Close the other program and try again.',
      zh: '请关闭占用端口的程序后重试。',
    },
  },
  'transport/no-permission': {
    title: { en: 'No permission for the port', zh: '没有端口的访问权限' },
    explanation: {
      en: 'The system does not let you open {path}. It belongs to user {owner} and group {group}.',
      zh: '系统不允许打开 {path}。它属于用户 {owner} 和用户组 {group}。',
    },
    nextStep: {
      en: 'Join the group with `sudo usermod -aG {group} $USER`, then log out and in again.',
      zh: '运行 `sudo usermod -aG {group} $USER` 加入该用户组，然后注销并重新登录。',
    },
  },
  'transport/gone': {
    title: { en: 'The board went away', zh: '开发板已断开' },
    explanation: {
      en: '{path} was unplugged, reset, or closed by the other side.',
      zh: '{path} 被拔出、复位，或被对方关闭。',
    },
    nextStep: {
      en: 'Plug it in again. The board keeps the last program that worked.',
      zh: '请重新接入。开发板会保留最后一个可用的程序。',
    },
  },
  'transport/not-open': {
    title: { en: 'The port is not open', zh: '端口未打开' },
    explanation: {
      en: '{path} was closed by the studio, or was never opened.',
      zh: '{path} 已被工作室关闭，或从未打开。',
    },
    nextStep: { en: 'Connect to the board first.', zh: '请先连接开发板。' },
  },
  'transport/failed': {
    title: { en: 'The port failed', zh: '端口出错' },
    explanation: {
      en: 'The system reports a fault of {path}: {message}',
      zh: '系统报告 {path} 出错：{message}',
    },
    nextStep: {
      en: 'Unplug the board, wait a moment, and plug it in again, if possible at another socket.',
      zh: '请拔出开发板，稍候片刻再接入，如有可能请换一个接口。',
    },
  },
} as const satisfies ErrorArea;
