import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Compilation, Report } from '../../core/compiler/bundle.ts';
import { compile } from '../../core/compiler/compile.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';
import { type Bundle, BundleWriter } from './bundle-writer.ts';
import type { CrossCompiler } from './cross-compile.ts';
import type { DeviceSources } from './device-sources.ts';

/** All that building a profile gives. `compilation` and `bundle` are null where an error stops the build. */
export interface BuildResult {
  readonly compilation: Compilation | null;
  readonly bundle: Bundle | null;
  /** Findings of the compiler, then of Python. */
  readonly diagnostics: readonly Diagnostic[];
  readonly report: Report | null;
}

/** Profile → bundle: the compiler of the core, then the bundle writer. */
export class Builder {
  readonly #writer: BundleWriter;
  readonly #sequenceOf: ((profile: string, content: string) => number) | undefined;

  /** `sequenceOf` numbers the programs of a profile; without it all have the number 0. */
  constructor(parts: {
    readonly sources: DeviceSources;
    readonly compiler: CrossCompiler;
    readonly sequenceOf?: (profile: string, content: string) => number;
  }) {
    this.#writer = new BundleWriter(parts);
    this.#sequenceOf = parts.sequenceOf;
  }

  async build(profile: Profile, catalogue: Catalogue): Promise<BuildResult> {
    const { compilation, diagnostics, report } = compile(profile, catalogue);
    if (compilation === null) return { compilation, bundle: null, diagnostics, report };
    const written = await this.#writer.write({
      profile,
      compilation,
      catalogue,
      ...(this.#sequenceOf !== undefined && { sequenceOf: this.#sequenceOf }),
    });
    return {
      compilation: written.bundle === null ? null : compilation,
      bundle: written.bundle,
      diagnostics: [...diagnostics, ...written.diagnostics],
      report,
    };
  }
}
