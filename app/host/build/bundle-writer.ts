import { createHash } from 'node:crypto';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Compilation, Manifest } from '../../core/compiler/bundle.ts';
import type { Diagnostic, DiagnosticWhere } from '../../core/diagnostics/diagnostic.ts';
import { stringifyAscii } from '../../core/document/ascii-json.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { CrossCompiled, CrossCompiler } from './cross-compile.ts';
import type { DeviceSources } from './device-sources.ts';

/** What goes onto a board. Immutable; the same input gives the same bytes, on every machine. */
export interface Bundle {
  /** Path relative to the slot → content, sorted by path; `manifest.json` is not among them. */
  readonly files: ReadonlyMap<string, BundleFile>;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  /** SHA-256 of `manifestBytes`, hex. */
  readonly hash: string;
}

export interface BundleFile {
  readonly bytes: Uint8Array;
  /** Hex. */
  readonly sha256: string;
  /** What a person can read of it: JSON, or the Python that a `.mpy` was compiled from. */
  readonly text: string;
}

/** A bundle, or why there is none. */
export interface WrittenBundle {
  readonly bundle: Bundle | null;
  /** `python/syntax`, `python/missing-driver` and `python/missing-library`, all errors. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface BundleInput {
  readonly profile: Pick<Profile, 'id' | 'name' | 'board' | 'nodes'>;
  readonly compilation: Compilation;
  readonly catalogue: Catalogue;
  /**
   * The number of this program among those of its profile, where somebody counts: from the profile's id and the hash
   * of the content that is numbered. Part of the manifest and so of the bundle's hash.
   */
  readonly sequenceOf?: (profile: string, content: string) => number;
}

interface PythonModule {
  readonly path: string;
  readonly source: string;
  /** Where a mistake in the source is shown. */
  readonly where: () => DiagnosticWhere;
}

/**
 * Makes bundles of compilations: adds the runtime, cross-compiles, hashes, writes the manifest. What was compiled or
 * hashed once is not done again, so that after the change of a property only `graph.json` and `manifest.json` are new.
 */
export class BundleWriter {
  readonly #sources: DeviceSources;
  readonly #compiler: CrossCompiler;
  /** Compiled bytes → file, so that unchanged files keep their identity and are hashed once. */
  readonly #files = new WeakMap<Uint8Array, BundleFile>();

  constructor(parts: { readonly sources: DeviceSources; readonly compiler: CrossCompiler }) {
    this.#sources = parts.sources;
    this.#compiler = parts.compiler;
  }

  async write(input: BundleInput): Promise<WrittenBundle> {
    const { compilation } = input;
    const runtime = this.#sources.runtime();
    const diagnostics: Diagnostic[] = [];
    const modules = [
      ...runtime.modules.map(
        ({ name, source }): PythonModule => ({
          path: `runtime/${name}`,
          source,
          where: () => ({ kind: 'profile' }),
        }),
      ),
      ...this.#drivers(input, diagnostics),
      ...codeModules(input),
    ];
    const compiled = await Promise.all(
      modules.map(
        ({ path, source }) =>
          this.#compiler.peek(`${path}.py`, source) ?? this.#compiler.compile(`${path}.py`, source),
      ),
    );
    const files: [string, BundleFile][] = [];
    for (const [index, module] of modules.entries()) {
      const result: CrossCompiled | undefined = compiled[index];
      if (result === undefined) continue;
      if (result.kind === 'compiled') {
        files.push([`${module.path}.mpy`, this.#file(result.bytes, module.source)]);
      } else {
        diagnostics.push(syntaxDiagnostic(module, result));
      }
    }
    if (diagnostics.length > 0) return { bundle: null, diagnostics };
    const graph = compactJson(compilation.graph);
    files.push(['graph.json', this.#file(new TextEncoder().encode(graph), graph)]);
    const bundle = assembleBundle(files, {
      profile: input.profile.id,
      name: input.profile.name,
      board: input.profile.board,
      runtime: runtime.version,
      sequence: 0,
    });
    const sequence = input.sequenceOf?.(input.profile.id, contentHashOf(bundle.manifest)) ?? 0;
    return { bundle: withSequence(bundle, sequence), diagnostics };
  }

  #drivers(input: BundleInput, diagnostics: Diagnostic[]): PythonModule[] {
    const { catalogue, compilation, profile } = input;
    const drivers = this.#sources.drivers();
    const modules = new Map<string, PythonModule>();
    for (const type of compilation.driverTypes) {
      const where = () => firstNodeOfType(profile, type);
      const source = drivers.driver(type);
      if (source === null) {
        diagnostics.push(missingDiagnostic('driver', type, where()));
        continue;
      }
      const pack = type.split('/')[0] ?? '';
      const path = `drivers/${type.replace('/', '_').replaceAll('-', '_')}`;
      modules.set(path, { path, source, where });
      for (const library of catalogue.nodes.get(type)?.libraries ?? []) {
        const libraryPath = `drivers/lib_${pack.replaceAll('-', '_')}_${library}`;
        if (modules.has(libraryPath)) continue;
        const librarySource = drivers.library(pack, library);
        if (librarySource === undefined) {
          diagnostics.push(missingDiagnostic('library', `${pack}/lib/${library}.py`, where()));
        } else {
          modules.set(libraryPath, { path: libraryPath, source: librarySource, where });
        }
      }
    }
    return [...modules.values()];
  }

  #file(bytes: Uint8Array, text: string): BundleFile {
    const known = this.#files.get(bytes);
    if (known !== undefined) return known;
    const file = { bytes, sha256: hashHex(bytes), text };
    this.#files.set(bytes, file);
    return file;
  }
}

/** Sorts files, writes their manifest and hashes it. Public for tests that push bundles of their own. */
export function assembleBundle(
  files: Iterable<readonly [string, BundleFile]>,
  about: Pick<Manifest, 'profile' | 'name' | 'board' | 'runtime' | 'sequence'>,
): Bundle {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const manifest: Manifest = {
    format: 1,
    profile: about.profile,
    name: about.name,
    board: about.board,
    runtime: about.runtime,
    sequence: about.sequence,
    files: sorted.map(([path, { bytes, sha256 }]) => ({ path, size: bytes.length, sha256 })),
  };
  const manifestBytes = new TextEncoder().encode(compactJson(manifest));
  return { files: new Map(sorted), manifest, manifestBytes, hash: hashHex(manifestBytes) };
}

/** The same program under another number: only its manifest is written anew. */
export function withSequence(bundle: Bundle, sequence: number): Bundle {
  if (bundle.manifest.sequence === sequence) return bundle;
  return assembleBundle(bundle.files, { ...bundle.manifest, sequence });
}

/** What a manifest says beside its number, as a hash: two programs of the same content are the same program. */
export function contentHashOf(manifest: Omit<Manifest, 'sequence'>): string {
  const { board, files, format, name, profile, runtime } = manifest;
  return hashHex(Buffer.from(compactJson({ board, files, format, name, profile, runtime }), 'latin1'));
}

/** One line of JSON with sorted keys, ASCII only: small on the board, and the same for the same data. */
export function compactJson(value: unknown): string {
  const sorted = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(sorted);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item)
        .filter(([, part]) => part !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([key, part]) => [key, sorted(part)]),
    );
  };
  return stringifyAscii(sorted(value));
}

export function hashHex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeModules(input: BundleInput): PythonModule[] {
  const { catalogue, compilation, profile } = input;
  return Object.entries(compilation.codeSources)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, source]) => ({
      path: `drivers/${compilation.graph.nodes.find(({ id }) => id === node)?.driver ?? `code_${node}`}`,
      source,
      where: () => {
        const properties = catalogue.nodes.get(profile.nodes[node]?.type ?? '')?.properties ?? [];
        const property = properties.find(({ type }) => type === 'code')?.id;
        return property === undefined ? { kind: 'node', node } : { kind: 'property', node, property };
      },
    }));
}

function firstNodeOfType(profile: BundleInput['profile'], type: string): DiagnosticWhere {
  const node = Object.keys(profile.nodes)
    .sort()
    .find(id => profile.nodes[id]?.type === type);
  return node === undefined ? { kind: 'profile' } : { kind: 'node', node };
}

function syntaxDiagnostic(
  module: PythonModule,
  error: { readonly line: number | null; readonly message: string },
): Diagnostic {
  const { line, message } = error;
  const at = line === null ? { en: '', zh: '' } : { en: ` in line ${line}`, zh: `（第 ${line} 行）` };
  return {
    code: 'python/syntax',
    severity: 'error',
    message: {
      en: `Python does not understand ${module.path}.py${at.en}: ${message}`,
      zh: `Python 无法理解 ${module.path}.py${at.zh}：${message}`,
    },
    where: module.where(),
    hint: {
      en: 'Correct the line. A missing colon, bracket or quotation mark may also be in the line before.',
      zh: '请修正该行。缺少的冒号、括号或引号也可能在上一行。',
    },
  };
}

function missingDiagnostic(kind: 'driver' | 'library', name: string, where: DiagnosticWhere): Diagnostic {
  return {
    code: kind === 'driver' ? 'python/missing-driver' : 'python/missing-library',
    severity: 'error',
    message:
      kind === 'driver'
        ? { en: `The plugin of ${name} has no driver.py.`, zh: `${name} 的插件缺少 driver.py。` }
        : { en: `The plugin has no ${name}.`, zh: `插件缺少 ${name}。` },
    where,
    hint: {
      en: 'Install the plugin again, or remove the node.',
      zh: '请重新安装该插件，或删除该节点。',
    },
  };
}
