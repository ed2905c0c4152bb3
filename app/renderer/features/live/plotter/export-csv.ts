import { firstAtOrAfter } from '../plot-window.ts';
import type { Samples } from './align-series.ts';
import type { Span } from './plotter-store.ts';

/** Rows that are put into words before the window has its turn again. */
const rowsAtOnce = 2000;

/**
 * Series as a table: the time as ISO 8601, seconds since the first row, one column for each series; empty where a series
 * says nothing. A text that a table program would take for a formula is disarmed.
 *
 * @param span only what lies within; null for everything
 */
export async function csvOf(
  series: readonly (Samples & { readonly name: string })[],
  span: Span | null,
  pause: () => Promise<void> = () => new Promise(resolve => setTimeout(resolve)),
): Promise<string> {
  const { default: papaparse } = await import('papaparse');
  const cuts = series.map(({ times, values }) => ({
    times,
    values,
    index: span === null ? 0 : firstAtOrAfter(times, span.fromMs),
    end: span === null ? times.length : firstAtOrAfter(times, span.toMs + 1e-3),
  }));
  const write = (rows: (string | number)[][]) =>
    papaparse.unparse(rows, { newline: '\n', escapeFormulae: true }) + (rows.length > 0 ? '\n' : '');
  const parts = [write([['time', 'seconds', ...series.map(({ name }) => name)]])];
  let firstMs: number | null = null;
  for (;;) {
    const rows: (string | number)[][] = [];
    while (rows.length < rowsAtOnce) {
      let nextMs = Number.POSITIVE_INFINITY;
      for (const { times, index, end } of cuts)
        if (index < end) nextMs = Math.min(nextMs, times[index] ?? nextMs);
      if (nextMs === Number.POSITIVE_INFINITY) break;
      firstMs ??= nextMs;
      const row: (string | number)[] = [
        new Date(nextMs).toISOString(),
        Number(((nextMs - firstMs) / 1000).toFixed(6)),
      ];
      for (const cut of cuts) {
        if (cut.index < cut.end && cut.times[cut.index] === nextMs) {
          const value = cut.values[cut.index] ?? Number.NaN;
          row.push(Number.isNaN(value) ? '' : value);
          cut.index += 1;
        } else row.push('');
      }
      rows.push(row);
    }
    parts.push(write(rows));
    if (rows.length < rowsAtOnce) break;
    await pause();
  }
  return parts.join('');
}
