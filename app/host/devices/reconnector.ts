import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Session } from '../../contract/services/device-service.ts';

export interface ReconnectorOptions {
  readonly isAttached: (kitId: string) => Promise<boolean>;
  readonly connect: (kitId: string) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Before the first try, and doubled with each try that did not last. */
  readonly firstPauseMs?: number;
}

interface LostKit {
  /** How often it was tried since it was lost. */
  tries: number;
  timer: NodeJS.Timeout | null;
}

const firstPauseMs = 200;
const longestPauseMs = 30_000;
/** After that many tries in vain a kit is left alone until it is plugged in anew. */
const mostTries = 6;
/** A connection that lasted this long was a good one. */
const lastedMs = 5_000;

/**
 * Connects kits again that were lost while they were connected, as soon as they are back. Who opens a port that
 * appeared this moment may be refused, because its rights are still being set: then it is tried again, ever more
 * seldom. A person who disconnects is obeyed.
 */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  readonly #lost = new Map<string, LostKit>();
  readonly #connectedSince = new Map<string, { readonly atMs: number; readonly tries: number }>();

  constructor(options: ReconnectorOptions) {
    this.#options = options;
  }

  /** Learns from what a session says of itself. */
  follow({ kitId, state }: Session): void {
    switch (state) {
      case 'gone':
        this.lost(kitId);
        return;
      case 'listening':
      case 'running':
      case 'stopped':
        if (!this.#connectedSince.has(kitId)) {
          this.#connectedSince.set(kitId, {
            atMs: performance.now(),
            tries: this.#lost.get(kitId)?.tries ?? 0,
          });
        }
        this.#stop(kitId);
        return;
      case 'detached':
        this.forget(kitId);
        return;
      default:
        return;
    }
  }

  /** The kit was connected and is not any more. */
  lost(kitId: string): void {
    const before = this.#connectedSince.get(kitId);
    this.#connectedSince.delete(kitId);
    if (this.#lost.has(kitId)) return;
    const wasGood = before === undefined || performance.now() - before.atMs >= lastedMs;
    this.#lost.set(kitId, { tries: wasGood ? 0 : before.tries, timer: null });
    this.#schedule(kitId);
  }

  /** Whether the kit is there now; one that comes back is tried at once. */
  seen(kitId: string, isAttached: boolean): void {
    const kit = this.#lost.get(kitId);
    if (kit === undefined) return;
    if (!isAttached) kit.tries = 0;
    else this.#schedule(kitId);
  }

  forget(kitId: string): void {
    this.#stop(kitId);
    this.#connectedSince.delete(kitId);
  }

  dispose(): void {
    for (const kitId of [...this.#lost.keys()]) this.forget(kitId);
  }

  #stop(kitId: string): void {
    const timer = this.#lost.get(kitId)?.timer ?? null;
    if (timer !== null) clearTimeout(timer);
    this.#lost.delete(kitId);
  }

  #schedule(kitId: string): void {
    const kit = this.#lost.get(kitId);
    if (kit === undefined || kit.timer !== null || kit.tries >= mostTries) return;
    const first = this.#options.firstPauseMs ?? firstPauseMs;
    kit.timer = setTimeout(
      () => {
        this.#try(kitId, kit).catch(this.#options.onFailure);
      },
      Math.min(longestPauseMs, first * 2 ** kit.tries),
    );
    kit.timer.unref();
  }

  async #try(kitId: string, kit: LostKit): Promise<void> {
    const isAttached = await this.#options.isAttached(kitId);
    kit.timer = null;
    // Not there: whoever sees it come back calls again.
    if (!isAttached || this.#lost.get(kitId) !== kit) return;
    kit.tries++;
    try {
      await this.#options.connect(kitId);
    } catch (error) {
      // A port that does not open in time may do so later.
      const isLate = error instanceof DOMException && error.name === 'TimeoutError';
      if (!StudioError.is(error) && !isLate) throw error;
      if (kit.tries >= mostTries) this.#options.onFailure(error);
      else if (this.#lost.get(kitId) === kit) this.#schedule(kitId);
    }
  }
}
