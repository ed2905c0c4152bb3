import type { ErrorArea } from './error-entry.ts';

const oldProgramRuns = {
  en: 'The old program stays on the board. Try again; if it happens again, press the reset button of the board first.',
  zh: '开发板上仍是原来的程序。请重试；若再次出现，请先按开发板的复位键。',
};

/**
 * What can go wrong in a push, phase by phase. After each of them the board has its old program, but for
 * `push/end-unknown`, which says so, and `push/trial-failed`, where it had none.
 */
export const pushErrors = {
  'push/open-timeout': {
    title: { en: 'The port did not open', zh: '端口未能打开' },
    explanation: {
      en: '{path} did not open within {seconds} s.',
      zh: '{path} 未在 {seconds} 秒内打开。',
    },
    nextStep: {
      en: 'Unplug the board, wait a moment, and plug it in again.',
      zh: '请拔出开发板，稍候片刻再接入。',
    },
  },
  'push/listen-timeout': {
    title: { en: 'The board takes no bytes', zh: '开发板不接收数据' },
    explanation: {
      en: '{path} is open, but nothing could be sent for {seconds} s.',
      zh: '{path} 已打开，但 {seconds} 秒内无法发送任何数据。',
    },
    nextStep: {
      en: 'Press the reset button of the board, or plug it in again.',
      zh: '请按开发板的复位键，或重新接入。',
    },
  },
  'push/interrupt-timeout': {
    title: { en: 'The running program could not be stopped', zh: '无法停止正在运行的程序' },
    explanation: {
      en: 'The board at {path} showed no prompt within {seconds} s. Received: {received}',
      zh: '{path} 上的开发板在 {seconds} 秒内未显示提示符。收到的内容：{received}',
    },
    nextStep: {
      en: 'Press the reset button of the board and push again at once.',
      zh: '请按开发板的复位键，然后立即重新推送。',
    },
  },
  'push/probe-timeout': {
    title: { en: 'The board did not describe itself', zh: '开发板未返回自身信息' },
    explanation: {
      en: '{path} did not answer what it is within {seconds} s. Received: {received}',
      zh: '{path} 未在 {seconds} 秒内返回自身信息。收到的内容：{received}',
    },
    nextStep: oldProgramRuns,
  },
  'push/probe-failed': {
    title: { en: 'The board could not describe itself', zh: '开发板无法返回自身信息' },
    explanation: {
      en: 'The question what board this is failed on {path}: {message}',
      zh: '在 {path} 上查询开发板信息失败：{message}',
    },
    nextStep: {
      en: 'Install a newer MicroPython on the board, at least 1.19.',
      zh: '请为开发板安装较新的 MicroPython（至少 1.19）。',
    },
  },
  'push/incompatible-firmware': {
    title: { en: 'The firmware cannot run this program', zh: '固件无法运行此程序' },
    explanation: {
      en: '{machine} runs {implementation} {version}. Compiled programs need MicroPython 1.19 or newer with bytecode version {wanted}; this one has {found}.',
      zh: '{machine} 运行的是 {implementation} {version}。编译后的程序需要 MicroPython 1.19 或更新版本，字节码版本为 {wanted}；当前为 {found}。',
    },
    nextStep: {
      en: 'Install MicroPython 1.19 or newer on the board.',
      zh: '请为开发板安装 MicroPython 1.19 或更新版本。',
    },
  },
  'push/board-mismatch': {
    title: { en: 'This is another board', zh: '开发板型号不符' },
    explanation: {
      en: 'The profile is made for {board}, but {machine} is attached. Its pins are others.',
      zh: '此配置适用于 {board}，但接入的是 {machine}，两者引脚不同。',
    },
    nextStep: {
      en: 'Choose the attached board in the board picker, or attach the right one. If you know that the pins fit, push all the same.',
      zh: '请在开发板选择器中选择已接入的型号，或接入正确的开发板。若确认引脚相符，也可仍然推送。',
    },
  },
  'push/older-sequence': {
    title: { en: 'The kit has a later program', zh: '开发板上的程序更新' },
    explanation: {
      en: 'The kit runs revision {theirs} of this profile, signed by {signer}; yours would be revision {ours}.',
      zh: '开发板上是此配置的第 {theirs} 版（签名者：{signer}），而您的是第 {ours} 版。',
    },
    nextStep: {
      en: 'Ask who pushed it. If yours is the right one, push it all the same: your next revision is then numbered above theirs.',
      zh: '请确认是谁推送的。若应使用您的版本，可仍然推送；此后您的版本号将高于对方。',
    },
  },
  'push/no-space': {
    title: { en: 'The board has too little flash', zh: '开发板闪存不足' },
    explanation: {
      en: 'The program needs {neededBytes} bytes more than the old one leaves; {freeBytes} bytes are free.',
      zh: '除旧程序外还需要 {neededBytes} 字节，仅剩 {freeBytes} 字节。',
    },
    nextStep: {
      en: 'Remove nodes or files from the board, or use a board with more flash.',
      zh: '请删除部分节点或开发板上的文件，或使用闪存更大的开发板。',
    },
  },
  'push/no-memory': {
    title: { en: 'The board has too little memory', zh: '开发板内存不足' },
    explanation: {
      en: 'The program needs about {neededBytes} bytes of heap; the board has {totalBytes}, of which {freeBytes} are free.',
      zh: '程序约需 {neededBytes} 字节堆内存；开发板共有 {totalBytes} 字节，可用 {freeBytes} 字节。',
    },
    nextStep: {
      en: 'Remove nodes, place some of them on the hub, or use a board with more memory.',
      zh: '请删除部分节点，或将其放到中枢运行，或使用内存更大的开发板。',
    },
  },
  'push/foreign-program': {
    title: { en: 'Another program lives on this board', zh: '开发板上有其他程序' },
    explanation: {
      en: 'The board starts a main.py that is not from Cambrian: {firstLine}',
      zh: '开发板启动的 main.py 并非来自 Cambrian：{firstLine}',
    },
    nextStep: {
      en: 'Push with “Replace and keep a copy”. The file is kept on the board as main.before-cambrian.py.',
      zh: '请选择“替换并保留副本”再推送。原文件将以 main.before-cambrian.py 保留在开发板上。',
    },
  },
  'push/write-timeout': {
    title: { en: 'Writing stopped in the middle', zh: '写入中途停止' },
    explanation: {
      en: 'The board at {path} acknowledged nothing for {seconds} s after {bytesDone} of {bytesTotal} bytes.',
      zh: '{path} 上的开发板在写入 {bytesTotal} 字节中的 {bytesDone} 字节后，{seconds} 秒内没有确认。',
    },
    nextStep: oldProgramRuns,
  },
  'push/write-failed': {
    title: { en: 'The board could not write', zh: '开发板写入失败' },
    explanation: {
      en: 'After {bytesDone} of {bytesTotal} bytes the board reports: {message}',
      zh: '写入 {bytesTotal} 字节中的 {bytesDone} 字节后，开发板报告：{message}',
    },
    nextStep: oldProgramRuns,
  },
  'push/write-corrupt': {
    title: { en: 'The cable garbles data', zh: '数据在传输中损坏' },
    explanation: {
      en: 'A block of {path} arrived wrong {attempts} times in a row.',
      zh: '发往 {path} 的一个数据块连续 {attempts} 次出错。',
    },
    nextStep: {
      en: 'Use another cable or socket, without a hub in between, and try again.',
      zh: '请更换线缆或接口，不经集线器直接连接，然后重试。',
    },
  },
  'push/verify-timeout': {
    title: { en: 'Reading back took too long', zh: '回读校验超时' },
    explanation: {
      en: 'The board at {path} did not hash its files within {seconds} s. Received: {received}',
      zh: '{path} 上的开发板未在 {seconds} 秒内完成文件校验。收到的内容：{received}',
    },
    nextStep: oldProgramRuns,
  },
  'push/verify-failed': {
    title: { en: 'What was written differs', zh: '写入内容与原文件不一致' },
    explanation: {
      en: 'Read back from the board, {count} files differ from what was sent, first {first}. Its flash may be worn out.',
      zh: '从开发板回读时，有 {count} 个文件与发送内容不同，首个为 {first}。闪存可能已老化。',
    },
    nextStep: oldProgramRuns,
  },
  'push/switch-timeout': {
    title: { en: 'The switch to the new program was not acknowledged', zh: '切换到新程序未得到确认' },
    explanation: {
      en: 'The board at {path} did not answer within {seconds} s. It was reset and runs the old program.',
      zh: '{path} 上的开发板未在 {seconds} 秒内响应。已将其复位，运行的是旧程序。',
    },
    nextStep: {
      en: 'Press the reset button of the board and push again.',
      zh: '请按开发板的复位键后重新推送。',
    },
  },
  'push/switch-failed': {
    title: { en: 'The board could not switch programs', zh: '开发板无法切换程序' },
    explanation: { en: 'The loader on the board reports: {message}', zh: '开发板上的加载器报告：{message}' },
    nextStep: oldProgramRuns,
  },
  'push/boot-timeout': {
    title: { en: 'The board did not come back', zh: '开发板未重新启动' },
    explanation: {
      en: 'No program reported from {path} within {seconds} s after the reset. Received: {received}',
      zh: '复位后 {seconds} 秒内没有程序从 {path} 报告。收到的内容：{received}',
    },
    nextStep: {
      en: 'Press the reset button of the board: it then returns to the old program by itself, where there was one.',
      zh: '请按开发板的复位键；若原有旧程序，它会自动恢复。',
    },
  },
  'push/trial-failed': {
    title: { en: 'The new program does not start', zh: '新程序无法启动' },
    explanation: {
      en: 'There is no earlier program to return to. The board says: {reason}',
      zh: '没有可恢复的旧程序。开发板报告：{reason}',
    },
    nextStep: {
      en: 'See the Console for the whole message, correct the profile, and push again.',
      zh: '请在控制台查看完整信息，修正配置后重新推送。',
    },
  },
  'push/confirm-timeout': {
    title: { en: 'The new program was not confirmed', zh: '新程序未得到确认' },
    explanation: {
      en: 'It started on {path} but did not answer within {seconds} s. The board was reset and has returned to the old program.',
      zh: '新程序已在 {path} 上启动，但 {seconds} 秒内没有响应。开发板已复位并恢复旧程序。',
    },
    nextStep: {
      en: 'Look in the Console for a node that blocks, and push again.',
      zh: '请在控制台查看是否有节点阻塞，然后重新推送。',
    },
  },
  'push/confirm-refused': {
    title: { en: 'The board refused to keep the new program', zh: '开发板拒绝保留新程序' },
    explanation: { en: 'It says: {message}', zh: '开发板报告：{message}' },
    nextStep: oldProgramRuns,
  },
  'push/unplugged': {
    title: { en: 'The board went away during the push', zh: '推送过程中开发板断开' },
    explanation: {
      en: '{path} was lost in the phase “{phase}”, before the switch to the new program.',
      zh: '{path} 在“{phase}”阶段断开，此时尚未切换到新程序。',
    },
    nextStep: {
      en: 'Plug the board in again: it runs the old program. Then push again.',
      zh: '请重新接入开发板：它仍运行旧程序。然后重新推送。',
    },
  },
  'push/end-unknown': {
    title: { en: 'Which program the board runs is not known', zh: '无法确定开发板运行的程序' },
    explanation: {
      en: 'The board at {path} could not be reached any more in the phase “{phase}”, after the switch to the new program had begun. It runs the old program or the new one, whole.',
      zh: '在切换到新程序之后的“{phase}”阶段，无法再连接 {path} 上的开发板。它会完整运行旧程序或新程序。',
    },
    nextStep: {
      en: 'Plug the board in again or reset it: the studio shows which program runs. Then push again.',
      zh: '请重新接入或复位开发板，工作室会显示正在运行的程序。然后重新推送。',
    },
  },
} as const satisfies ErrorArea;
