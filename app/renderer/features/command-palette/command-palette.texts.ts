import { defineTexts } from '../../i18n/texts.ts';

export const commandPaletteTexts = defineTexts('command-palette', {
  en: {
    search: 'Type a command, a node or a template; @ finds what is on the canvas',
    nothing: 'Nothing found. Try another word.',
    project: 'Project',
    edit: 'Edit',
    canvas: 'Canvas',
    device: 'Device',
    view: 'View',
    help: 'Help',
    onCanvas: 'On the canvas',
    addNode: 'Add a node',
    personas: 'Personas',
    editPersona: 'Edit persona: {name}',
    templates: 'Open a template',
  },
  zh: {
    search: '输入命令、节点或模板；@ 查找画布上的节点',
    nothing: '没有找到，请换个词试试。',
    project: '项目',
    edit: '编辑',
    canvas: '画布',
    device: '设备',
    view: '视图',
    help: '帮助',
    onCanvas: '画布上',
    addNode: '添加节点',
    personas: '角色',
    editPersona: '编辑角色：{name}',
    templates: '打开模板',
  },
});
