import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { LocalizedText } from '../../core/text/localized-text.ts';
import { useProblemsBadge } from '../features/problems/use-problems-badge.ts';
import type { BottomTabId } from '../stores/view-store.ts';
import type { TabBadge } from './tab-badge.ts';

/** What a feature's `index.tsx` exports: the component that fills its slot. */
interface FeatureModule {
  readonly default: ComponentType;
}

export interface BottomTab {
  readonly id: BottomTabId;
  readonly title: LocalizedText;
  readonly Component: LazyExoticComponent<ComponentType>;
  /** A hook; null shows no badge. */
  readonly useBadge?: () => TabBadge | null;
}

const modules = import.meta.glob<FeatureModule>(
  '../features/{problems,live,console,trace,code,memory,kit-panel,kits,demo,stand-ins}/index.tsx',
);

/** A feature's component, loaded when it is first shown. */
function feature(name: string): LazyExoticComponent<ComponentType> {
  return lazy(async () => {
    const load = modules[`../features/${name}/index.tsx`];
    return load === undefined ? { default: () => null } : load();
  });
}

/** The tabs of the bottom panel, in their order. A feature plugs in with its folder's `index.tsx`. */
export const bottomTabs: readonly BottomTab[] = [
  {
    id: 'problems',
    title: { en: 'Problems', zh: '问题' },
    Component: feature('problems'),
    useBadge: useProblemsBadge,
  },
  { id: 'live', title: { en: 'Live', zh: '实时' }, Component: feature('live') },
  { id: 'console', title: { en: 'Console', zh: '控制台' }, Component: feature('console') },
  { id: 'trace', title: { en: 'Trace', zh: '轨迹' }, Component: feature('trace') },
  { id: 'code', title: { en: 'Code', zh: '代码' }, Component: feature('code') },
  { id: 'memory', title: { en: 'Memory', zh: '记忆' }, Component: feature('memory') },
];

/** The device, above the inspector. */
export const KitPanel = feature('kit-panel');
/** This computer's microphone, camera and loudspeaker, in the toolbar of a profile that uses them. */
export const StandIns = feature('stand-ins');
/** The full-screen show; it is mounted while the overlay `demo` is open. */
export const DemoOverlay = feature('demo');
/** The table of kits; it is mounted while it is open. */
export const KitsPage = feature('kits');
/** Asks before a push overrules what it found on a board; it is mounted while a push waits for the answer. */
export const ConsentDialog = lazy(() => import('../features/kits/consent-dialog.tsx'));
