import type { PushResult } from '../../../contract/services/device-service.ts';

/** What a session has to say to people in its log, each of it once. */
export class SessionNotices {
  readonly #say: (level: 'info' | 'warning', text: string) => void;
  #saidFat = false;
  /** The program of which was said that its hub nodes do not run. */
  #saidToPressRun: string | null = null;

  constructor(say: (level: 'info' | 'warning', text: string) => void) {
    this.#say = say;
  }

  /** Once a kit: whoever cuts its power should know. */
  fileSystem(kind: PushResult['fileSystem']): void {
    if (kind !== 'fat' || this.#saidFat) return;
    this.#saidFat = true;
    const promise = 'The file system of this kit is FAT, which keeps a weaker promise: if power goes';
    this.#say('info', `${promise} in the instant in which the loader is installed, push once more.`);
  }

  /**
   * A program that an earlier studio pushed has hub nodes that nobody started. They may speak to the network, so they
   * start when a person presses Run, and not because a cable was plugged in.
   */
  hubNodesDoNotRun(bundle: string): void {
    if (this.#saidToPressRun === bundle) return;
    this.#saidToPressRun = bundle;
    const text = 'The program on this kit was not started from here: its hub nodes do not run. Press Run.';
    this.#say('warning', text);
  }

  programEnded(): void {
    this.#saidToPressRun = null;
  }
}
