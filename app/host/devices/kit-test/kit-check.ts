import type { LocalizedText } from '../../../core/text/localized-text.ts';
import type { KitTestBench } from './kit-test-bench.ts';

/** Measured on the way: milliseconds, bytes a second, counts; the unit is the end of the name. */
export type Figures = Readonly<Record<string, number>>;

export interface CheckPassed {
  readonly detail: string;
  readonly figures?: Figures;
}

/** One promise of the link, the push or the runtime, as something that can be tried on any board. */
export interface KitCheck {
  readonly id: string;
  readonly group: 'link' | 'push' | 'runtime' | 'drivers';
  readonly title: LocalizedText;
  /** Checks without whose success this one would say nothing. */
  readonly needs: readonly string[];
  /** Resolves where the promise was kept. Rejects with `CheckFailed` or any error where it was not. */
  readonly run: (bench: KitTestBench, signal: AbortSignal) => Promise<CheckPassed>;
}

export interface CheckResult {
  readonly id: string;
  readonly group: KitCheck['group'];
  readonly title: LocalizedText;
  readonly outcome: 'pass' | 'fail' | 'not-applicable';
  /** What was seen; where it did not pass, why. */
  readonly detail: string;
  readonly figures: Figures;
  readonly elapsedMs: number;
}
