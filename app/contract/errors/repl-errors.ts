import type { ErrorArea } from './error-entry.ts';

/** What can go wrong while the studio speaks with MicroPython's prompt. `received` is what came, made printable. */
export const replErrors = {
  'repl/no-answer': {
    title: { en: 'The board does not answer', zh: '开发板没有响应' },
    explanation: {
      en: 'No MicroPython prompt came from {path} within {seconds} s. Received: {received}',
      zh: '{seconds} 秒内未从 {path} 收到 MicroPython 提示符。收到的内容：{received}',
    },
    nextStep: {
      en: 'Press the reset button of the board and try again. If it stays silent, install MicroPython on it.',
      zh: '请按开发板的复位键后重试。若仍无响应，请为其安装 MicroPython。',
    },
  },
  'repl/not-micropython': {
    title: { en: 'This is not MicroPython', zh: '该设备未运行 MicroPython' },
    explanation: {
      en: 'The device at {path} answers, but not as MicroPython does. Received: {received}',
      zh: '{path} 上的设备有响应，但不是 MicroPython。收到的内容：{received}',
    },
    nextStep: {
      en: 'Check that the right port is chosen. A board with other firmware needs MicroPython first.',
      zh: '请确认选择了正确的端口。使用其他固件的开发板需要先安装 MicroPython。',
    },
  },
  'repl/timeout': {
    title: { en: 'The board stopped in the middle', zh: '开发板中途停止响应' },
    explanation: {
      en: 'A command was begun on {path} and did not end within {seconds} s. Last received: {received}',
      zh: '在 {path} 上开始的命令未在 {seconds} 秒内结束。最后收到：{received}',
    },
    nextStep: {
      en: 'Press the reset button of the board and try again.',
      zh: '请按开发板的复位键后重试。',
    },
  },
  'repl/python-error': {
    title: { en: 'Python on the board reports an error', zh: '开发板上的 Python 报错' },
    explanation: { en: 'The script ended with: {message}', zh: '脚本异常终止：{message}' },
    nextStep: {
      en: 'Try again. If it happens again, install a newer MicroPython on the board.',
      zh: '请重试。若再次出现，请为开发板安装更新的 MicroPython。',
    },
  },
  'repl/protocol': {
    title: { en: 'The board broke the protocol', zh: '开发板的回应不符合协议' },
    explanation: {
      en: 'The answer from {path} is not what MicroPython sends here. Received: {received}',
      zh: '{path} 的回应与 MicroPython 在此处应发送的内容不符。收到的内容：{received}',
    },
    nextStep: {
      en: 'Another program may be sending to the same port. Close it, reset the board, and try again.',
      zh: '可能有其他程序同时向该端口发送数据。请将其关闭，复位开发板后重试。',
    },
  },
} as const satisfies ErrorArea;
