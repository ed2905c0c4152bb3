import { useViewStore } from '../stores/view-store.ts';
import { type Command, hasProject } from './command.ts';

/** Where things run, and what the rules of the markets ask. */
export const placementCommands: readonly Command[] = [
  {
    id: 'device.placeNodes',
    group: 'device',
    title: { en: 'Place nodes…', zh: '安排运行位置…' },
    icon: 'route',
    isEnabled: hasProject,
    run: () => useViewStore.getState().open({ kind: 'placement' }),
  },
  {
    id: 'project.showMarkets',
    group: 'project',
    title: { en: 'Markets and data…', zh: '市场与数据…' },
    icon: 'shield-check',
    isEnabled: hasProject,
    run: () => useViewStore.getState().open({ kind: 'markets' }),
  },
];
