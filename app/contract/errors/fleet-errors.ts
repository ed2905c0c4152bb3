import type { ErrorArea } from './error-entry.ts';

/** What can go wrong with many kits at once. What happens to one kit has the error of its push or its flashing. */
export const fleetErrors = {
  'fleet/busy': {
    title: { en: 'Kits are being served already', zh: '已有批量任务正在进行' },
    explanation: {
      en: '{count} kits of the run before are not done yet.',
      zh: '上一批任务还有 {count} 块开发板未完成。',
    },
    nextStep: { en: 'Wait for it, or cancel it first.', zh: '请等待其完成，或先取消。' },
  },
  'fleet/nothing-to-do': {
    title: { en: 'There is nothing to do', zh: '没有可执行的操作' },
    explanation: {
      en: 'Neither a project to push nor an image to flash was chosen.',
      zh: '既没有选择要推送的项目，也没有选择要烧录的固件。',
    },
    nextStep: { en: 'Choose one of them, or both.', zh: '请至少选择其中一项。' },
  },
  'fleet/no-run': {
    title: { en: 'Nothing has been run yet', zh: '尚无批量任务' },
    explanation: {
      en: 'There is no run of many kits that could be tried again or reported.',
      zh: '没有可以重试或导出报告的批量任务。',
    },
    nextStep: { en: 'Select kits and begin one.', zh: '请选择开发板并开始任务。' },
  },
  'fleet/no-kits': {
    title: { en: 'No board is attached', zh: '没有接入开发板' },
    explanation: {
      en: 'No serial port of this computer has a board that runs programs.',
      zh: '此计算机的串口上没有可运行程序的开发板。',
    },
    nextStep: {
      en: 'Plug boards in, or name their ports one by one.',
      zh: '请接入开发板，或逐个指定端口。',
    },
  },
  'fleet/report-unwritable': {
    title: { en: 'The report could not be written', zh: '无法写入报告' },
    explanation: {
      en: 'The kits were served, but {path} could not be written: {reason}',
      zh: '开发板已处理完毕，但无法写入 {path}：{reason}',
    },
    nextStep: {
      en: 'Push once more with another file: kits that have the program are left as they are.',
      zh: '请换一个文件再次推送：已有该程序的开发板不会改动。',
    },
  },
  'fleet/not-back': {
    title: { en: 'The board did not come back after flashing', zh: '烧录后开发板未重新出现' },
    explanation: {
      en: 'The firmware is on {title}, but the board was not seen again, so nothing was pushed.',
      zh: '固件已写入 {title}，但开发板未再次出现，因此没有推送程序。',
    },
    nextStep: {
      en: 'Press its reset button or plug it in again, then retry what failed.',
      zh: '请按复位键或重新接入，然后重试失败的开发板。',
    },
  },
} as const satisfies ErrorArea;
