import type { ErrorArea } from './error-entry.ts';

export const scenarioErrors = {
  'scenario/not-running': {
    title: { en: 'Nothing runs on the kit', zh: '设备上没有运行的程序' },
    explanation: {
      en: 'A scenario plays on a running program, and {kitId} runs none.',
      zh: '场景需要运行中的程序，而 {kitId} 没有运行。',
    },
    nextStep: { en: 'Press Run, then play the scenario again.', zh: '请点击“运行”，然后再次播放场景。' },
  },
  'scenario/unreadable': {
    title: { en: 'The scenario cannot be read', zh: '无法读取场景' },
    explanation: { en: '{path}: {reason}', zh: '{path}：{reason}' },
    nextStep: {
      en: 'Compare the file with the scenarios of a template; an editor that knows JSON schemas shows what is wrong.',
      zh: '请与模板中的场景文件对照；支持 JSON schema 的编辑器会标出错误。',
    },
  },
} as const satisfies ErrorArea;
