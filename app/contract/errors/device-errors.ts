import type { ErrorArea } from './error-entry.ts';

/** What can go wrong between a person's wish and a kit, beside transport, REPL and push. */
export const deviceErrors = {
  'device/unknown-check': {
    title: { en: 'There is no such check', zh: '没有该检查项' },
    explanation: {
      en: 'The test of a board has no check {check}.',
      zh: '开发板测试没有名为 {check} 的检查项。',
    },
    nextStep: {
      en: 'Look into docs/testing-a-board.md for the names, or leave --only away.',
      zh: '请在 docs/testing-a-board.md 中查看名称，或去掉 --only。',
    },
  },
  'device/unknown-kit': {
    title: { en: 'This kit is not known', zh: '未知的开发套件' },
    explanation: {
      en: 'No kit is called {kitId}; it may have been unplugged.',
      zh: '没有名为 {kitId} 的开发套件，它可能已被拔出。',
    },
    nextStep: {
      en: 'Choose a kit from the target picker.',
      zh: '请在目标选择器中选择一个开发套件。',
    },
  },
  'device/busy': {
    title: { en: 'The kit is busy', zh: '开发套件正忙' },
    explanation: {
      en: '{kitId} is still working on the request before this one.',
      zh: '{kitId} 仍在处理上一个请求。',
    },
    nextStep: { en: 'Wait until it is done, or cancel it.', zh: '请等待其完成，或将其取消。' },
  },
  'device/not-running': {
    title: { en: 'No program runs on this kit', zh: '开发套件上没有运行程序' },
    explanation: {
      en: 'What was asked for needs a Cambrian program that runs on {kitId}.',
      zh: '该操作需要 {kitId} 上正在运行 Cambrian 程序。',
    },
    nextStep: { en: 'Press Run first.', zh: '请先点击“运行”。' },
  },
  'device/unknown-node': {
    title: { en: 'The running program has no such node', zh: '运行中的程序没有该节点' },
    explanation: {
      en: 'Neither the kit nor the hub runs {node}.',
      zh: '开发套件和中枢都没有运行 {node}。',
    },
    nextStep: {
      en: 'Press Run, so that the kit runs the profile as it is now.',
      zh: '请点击“运行”，使开发套件运行当前配置。',
    },
  },
  'device/property-refused': {
    title: { en: 'The kit refused the value', zh: '开发套件拒绝了该值' },
    explanation: {
      en: 'Property {property} of {node} was not changed: {message}',
      zh: '{node} 的属性 {property} 未更改：{message}',
    },
    nextStep: {
      en: 'Enter another value, or press Run to push the profile as it is.',
      zh: '请输入其他值，或点击“运行”推送当前配置。',
    },
  },
  'device/no-reply': {
    title: { en: 'The kit does not reply', zh: '开发套件没有回应' },
    explanation: {
      en: '{kitId} did not reply within {seconds} s.',
      zh: '{kitId} 未在 {seconds} 秒内回应。',
    },
    nextStep: {
      en: 'Stop the program or reset the kit; a node may block it.',
      zh: '请停止程序或复位开发套件，可能有节点阻塞了它。',
    },
  },
  'device/not-virtual': {
    title: { en: 'This is not a virtual kit', zh: '这不是虚拟套件' },
    explanation: {
      en: '{kitId} is a real board: what it is made of is moved by hand.',
      zh: '{kitId} 是真实开发板，需要用手操作其元件。',
    },
    nextStep: { en: 'Choose the virtual kit.', zh: '请选择虚拟套件。' },
  },
  'device/book-unwritable': {
    title: { en: 'This will be forgotten', zh: '此更改不会被保存' },
    explanation: {
      en: 'What the studio knows of kits cannot be written to {path}: {message}',
      zh: '无法将开发套件的信息写入 {path}：{message}',
    },
    nextStep: {
      en: 'Make room on the disk, or make the file writable; until then it holds as long as the studio is open.',
      zh: '请释放磁盘空间或使该文件可写；在此之前，更改仅在工作室打开期间有效。',
    },
  },
  'device/bad-path': {
    title: { en: 'This is no port', zh: '这不是端口' },
    explanation: {
      en: '{path} is neither a serial port, nor tcp:host:port, nor virtual:number.',
      zh: '{path} 既不是串口，也不是 tcp:主机:端口 或 virtual:编号。',
    },
    nextStep: {
      en: 'Type for example /dev/ttyACM0, COM3 or tcp:192.168.1.20:2323.',
      zh: '请输入例如 /dev/ttyACM0、COM3 或 tcp:192.168.1.20:2323。',
    },
  },
} as const satisfies ErrorArea;
