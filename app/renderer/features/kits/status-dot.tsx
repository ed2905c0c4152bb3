import type { StatusTone } from './kit-status.ts';
import classes from './kits.module.css';

/** A dot in the colour of a status; the words stand beside it. */
export function StatusDot({ tone }: { readonly tone: StatusTone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden="true" />;
}
