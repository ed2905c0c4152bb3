import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, PushConsents, PushProgress, PushResult } from '../../contract/services/device-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Compilation } from '../../core/compiler/bundle.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Builder, BuildResult } from '../build/builder.ts';
import type { Bundle } from '../build/bundle-writer.ts';
import type { DeviceSources } from '../build/device-sources.ts';
import type { KitLearner } from './learn-kit.ts';
import type { LiveSession } from './link/live-session.ts';
import { type Provenance, signerName } from './provenance.ts';
import type { VirtualKits } from './virtual-kits.ts';

/** A project as it was built once, for one kit or for many. */
export interface PreparedProgram {
  readonly projectId: string;
  readonly profileName: string;
  readonly boardId: string;
  readonly bundle: Bundle;
  readonly compilation: Compilation;
  readonly compileMs: number;
}

/** What a push brought about, and what was on the kit before. */
export interface PushedToKit {
  readonly result: PushResult;
  /** Of the program of ours that the kit had; null where it had none. */
  readonly sequenceBefore: number | null;
}

export interface PushContext {
  readonly signal: AbortSignal;
  readonly report: (progress: PushProgress) => void;
  /** When it began for whoever asked for it; of `performance.now()`. */
  readonly startedAtMs: number;
}

export interface RunnerOptions {
  readonly profile: (projectId: string) => Profile;
  readonly catalogue: () => Catalogue;
  readonly builder: Builder;
  readonly sources: DeviceSources;
  readonly provenance: Provenance;
  readonly virtualKits: VirtualKits;
  readonly learner: KitLearner;
  readonly log: (kitId: string, text: string) => void;
}

/** From a project to a program that runs on a kit: built, numbered, signed, pushed. */
export class ProgramRunner {
  readonly #options: RunnerOptions;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /**
   * Builds a project. `toRealKit` uses up the number of its revision; otherwise the program is the one that a push
   * would bring, byte for byte.
   * @throws StudioError `build/has-errors`
   */
  async prepare(projectId: string, toRealKit: boolean): Promise<PreparedProgram> {
    const startedAtMs = performance.now();
    const { builder, catalogue, profile, provenance } = this.#options;
    const document = profile(projectId);
    const built = requireBundle(await builder.build(document, catalogue()));
    return {
      projectId,
      profileName: document.name,
      boardId: document.board,
      bundle: toRealKit ? await provenance.claim(built.bundle) : built.bundle,
      compilation: built.compilation,
      compileMs: performance.now() - startedAtMs,
    };
  }

  /** Pushes what was prepared and starts it with its hub nodes. @throws what `pushBundle` throws */
  async push(
    program: PreparedProgram,
    to: { readonly kit: Kit; readonly session: LiveSession },
    consents: Partial<PushConsents>,
    context: PushContext,
  ): Promise<PushedToKit> {
    const { catalogue, learner, provenance, sources, virtualKits } = this.#options;
    const { bundle, compilation, compileMs } = program;
    const { kit, session } = to;
    const isVirtual = kit.transport === 'virtual';
    const boards = catalogue().boards;
    const board = boards.get(program.boardId);
    // Who made what a virtual board plays is no question, and no key is made because somebody tries a template.
    const signature = isVirtual ? null : await this.#sign(kit.kitId, bundle);
    learner.expect(kit.kitId, bundle.hash);
    const pushed = await session.run({
      bundle,
      compilation,
      loader: sources.loader(),
      rules: {
        boardTitle: board?.title ?? program.boardId,
        // The virtual board stands in for every other one.
        machineWords: isVirtual ? [] : (board?.firmware.machine ?? []),
        ramBytes: isVirtual ? 0 : Math.ceil(compilation.report.ram.used),
        replaceForeign: consents.replaceForeign ?? false,
        allowOtherBoard: isVirtual || (consents.allowOtherBoard ?? false),
        allowOlder: isVirtual || (consents.allowOlder ?? false),
        otherBoard: found => {
          const other = boards.get(found);
          // A program that was made for the virtual board may have been pushed to any.
          const fits = found === program.boardId || other?.virtual === true;
          return fits ? null : (other?.title ?? found);
        },
      },
      signature,
      signerOf: (manifest, text) => signerName(provenance.check(manifest, text)),
      ...(isVirtual && { prepare: () => virtualKits.replace(kit.kitId, compilation.peripherals) }),
      startedAtMs: context.startedAtMs,
      signal: context.signal,
      report: context.report,
    });
    learner.pushed(kit, session, bundle, signature, pushed);
    const { before, result } = pushed;
    if (
      before?.profile === bundle.manifest.profile &&
      before.sequence > bundle.manifest.sequence &&
      !isVirtual
    )
      await provenance.overruled(before.profile, before.sequence);
    const phases = [{ phase: 'compile' as const, elapsedMs: compileMs }, ...result.phases];
    return { result: { ...result, phases }, sequenceBefore: before?.sequence ?? null };
  }

  /** A program that could not be signed is pushed all the same, and says so. */
  async #sign(kitId: string, bundle: Bundle): Promise<Uint8Array | null> {
    try {
      return await this.#options.provenance.sign(bundle.manifestBytes);
    } catch (error) {
      this.#options.log(kitId, `The program was not signed. ${StudioError.from(error).message}`);
      return null;
    }
  }
}

function requireBundle(build: BuildResult) {
  const { bundle, compilation, diagnostics } = build;
  if (bundle !== null && compilation !== null) return { bundle, compilation };
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  throw new StudioError('build/has-errors', {
    count: errors.length,
    first: errors[0]?.message.en ?? '?',
  });
}
