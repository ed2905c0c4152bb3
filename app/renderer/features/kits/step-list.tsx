import { Icon } from '../../ui/icon.tsx';
import classes from './kit-side.module.css';

export interface Step {
  readonly key: string;
  readonly words: string;
  readonly state: 'done' | 'now' | 'failed' | 'next';
  /** A time, or how much was sent; empty where nothing was measured. */
  readonly figure: string;
}

/** Steps in order: what is over has its time, what is to come is grey. */
export function StepList({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol className={classes.steps}>
      {steps.map(({ key, words, state, figure }) => (
        <li
          key={key}
          className={classes.step}
          data-state={state}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span className={classes.mark}>
            {state === 'done' && <Icon name="check" />}
            {state === 'failed' && <Icon name="x" />}
          </span>
          <span>{words}</span>
          <code>{figure}</code>
        </li>
      ))}
    </ol>
  );
}

/** How a phase stands: `reached` is the index of the newest phase, -1 where none has begun. */
export function stepState(
  index: number,
  reached: number,
  outcome: 'active' | 'done' | 'failed',
  wasSeen: boolean | null,
): Step['state'] | 'skipped' {
  if (index === reached && outcome !== 'done') return outcome === 'active' ? 'now' : 'failed';
  if (index > reached) return outcome === 'active' ? 'next' : 'skipped';
  // Null: nobody noted which phases there were; what lies before the newest is over.
  return wasSeen === false ? 'skipped' : 'done';
}
