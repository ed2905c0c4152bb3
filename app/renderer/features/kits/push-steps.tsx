import { type PushProgress, pushPhases } from '../../../contract/services/device-service.ts';
import type { FleetRow } from '../../../contract/services/fleet-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { type PushPhase, type RunState, useSession } from '../../stores/kit-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import type { KitFacts } from './kit-facts.ts';
import classes from './kit-side.module.css';
import { phaseTexts } from './phase.texts.ts';
import { sideTexts } from './side.texts.ts';
import { transferWords } from './status-words.ts';
import { type Step, StepList, stepState } from './step-list.tsx';

/** A push as its steps show it, whether it was one or a row of many. */
export interface PushView {
  readonly outcome: 'active' | 'done' | 'failed';
  /** The newest phase; null before the first. */
  readonly phase: PushPhase | null;
  readonly progress: PushProgress | null;
  /** Phases that were noted, milliseconds; null where nobody noted them. */
  readonly times: ReadonlyMap<PushPhase, number | null> | null;
  readonly filesChanged: number | null;
  readonly filesTotal: number | null;
  readonly blocksResent: number;
  readonly isUnchanged: boolean;
}

const isPushPhase = (phase: string): phase is PushPhase => pushPhases.some(name => name === phase);

/** The push that is shown of a kit: a run of this window before its row of a fleet; null where there was none. */
export function pushView(run: RunState, row: FleetRow | undefined): PushView | null {
  if (run.kind !== 'none') {
    const times = new Map(run.phases.map(({ phase, elapsedMs }) => [phase, elapsedMs]));
    const result = run.kind === 'done' ? run.result : null;
    return {
      outcome: run.kind === 'pushing' ? 'active' : run.kind === 'done' ? 'done' : 'failed',
      phase: run.phases.at(-1)?.phase ?? null,
      progress: run.kind === 'pushing' ? run.progress : null,
      times,
      filesChanged: result?.filesChanged ?? null,
      filesTotal: result?.filesTotal ?? null,
      blocksResent: result?.blocksResent ?? 0,
      isUnchanged: result?.outcome === 'unchanged',
    };
  }
  if (row === undefined || (row.push === null && row.outcome === null)) return null;
  if (row.outcome === 'flashed' || row.state === 'waiting') return null;
  const noted = row.phases?.flatMap(({ phase, elapsedMs }) =>
    isPushPhase(phase) ? [[phase, elapsedMs] as const] : [],
  );
  const isOver = row.state === 'done';
  // What is over and of which nobody noted the steps has none to show.
  if (row.state !== 'pushing' && (noted === undefined || noted.length === 0)) return null;
  return {
    outcome: row.state === 'pushing' ? 'active' : isOver ? 'done' : 'failed',
    phase: row.push?.phase ?? noted?.at(-1)?.[0] ?? (isOver ? 'confirm' : null),
    progress: row.state === 'pushing' ? row.push : null,
    times: noted === undefined || noted.length === 0 ? null : new Map(noted),
    filesChanged: row.filesChanged,
    filesTotal: null,
    blocksResent: 0,
    isUnchanged: row.outcome === 'unchanged',
  };
}

interface PushStepsProps {
  readonly facts: KitFacts;
  readonly run: RunState;
  readonly row: FleetRow | undefined;
}

/** Each phase of the push that goes on, or of the last one, with its time. */
export function PushSteps({ facts, run, row }: PushStepsProps) {
  const say = useTexts(sideTexts);
  const language = useLanguage();
  const view = pushView(run, row);
  const wordsOf = useStepWords(facts, view);
  if (view === null) return null;
  const { phase: newest, progress, times, outcome } = view;
  const reached = newest === null ? -1 : pushPhases.indexOf(newest);
  const transfer = transferWords(progress, language);
  const steps = pushPhases.flatMap((phase, index): Step[] => {
    const isNoted = times === null ? null : times.has(phase) || index === reached;
    const state = stepState(index, reached, outcome, isNoted);
    if (state === 'skipped') return [];
    // Whether a program must be stopped is only known once it was listened to.
    if (phase === 'interrupt' && (state === 'next' || (state === 'done' && isNoted === null))) return [];
    const elapsedMs = times?.get(phase) ?? null;
    const sent =
      state === 'now' && progress !== null && progress.bytesTotal > 0
        ? formatBytes(progress.bytesDone)
        : null;
    const figure = sent ?? (elapsedMs === null ? '' : formatDuration(elapsedMs));
    return [{ key: phase, state, words: wordsOf(phase, state), figure }];
  });
  if (steps.length === 0 && !view.isUnchanged) return null;
  return (
    <section aria-label={say('lastPush')}>
      {outcome !== 'active' && <h3 className={classes.subtitle}>{say('lastPush')}</h3>}
      <StepList steps={steps} />
      {transfer !== '' && <p className={classes.quiet}>{transfer}</p>}
      {view.isUnchanged && <p className={classes.quiet}>{say('unchanged')}</p>}
      {view.blocksResent > 0 && (
        <p className={classes.quiet}>{say('resent', { count: view.blocksResent })}</p>
      )}
    </section>
  );
}

function useStepWords(facts: KitFacts, view: PushView | null) {
  const say = useTexts(phaseTexts);
  const { kitId } = facts.kit;
  const firmware = useKitAboutStore(state => state.abouts[kitId]?.firmware ?? null);
  const slot = useSession(kitId)?.program?.slot;
  return (phase: PushPhase, state: Step['state']): string => {
    if (state !== 'done') {
      const { running } = facts;
      return phase === 'confirm' && running.kind === 'ours' && running.sequence > 0 && running.behind > 0
        ? say('step_confirmOr', { sequence: running.sequence })
        : say(`step_${phase}`);
    }
    if (phase === 'probe' && firmware !== null && view?.outcome === 'active') {
      const { machine, fileSystem } = firmware;
      return slot === undefined
        ? say('done_probed', { machine, fileSystem })
        : say('done_probedSlot', { machine, fileSystem, slot: slot.toUpperCase() });
    }
    if (phase === 'compare' && view !== null && view.filesChanged !== null && view.filesTotal !== null) {
      return say('done_compared', { changed: view.filesChanged, total: view.filesTotal });
    }
    return say(`done_${phase}`);
  };
}
