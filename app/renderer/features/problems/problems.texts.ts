import { defineTexts } from '../../i18n/texts.ts';

export const problemsTexts = defineTexts('problems', {
  en: {
    title: 'Problems',
    emptyTitle: 'Nothing to fix',
    emptyText: 'Everything on the canvas fits together. Press Run.',
    error: 'Errors',
    warning: 'Warnings',
    hint: 'Hints',
    plugins: 'Plugins',
    profile: 'Profile',
    show: 'Show on the canvas',
  },
  zh: {
    title: '问题',
    emptyTitle: '没有需要修复的问题',
    emptyText: '画布上的一切都能配合工作。点击“运行”吧。',
    error: '错误',
    warning: '警告',
    hint: '提示',
    plugins: '插件',
    profile: '配置',
    show: '在画布上显示',
  },
});
