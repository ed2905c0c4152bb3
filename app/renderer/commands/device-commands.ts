import { countBySeverity, useDiagnosticsStore } from '../stores/diagnostics-store.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import { isPushing, type KitState, targetKit, useKitStore } from '../stores/kit-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import { reportFailure } from '../ui/report-failure.tsx';
import { always, type Command, type CommandState, hasProject } from './command.ts';

const targetOf = (state: {
  readonly kits: KitState;
  readonly document: { readonly projectId: string | null };
}) => targetKit(state.kits, state.document.projectId);

/** Whether the target kit runs a program of ours. */
export function isRunning(state: CommandState): boolean {
  const kit = targetOf(state);
  return kit !== undefined && state.kits.sessions[kit.kitId]?.state === 'running';
}

/**
 * Puts the document on its target kit and starts it. Errors in the document are shown instead: the host would refuse
 * them too.
 */
export async function runProject(): Promise<void> {
  const { projectId } = useDocumentStore.getState();
  if (projectId === null) return;
  if (countBySeverity(useDiagnosticsStore.getState().diagnostics).error > 0) {
    useViewStore.getState().showTab('problems');
    return;
  }
  const outcome = await useKitStore.getState().run(projectId);
  if (outcome.kind === 'failed') reportFailure(outcome.error);
}

export const deviceCommands: readonly Command[] = [
  {
    id: 'device.runProject',
    group: 'device',
    title: { en: 'Run', zh: '运行' },
    icon: 'player-play',
    shortcuts: ['Mod+Enter', 'F5'],
    worksInFields: true,
    isEnabled: state => hasProject(state) && targetOf(state) !== undefined,
    run: runProject,
  },
  {
    id: 'device.stopProject',
    group: 'device',
    title: { en: 'Stop', zh: '停止' },
    icon: 'player-stop',
    shortcuts: ['Mod+.', 'Shift+F5'],
    worksInFields: true,
    isEnabled: state => isRunning(state) || isPushing(state.kits, targetOf(state)?.kitId),
    run: async () => {
      const kits = useKitStore.getState();
      const kit = targetKit(kits, useDocumentStore.getState().projectId);
      if (kit === undefined) return;
      if (isPushing(kits, kit.kitId)) kits.cancelRun(kit.kitId);
      else await kits.stop(kit.kitId);
    },
  },
  {
    id: 'device.restartBoard',
    group: 'device',
    title: { en: 'Restart the board', zh: '重启开发板' },
    icon: 'rotate-clockwise',
    isEnabled: isRunning,
    run: async () => {
      const kits = useKitStore.getState();
      const kit = targetKit(kits, useDocumentStore.getState().projectId);
      if (kit !== undefined) await kits.reset(kit.kitId, 'soft');
    },
  },
  {
    id: 'device.chooseBoard',
    group: 'device',
    title: { en: 'Choose the board', zh: '选择开发板' },
    icon: 'cpu',
    isEnabled: hasProject,
    run: () => useViewStore.getState().open({ kind: 'board' }),
  },
  {
    id: 'demo.startDemo',
    group: 'device',
    title: { en: 'Start the demo', zh: '开始演示' },
    icon: 'presentation',
    shortcuts: ['F9'],
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'demo' }),
  },
  {
    id: 'demo.showSettings',
    group: 'device',
    title: { en: 'Demo settings', zh: '演示设置' },
    icon: 'settings',
    isEnabled: always,
    run: () => useViewStore.getState().open({ kind: 'demo-settings' }),
  },
];
