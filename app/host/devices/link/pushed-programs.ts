import type { Compilation } from '../../../core/compiler/bundle.ts';

const rememberedPrograms = 4;

/** The programs that were pushed last from here, by bundle: their hub nodes start whenever they say hello. */
export class PushedPrograms {
  readonly #programs = new Map<string, Compilation>();

  get(bundle: string | undefined): Compilation | undefined {
    return this.#programs.get(bundle ?? '');
  }

  /** The one before is kept too: a board may return to it. */
  remember(bundle: string, compilation: Compilation): void {
    this.#programs.delete(bundle);
    this.#programs.set(bundle, compilation);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > rememberedPrograms && oldest !== undefined) this.#programs.delete(oldest);
  }
}
