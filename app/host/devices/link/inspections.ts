import type { FrameLink } from './frame-link.ts';
import { type InspectedProgram, inspectProgram } from './inspect-program.ts';
import { type LineOutbox, LineWithdrawnError } from './line-outbox.ts';

/** Asks running programs what they are; all that is asked ends when something else is done to the kit. */
export class Inspections {
  readonly #link: FrameLink;
  readonly #outbox: LineOutbox;
  readonly #running = new Set<AbortController>();

  constructor(link: FrameLink, outbox: LineOutbox) {
    this.#link = link;
    this.#outbox = outbox;
  }

  /** Null where the program does not answer, or has ended meanwhile. */
  async inspect(bundle: string, withFiles: boolean, signal: AbortSignal): Promise<InspectedProgram | null> {
    const ended = new AbortController();
    this.#running.add(ended);
    try {
      return await inspectProgram(this.#link, {
        bundle,
        withFiles,
        signal: AbortSignal.any([signal, ended.signal]),
        send: (frame, sendSignal) => this.#outbox.send(frame, sendSignal),
      });
    } catch (error) {
      // The program has ended, or something else is done to the kit: there is nobody to answer.
      if (ended.signal.aborted || error instanceof LineWithdrawnError) return null;
      throw error;
    } finally {
      this.#running.delete(ended);
    }
  }

  withdraw(): void {
    for (const inspection of this.#running) inspection.abort();
  }
}
