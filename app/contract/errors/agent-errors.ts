import type { ErrorArea } from './error-entry.ts';

export const agentErrors = {
  'agent/persona-missing': {
    title: { en: 'No such persona', zh: '没有这个角色' },
    explanation: {
      en: 'The program has no persona {personaId}, or it cannot be read.',
      zh: '程序中没有角色 {personaId}，或无法读取。',
    },
    nextStep: {
      en: 'Choose a persona in the node’s properties, or make one.',
      zh: '请在节点属性中选择一个角色，或新建一个。',
    },
  },
  'agent/trial-closed': {
    title: { en: 'The trial is over', zh: '试用已结束' },
    explanation: {
      en: 'Trial {trialId} was closed or never opened.',
      zh: '试用 {trialId} 已关闭或从未打开。',
    },
    nextStep: { en: 'Open a new trial and say it again.', zh: '请重新打开试用后再说一遍。' },
  },
  'agent/too-many-trials': {
    title: { en: 'Too many trials are open', zh: '打开的试用过多' },
    explanation: { en: 'At most {limit} trials may be open at once.', zh: '最多可同时打开 {limit} 个试用。' },
    nextStep: { en: 'Close one of them first.', zh: '请先关闭其中一个。' },
  },
  'agent/tool-not-granted': {
    title: { en: 'A tool that it may not use', zh: '无权使用的工具' },
    explanation: {
      en: '{persona} was not given the tool {tool}, so it was not called.',
      zh: '{persona} 没有获得工具 {tool}，因此未调用。',
    },
    nextStep: {
      en: 'Add the tool under “What I may do” if it should have it.',
      zh: '如果应当拥有，请在“我可以做什么”中添加该工具。',
    },
  },
  'agent/too-many-calls': {
    title: { en: 'Too many calls of tools', zh: '工具调用过多' },
    explanation: {
      en: '{persona} may make {limit} calls in one turn and wanted one more.',
      zh: '{persona} 每轮最多调用 {limit} 次工具，此次已超出。',
    },
    nextStep: {
      en: 'Raise the limit of calls in a turn if that is meant.',
      zh: '如果确有需要，请提高每轮调用次数的上限。',
    },
  },
  'agent/not-approved': {
    title: { en: 'Nobody agreed', zh: '没有人同意' },
    explanation: {
      en: '{tool} needs a person’s yes, and none was given.',
      zh: '{tool} 需要有人确认，但没有得到确认。',
    },
    nextStep: { en: 'Ask again and confirm it on the screen.', zh: '请再说一遍，并在屏幕上确认。' },
  },
} as const satisfies ErrorArea;
