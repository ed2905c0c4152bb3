import type { ErrorArea } from './error-entry.ts';

/** What can go wrong between the two halves of the studio. */
export const rpcErrors = {
  'rpc/disconnected': {
    title: { en: 'The studio lost its host', zh: '界面与主机程序的连接已断开' },
    explanation: {
      en: 'The connection to the part that talks to boards and files ended before the answer came.',
      zh: '在得到回应之前，与负责开发板和文件的主机程序的连接断开了。',
    },
    nextStep: {
      en: 'Wait a moment for the connection to return. If it does not, start Cambrian again.',
      zh: '请稍候，等待连接恢复。若未恢复，请重新启动 Cambrian。',
    },
  },
  'rpc/version-mismatch': {
    title: { en: 'Screen and host are of different versions', zh: '界面与主机程序的版本不一致' },
    explanation: {
      en: 'This screen speaks version {clientVersion} of the protocol, the host speaks {hostVersion}.',
      zh: '界面使用协议版本 {clientVersion}，主机程序使用 {hostVersion}。',
    },
    nextStep: {
      en: 'Reload the page. If that does not help, start Cambrian again.',
      zh: '请刷新页面。若无效，请重新启动 Cambrian。',
    },
  },
  'rpc/undeclared-method': {
    title: { en: 'The host does not know this request', zh: '主机程序不认识该请求' },
    explanation: {
      en: 'No service declares {name}.',
      zh: '没有任何服务声明 {name}。',
    },
    nextStep: {
      en: 'Reload the page, so that screen and host are of one version.',
      zh: '请刷新页面，使界面与主机程序版本一致。',
    },
  },
  'rpc/invalid-input': {
    title: { en: 'The host refused a request', zh: '主机程序拒绝了请求' },
    explanation: {
      en: 'The input of {name} is not of the declared form: {problem}',
      zh: '{name} 的输入不符合声明的格式：{problem}',
    },
    nextStep: {
      en: 'Check what was entered. If nothing was entered by hand, report this with the log.',
      zh: '请检查输入的内容。若并非手动输入，请附上日志反馈。',
    },
  },
  'rpc/invalid-output': {
    title: { en: 'The host gave a malformed answer', zh: '主机程序的回应格式有误' },
    explanation: {
      en: 'The answer of {name} is not of the declared form: {problem}',
      zh: '{name} 的回应不符合声明的格式：{problem}',
    },
    nextStep: {
      en: 'Try again; if it happens again, report it with the log.',
      zh: '请重试；若再次出现，请附上日志反馈。',
    },
  },
  'rpc/cancelled': {
    title: { en: 'Cancelled', zh: '已取消' },
    explanation: { en: '{name} was cancelled before it ended.', zh: '{name} 在完成前被取消。' },
    nextStep: { en: 'Nothing needs to be done.', zh: '无需任何操作。' },
  },
  'rpc/overflow': {
    title: { en: 'Some live data was dropped', zh: '部分实时数据被丢弃' },
    explanation: {
      en: 'The screen could not keep up with {name}: {dropped} messages were dropped.',
      zh: '界面处理 {name} 的速度不足：丢弃了 {dropped} 条消息。',
    },
    nextStep: {
      en: 'Close plots that are not needed, or lower the rate of the sensors.',
      zh: '请关闭不需要的曲线图，或降低传感器的速率。',
    },
  },
  'rpc/too-large': {
    title: { en: 'Too much at once', zh: '一次传输的数据过大' },
    explanation: {
      en: '{name} would carry {length} characters; the limit is {limit}.',
      zh: '{name} 需要传输 {length} 个字符，上限为 {limit}。',
    },
    nextStep: {
      en: 'Make the file or the project smaller, or split the change into several.',
      zh: '请缩小文件或项目，或把更改拆分为多次。',
    },
  },
  'rpc/malformed-frame': {
    title: { en: 'The connection carried something unreadable', zh: '连接中出现无法识别的数据' },
    explanation: {
      en: 'A message that is no message of the protocol arrived, and the connection was closed: {problem}',
      zh: '收到不属于协议的消息，连接已关闭：{problem}',
    },
    nextStep: {
      en: 'Reload the page. If it happens again, look for a program that changes web traffic.',
      zh: '请刷新页面。若再次出现，请检查是否有程序在修改网络流量。',
    },
  },
} as const satisfies ErrorArea;
