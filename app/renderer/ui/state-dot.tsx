import classes from './state-dot.module.css';

/** A dot that goes with a word; never alone, because a colour says nothing to some. */
export function StateDot({ tone }: { readonly tone: 'ok' | 'busy' | 'bad' | 'warn' | 'quiet' }) {
  return <span className={classes.dot} data-tone={tone} />;
}
