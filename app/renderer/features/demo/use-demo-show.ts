import { useEffect, useReducer, useRef, useState } from 'react';
import type { TemplateCard } from '../../../contract/services/catalogue-service.ts';
import type { OpenProject } from '../../../contract/services/project-service.ts';
import { type Profile, profileSchema } from '../../../core/document/profile.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { type DemoEvent, type DemoState, initialDemo, nextDemo } from './demo-machine.ts';

/** A sample that runs for a visitor. */
export interface DemoProject {
  readonly projectId: string;
  readonly profile: Profile;
  readonly scenarios: OpenProject['scenarios'];
  readonly kitId: string;
  /** `performance.now()` when its program was there. */
  readonly readyAtMs: number;
}

/** Longer than this, and opening a sample counts as failed. */
const openingDeadlineMs = 30_000;

/** What goes wrong in a demo is for the log; a visitor sees the invitation again. */
function note(what: string, error: unknown): void {
  console.warn(`Demo: ${what}`, error);
}

async function openSample(templateId: string, signal: AbortSignal): Promise<DemoProject> {
  const studio = getStudio();
  const kit = useKitStore.getState().kits.find(candidate => candidate.transport === 'virtual');
  if (kit === undefined) throw new Error('There is no virtual board.');
  const project = await studio.project.openDemo({ templateId }, { signal });
  const profile = profileSchema.parse(project.profile);
  const { kitId } = kit;
  const { outcome } = await studio.device.run(
    { projectId: project.projectId, kitId, replaceForeign: true },
    { signal },
  );
  await restControls(kitId);
  // The board ran this sample already: it must not remember the visitor before.
  if (outcome === 'unchanged') await studio.device.reset({ kitId, kind: 'hard' }, { signal });
  return {
    projectId: project.projectId,
    profile,
    scenarios: project.scenarios,
    kitId: kit.kitId,
    readyAtMs: performance.now(),
  };
}

/** Puts every control of the drawn device back to where a fresh one has it. */
async function restControls(kitId: string): Promise<void> {
  const { virtualBoard } = getStudio();
  const { attached } = await virtualBoard.peripherals({ kitId });
  await Promise.all(
    attached.flatMap(peripheral =>
      peripheral.controls.map(control =>
        virtualBoard.control({
          kitId,
          peripheral: peripheral.id,
          control: control.id,
          value: control.type === 'momentary' ? false : control.default,
        }),
      ),
    ),
  );
}

async function closeSample({ projectId }: DemoProject): Promise<void> {
  try {
    await getStudio().project.close({ projectId });
  } catch (error) {
    note('a sample could not be closed.', error);
  }
}

/**
 * Runs the kiosk: opens samples, watches their board, counts idle time, tries again. The states come from
 * {@link nextDemo}; this gives them their effects.
 */
export function useDemoShow(
  items: readonly TemplateCard[],
  idleMs: number,
): {
  readonly state: DemoState;
  readonly project: DemoProject | null;
  readonly dispatch: (event: DemoEvent) => void;
} {
  const rules = { items: items.length, idleMs };
  const [state, dispatch] = useReducer(
    (before: DemoState, event: DemoEvent) => nextDemo(before, event, rules),
    initialDemo,
  );
  const [project, setProject] = useState<DemoProject | null>(null);
  const { stage } = state;
  const round = stage.kind === 'opening' || stage.kind === 'showing' ? stage.round : null;
  const templateId = items[state.item]?.id;

  // One round: open, push, hand over; closed again when the round is over.
  useEffect(() => {
    if (round === null || templateId === undefined) return;
    const abort = new AbortController();
    let opened: DemoProject | null = null;
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(openingDeadlineMs)]);
    openSample(templateId, signal).then(
      sample => {
        opened = sample;
        if (abort.signal.aborted) {
          void closeSample(sample);
          return;
        }
        setProject(sample);
        dispatch({ kind: 'ready', round, nowMs: performance.now() });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        note('a sample could not be opened.', error);
        dispatch({ kind: 'failed', round, nowMs: performance.now() });
      },
    );
    return () => {
      abort.abort();
      setProject(null);
      if (opened !== null) void closeSample(opened);
    };
  }, [round, templateId]);

  // The board may go away under a visitor's hands.
  const kitId = project?.kitId;
  useEffect(() => {
    if (kitId === undefined || round === null) return;
    return useKitStore.subscribe(({ sessions }) => {
      const kitState = sessions[kitId]?.state;
      if (kitState === 'gone' || kitState === 'failed') {
        dispatch({ kind: 'failed', round, nowMs: performance.now() });
      }
    });
  }, [kitId, round]);

  // Idle time and rests.
  useEffect(() => {
    const timer = setInterval(() => dispatch({ kind: 'ticked', nowMs: performance.now() }), 500);
    return () => clearInterval(timer);
  }, []);

  // After a visitor has left, and when the demo ends, the board rests.
  const shownKit = useRef<string | null>(null);
  if (kitId !== undefined) shownKit.current = kitId;
  const isInviting = stage.kind === 'attract';
  useEffect(() => {
    if (isInviting) void rest(shownKit.current);
  }, [isInviting]);
  const [own] = useState(ownProgram);
  useEffect(() => () => void rest(shownKit.current).then(() => runAgain(own)), [own]);

  return { state, project, dispatch };
}

/** What ran on the virtual board before the demo came; null where nothing did. */
function ownProgram(): { readonly projectId: string; readonly kitId: string } | null {
  const { projectId } = useDocumentStore.getState();
  const state = useKitStore.getState();
  const kit = state.kits.find(candidate => candidate.transport === 'virtual');
  if (projectId === null || kit === undefined) return null;
  return state.sessions[kit.kitId]?.state === 'running' ? { projectId, kitId: kit.kitId } : null;
}

/** Gives the person who opened the demo their own program back. */
async function runAgain(own: ReturnType<typeof ownProgram>): Promise<void> {
  if (own !== null) await useKitStore.getState().run(own.projectId, { kitId: own.kitId });
}

async function rest(kitId: string | null): Promise<void> {
  if (kitId === null) return;
  try {
    await getStudio().device.reset({ kitId, kind: 'hard' });
    await getStudio().device.stop({ kitId });
  } catch (error) {
    note('the board could not be put to rest.', error);
  }
}
