import type { AlignedSeries } from './align-series.ts';
import type { PlotSource } from './plot-sources.ts';

/**
 * Copies of all series, taken when the plot was held: what comes meanwhile must not push out of the buffers what
 * somebody looks at.
 */
export class HeldSamples {
  readonly #copies = new Map<string, AlignedSeries>();

  take(sources: readonly PlotSource[]): void {
    this.#copies.clear();
    for (const { id, read } of sources) {
      const { times, values, holds } = read();
      this.#copies.set(id, { times: times.slice(), values: values.slice(), holds });
    }
  }

  /** A series that came later is read as it is. */
  read(source: PlotSource): AlignedSeries {
    return this.#copies.get(source.id) ?? source.read();
  }

  forget(): void {
    this.#copies.clear();
  }
}
