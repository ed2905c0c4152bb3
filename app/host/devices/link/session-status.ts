import type { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Session } from '../../../contract/services/device-service.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';

export type HelloFrame = Extract<DeviceFrame, { t: 'hello' }>;
type StatFrame = Extract<DeviceFrame, { t: 'stat' }>;

/** What is known of a kit now, and how that is told. */
export class SessionStatus {
  state: Session['state'] = 'detached';
  error: StudioError | null = null;
  linkBytesPerSecond = 0;
  /** Messages that the studio could not send. */
  hubDrops = 0;
  #hello: HelloFrame | null = null;
  #startedAt = '';
  #memoryFree: number | null = null;
  #loopMaxMs: number | null = null;
  #deviceDrops = 0;

  /** The last hello of the program that runs; null where none of ours does, as far as anybody knows. */
  get hello(): HelloFrame | null {
    return this.#hello;
  }

  programSpoke(hello: HelloFrame): void {
    this.#hello = hello;
    this.#startedAt = new Date().toISOString();
    this.#memoryFree = hello.memoryFree;
  }

  /** The same program, but now confirmed. */
  programConfirmed(hello: HelloFrame): void {
    this.#hello = hello;
  }

  programReported(stat: StatFrame): void {
    this.#memoryFree = stat.memoryFree;
    this.#loopMaxMs = stat.loopMaxMs;
    this.#deviceDrops = Object.values(stat.drops).reduce((sum, count) => sum + count, 0);
  }

  programForgotten(): void {
    this.#hello = null;
    this.#memoryFree = null;
    this.#loopMaxMs = null;
  }

  /** `otherDrops`: what was lost on this side of the link. */
  toSession(kitId: string, otherDrops: number): Session {
    const hello = this.#hello;
    return {
      kitId,
      state: this.state,
      program:
        hello === null
          ? null
          : {
              profile: hello.profile,
              bundle: hello.bundle,
              sequence: hello.sequence,
              slot: hello.slot,
              state: hello.state,
              rollback: hello.rollback,
              machine: hello.machine,
              board: hello.board,
              startedAt: this.#startedAt,
            },
      memoryFree: this.#memoryFree,
      memoryTotal: hello?.memoryTotal ?? null,
      loopMaxMs: this.#loopMaxMs,
      linkBytesPerSecond: this.linkBytesPerSecond,
      drops: this.#deviceDrops + this.hubDrops + otherDrops,
      error: this.error?.toJson() ?? null,
    };
  }
}
