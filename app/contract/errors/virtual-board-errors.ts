import type { ErrorArea } from './error-entry.ts';

/** What can go wrong when a virtual board is offered to other programs. */
export const virtualBoardErrors = {
  'virtual-board/no-pseudo-terminals': {
    title: { en: 'This system has no pseudo-terminals', zh: '此系统不支持伪终端' },
    explanation: {
      en: 'A virtual board can be a serial port only on Linux and macOS; this is {platform}.',
      zh: '虚拟开发板仅能在 Linux 和 macOS 上作为串口使用；当前系统是 {platform}。',
    },
    nextStep: {
      en: 'Offer it on a TCP port instead: `cambrian board --tcp`.',
      zh: '请改用 TCP 端口：`cambrian board --tcp`。',
    },
  },
  'virtual-board/pseudo-terminal-failed': {
    title: { en: 'No pseudo-terminal could be made', zh: '无法创建伪终端' },
    explanation: {
      en: 'The system refused: {message}',
      zh: '系统拒绝了请求：{message}',
    },
    nextStep: {
      en: 'Close programs that hold many terminals, or offer the board on a TCP port: `cambrian board --tcp`.',
      zh: '请关闭占用大量终端的程序，或改用 TCP 端口：`cambrian board --tcp`。',
    },
  },
  'virtual-board/port-taken': {
    title: { en: 'The TCP port cannot be used', zh: '无法使用该 TCP 端口' },
    explanation: {
      en: 'Port {port} of this computer could not be opened: {message}',
      zh: '无法打开本机端口 {port}：{message}',
    },
    nextStep: {
      en: 'Choose another port, or 0 for any that is free.',
      zh: '请选择其他端口，或使用 0 自动选择空闲端口。',
    },
  },
} as const satisfies ErrorArea;
