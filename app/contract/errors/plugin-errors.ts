import type { ErrorArea } from './error-entry.ts';

export const pluginErrors = {
  'plugin/bad-type': {
    title: { en: 'Not a name for a node type', zh: '节点类型名称无效' },
    explanation: {
      en: '“{type}” is not of the form pack/name with small letters, digits and single hyphens.',
      zh: '“{type}”不符合“包/名称”的形式（小写字母、数字和单个连字符）。',
    },
    nextStep: {
      en: 'Choose a name such as my-pack/magic-wand.',
      zh: '请使用类似 my-pack/magic-wand 的名称。',
    },
  },
  'plugin/node-exists': {
    title: { en: 'The node type exists already', zh: '节点类型已存在' },
    explanation: { en: 'There is a folder {path}.', zh: '文件夹 {path} 已存在。' },
    nextStep: {
      en: 'Choose another name, or edit the files that are there.',
      zh: '请换一个名称，或编辑已有文件。',
    },
  },
  'plugin/pack-taken': {
    title: { en: 'The pack’s name is taken', zh: '包名已被占用' },
    explanation: {
      en: 'The pack “{pack}” comes with Cambrian; plugins of your own cannot add to it.',
      zh: '“{pack}”是 Cambrian 自带的包，自己的插件不能加入其中。',
    },
    nextStep: { en: 'Choose a pack name of your own.', zh: '请使用自己的包名。' },
  },
} as const satisfies ErrorArea;
