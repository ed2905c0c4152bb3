import { getStudio } from '../bootstrap/studio-client.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { type BottomTabId, useViewStore } from '../stores/view-store.ts';
import type { IconName } from '../ui/icons.ts';
import { always, type Command } from './command.ts';

const tabs: readonly {
  readonly id: BottomTabId;
  readonly name: string;
  readonly icon: IconName;
  readonly title: { readonly en: string; readonly zh: string };
}[] = [
  {
    id: 'problems',
    name: 'Problems',
    icon: 'alert-triangle',
    title: { en: 'Show Problems', zh: '显示问题' },
  },
  { id: 'live', name: 'Live', icon: 'activity', title: { en: 'Show Live', zh: '显示实时' } },
  { id: 'console', name: 'Console', icon: 'terminal-2', title: { en: 'Show Console', zh: '显示控制台' } },
  { id: 'trace', name: 'Trace', icon: 'timeline', title: { en: 'Show Trace', zh: '显示轨迹' } },
  { id: 'code', name: 'Code', icon: 'code', title: { en: 'Show Code', zh: '显示代码' } },
];

export const viewCommands: readonly Command[] = [
  {
    id: 'view.openCommandPalette',
    group: 'view',
    title: { en: 'Command palette', zh: '命令面板' },
    icon: 'command',
    shortcuts: ['Mod+K', 'Mod+Shift+P'],
    worksInFields: true,
    hiddenIn: ['palette'],
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'commands' }),
  },
  {
    id: 'view.searchNodes',
    group: 'view',
    title: { en: 'Search nodes', zh: '搜索节点' },
    icon: 'search',
    shortcuts: ['/'],
    isEnabled: always,
    run: () => {
      if (!useViewStore.getState().isLeftOpen) useViewStore.getState().toggleLeft();
      requestAnimationFrame(() => document.getElementById('palette-search')?.focus());
    },
  },
  ...tabs.map(
    ({ id, name, icon, title }, place): Command => ({
      id: `view.show${name}`,
      group: 'view',
      title,
      icon,
      shortcuts: [`Alt+${place + 1}`],
      worksInFields: true,
      isEnabled: always,
      run: () => useViewStore.getState().showTab(id),
    }),
  ),
  {
    id: 'view.togglePanel',
    group: 'view',
    title: { en: 'Lower panel: show or hide', zh: '下方面板：显示或隐藏' },
    icon: 'layout-bottombar',
    shortcuts: ['Mod+J'],
    worksInFields: true,
    isEnabled: always,
    run: () => useViewStore.getState().toggleBottom(),
  },
  {
    id: 'view.togglePalette',
    group: 'view',
    title: { en: 'Palette: show or hide', zh: '节点面板：显示或隐藏' },
    icon: 'layout-sidebar',
    shortcuts: ['Mod+B'],
    isEnabled: always,
    run: () => useViewStore.getState().toggleLeft(),
  },
  {
    id: 'view.toggleInspector',
    group: 'view',
    title: { en: 'Inspector: show or hide', zh: '检查器：显示或隐藏' },
    icon: 'layout-sidebar-right',
    shortcuts: ['Mod+I'],
    isEnabled: always,
    run: () => useViewStore.getState().toggleRight(),
  },
  {
    id: 'view.switchLanguage',
    group: 'view',
    title: { en: '切换到中文 · Switch to Chinese', zh: 'Switch to English · 切换到英文' },
    icon: 'language',
    isEnabled: always,
    run: async () => {
      const { language, adopt } = useSettingsStore.getState();
      adopt(await getStudio().studio.changeSettings({ language: language === 'en' ? 'zh' : 'en' }));
    },
  },
  ...(['light', 'dark', 'system'] as const).map(
    (theme): Command => ({
      id: `view.useTheme${theme[0]?.toUpperCase()}${theme.slice(1)}`,
      group: 'view',
      title: {
        light: { en: 'Light theme', zh: '浅色主题' },
        dark: { en: 'Dark theme', zh: '深色主题' },
        system: { en: 'Theme of the system', zh: '跟随系统主题' },
      }[theme],
      icon: ({ light: 'sun', dark: 'moon', system: 'device-desktop' } as const)[theme],
      isEnabled: always,
      run: async () => {
        useSettingsStore.getState().adopt(await getStudio().studio.changeSettings({ theme }));
      },
    }),
  ),
  {
    id: 'help.showShortcuts',
    group: 'help',
    title: { en: 'Keyboard shortcuts', zh: '键盘快捷键' },
    icon: 'keyboard',
    shortcuts: ['?'],
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'shortcuts' }),
  },
  {
    id: 'help.showAbout',
    group: 'help',
    title: { en: 'About Cambrian', zh: '关于 Cambrian' },
    icon: 'info-circle',
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'about' }),
  },
];
