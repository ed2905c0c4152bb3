import type { FrameLink } from './frame-link.ts';
import type { SessionStatus } from './session-status.ts';

const periodMs = 1_000;

/** Counts once a second what goes over an open link; `tell` is called where that, or what was dropped, has changed. */
export class LinkMeter {
  readonly #link: FrameLink;
  readonly #status: SessionStatus;
  readonly #tell: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(link: FrameLink, status: SessionStatus, tell: () => void) {
    this.#link = link;
    this.#status = status;
    this.#tell = tell;
  }

  get isRunning(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    let before = this.#link.bytesMoved;
    let drops = this.#status.hubDrops;
    this.#timer = setInterval(() => {
      const now = this.#link.bytesMoved;
      const rate = ((now - before) * 1000) / periodMs;
      before = now;
      if (rate === this.#status.linkBytesPerSecond && drops === this.#status.hubDrops) return;
      drops = this.#status.hubDrops;
      this.#status.linkBytesPerSecond = rate;
      this.#tell();
    }, periodMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#status.linkBytesPerSecond = 0;
  }
}
