import { createHash } from 'node:crypto';

/** A bundle of the tests: files with their manifest. */
export interface SlotFiles {
  /** Path in the slot → content, `manifest.json` last, as a push writes them. */
  readonly files: readonly (readonly [string, string])[];
  /** SHA-256 of the manifest. */
  readonly hash: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Files as a bundle of which the loader can tell that it is whole. */
export function slotFiles(files: Record<string, string>): SlotFiles {
  const entries = Object.entries(files);
  const manifest = JSON.stringify({
    profile: 'p1',
    board: 'virtual',
    runtime: '1.0.0',
    sequence: 1,
    files: entries.map(([path, text]) => ({ path, size: Buffer.byteLength(text), sha256: sha256(text) })),
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
