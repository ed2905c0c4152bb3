import type { CompileOptions } from '../../core/compiler/compile-context.ts';
import { useMeasuredStore } from './measured-store.ts';

/** The date here, `YYYY-MM-DD`. */
export function todayHere(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What the compiler cannot know by itself: the date, and what was measured. */
export function compileOptions(): Pick<Required<CompileOptions>, 'measured' | 'today'> {
  return { measured: useMeasuredStore.getState().measured, today: todayHere() };
}
