import type { FileSystem, WritableFile } from './file-system.ts';

/** What can befall a call. `kill` stops everything from then on, as a power cut does. */
export const faults = ['kill', 'ENOSPC', 'EIO', 'EACCES', 'short-write'] as const;
export type Fault = (typeof faults)[number];

/** Thrown by every call after the power is gone. */
export class PowerLost extends Error {}

/**
 * A file system that fails at one call, for tests of saving. A killed or failed write has put half of its bytes on
 * the disk before.
 */
export class FaultyFileSystem implements FileSystem {
  /** Calls since the last {@link arm}. */
  calls = 0;
  #isDead = false;
  readonly #real: FileSystem;
  #plan: { readonly at: number; readonly fault: Fault } | null = null;

  constructor(real: FileSystem, plan?: { readonly at: number; readonly fault: Fault }) {
    this.#real = real;
    if (plan !== undefined) this.arm(plan);
  }

  /** Counts calls from here, and fails the one with this number (from 0). */
  arm(plan: { readonly at: number; readonly fault: Fault }): void {
    this.#plan = plan;
    this.calls = 0;
  }

  /** Everything works again, as after a reboot. */
  disarm(): void {
    this.#plan = null;
    this.#isDead = false;
  }

  async #run<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#meet();
    return await call();
  }

  /** Counts the call; throws where it is the one that fails. Returns true where a write shall be short. */
  #meet(): boolean {
    if (this.#isDead) throw new PowerLost('The power is gone.');
    const isHit = this.calls++ === this.#plan?.at;
    if (!isHit || this.#plan === null) return false;
    switch (this.#plan.fault) {
      case 'kill':
        this.#isDead = true;
        throw new PowerLost('The power is gone.');
      case 'short-write':
        return true;
      default:
        throw Object.assign(new Error(`${this.#plan.fault} by the test's plan`), { code: this.#plan.fault });
    }
  }

  #wrap(file: WritableFile): WritableFile {
    return {
      write: async (bytes, offset) => {
        const middle = offset + Math.ceil((bytes.length - offset) / 2);
        try {
          const isShort = this.#meet();
          return await file.write(isShort ? bytes.subarray(0, middle) : bytes, offset);
        } catch (error) {
          await file.write(bytes.subarray(0, middle), offset);
          throw error;
        }
      },
      sync: () => this.#run(() => file.sync()),
      close: async () => {
        // The operating system closes the files of a killed process; the descriptor must not leak in the test.
        await file.close();
        this.#meet();
      },
    };
  }

  create(path: string): Promise<WritableFile> {
    return this.#run(async () => this.#wrap(await this.#real.create(path)));
  }
  openForAppend(path: string): Promise<WritableFile> {
    return this.#run(async () => this.#wrap(await this.#real.openForAppend(path)));
  }
  read(path: string): Promise<Uint8Array> {
    return this.#run(() => this.#real.read(path));
  }
  rename(from: string, to: string): Promise<void> {
    return this.#run(() => this.#real.rename(from, to));
  }
  remove(path: string): Promise<void> {
    return this.#run(() => this.#real.remove(path));
  }
  makeDirectory(path: string): Promise<void> {
    return this.#run(() => this.#real.makeDirectory(path));
  }
  list(path: string): Promise<string[]> {
    return this.#run(() => this.#real.list(path));
  }
  status(path: string): Promise<{ size: number; changedMs: number } | null> {
    return this.#run(() => this.#real.status(path));
  }
  syncDirectory(path: string): Promise<void> {
    return this.#run(() => this.#real.syncDirectory(path));
  }
}
