import { pushPhases } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import type { RunState } from '../../stores/kit-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';

type StepState = 'done' | 'now' | 'failed' | 'next' | 'skipped';

/** Each phase of the last push with its time; what is still to come is grey. */
export function PushPhases({ run }: { readonly run: Exclude<RunState, { kind: 'none' }> }) {
  const say = useTexts(kitsTexts);
  const times = new Map(run.phases.map(time => [time.phase, time]));
  const newest = run.phases.at(-1)?.phase;
  const reached = newest === undefined ? -1 : pushPhases.indexOf(newest);
  const stateOf = (index: number): StepState => {
    const phase = pushPhases[index];
    const isNewest = phase === newest;
    if (isNewest && run.kind === 'pushing') return 'now';
    if (isNewest && run.kind === 'failed') return 'failed';
    if (phase !== undefined && times.has(phase)) return 'done';
    return index < reached || run.kind === 'done' ? 'skipped' : 'next';
  };
  const progress = run.kind === 'pushing' ? run.progress : null;
  return (
    <ol className={classes.phases}>
      {pushPhases.map((phase, index) => {
        const state = stateOf(index);
        if (state === 'skipped') return null;
        const elapsedMs = times.get(phase)?.elapsedMs;
        const bytes =
          state === 'now' && progress !== null && progress.bytesTotal > 0
            ? `${formatBytes(progress.bytesDone)} / ${formatBytes(progress.bytesTotal)}`
            : null;
        return (
          <li key={phase} className={classes.phase} data-state={state}>
            <span className={classes.phaseMark}>
              {state === 'done' && <Icon name="check" />}
              {state === 'failed' && <Icon name="x" />}
            </span>
            <span>{say(`phase_${phase}`)}</span>
            <code>
              {bytes ?? (elapsedMs === null || elapsedMs === undefined ? '' : formatDuration(elapsedMs))}
            </code>
          </li>
        );
      })}
    </ol>
  );
}
