import { createHash } from 'node:crypto';
import type { CrossCompiler } from '../../app/host/build/cross-compile.ts';
import { type BenchGraph, wholeGraph } from './bench-program.ts';
import { runtimeFiles } from './runtime-files.ts';

/** A bundle of the tests: files with their manifest. */
export interface SlotFiles {
  /** Path in the slot → content, `manifest.json` last, as a push writes them. */
  readonly files: readonly (readonly [string, string | Uint8Array])[];
  /** SHA-256 of the manifest. */
  readonly hash: string;
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Files as a bundle of which the loader can tell that it is whole. */
export function slotFiles(files: Record<string, string | Uint8Array>): SlotFiles {
  const entries = Object.entries(files);
  const manifest = JSON.stringify({
    profile: 'p1',
    board: 'virtual',
    runtime: '1.0.0',
    sequence: 1,
    files: entries.map(([path, content]) => ({
      path,
      size: Buffer.byteLength(content),
      sha256: sha256(content),
    })),
  });
  return { files: [...entries, ['manifest.json', manifest]], hash: sha256(manifest) };
}

/** A program that only tells how the loader has started it, and then obeys `after`, statements of Python. */
export function tellingProgram(name: string, after = ''): SlotFiles {
  return slotFiles({
    'runtime/__init__.py': '',
    'runtime/app.py': `
def run(slot, state):
    print("ran ${name} in", slot, state["state"], state["rollback"], state["bundle"][:8])
    confirm = state["confirm"]
    bundle = state["bundle"]
${after.replace(/^/gm, '    ')}
`,
    'graph.json': `{"name":"${name}"}`,
  });
}

/** A program of the real runtime, cross-compiled: `drivers` are module name and Python. */
export async function compiledProgram(
  compiler: CrossCompiler,
  graph: BenchGraph,
  drivers: Record<string, string>,
): Promise<SlotFiles> {
  const modules = [
    ...[...runtimeFiles()].map(([name, source]) => [`runtime/${name}`, source] as const),
    ...Object.entries(drivers).map(([name, source]) => [`drivers/${name}`, source] as const),
  ];
  const files: Record<string, string | Uint8Array> = { 'graph.json': JSON.stringify(wholeGraph(graph)) };
  for (const [path, source] of modules) {
    const result = await compiler.compile(`${path}.py`, source);
    if (result.kind === 'syntax-error')
      throw new SyntaxError(`${path}.py, line ${result.line}: ${result.message}`);
    files[`${path}.mpy`] = result.bytes;
  }
  return slotFiles(files);
}
