import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCompileOptions } from '../../core/compiler/compile-context.ts';
import { createProfile } from '../../core/document/create-profile.ts';
import { FrameDecoder } from '../devices/link/frame-decoder.ts';
import { PluginStore } from '../plugins/plugin-store.ts';
import { createFlashImage } from '../scenario/flash-image.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { Builder } from './builder.ts';
import type { Bundle } from './bundle-writer.ts';
import { CrossCompiler } from './cross-compile.ts';
import { DeviceSources } from './device-sources.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const tolerance = 0.1;

let compiler: CrossCompiler;
let sources: DeviceSources;
let bundle: Bundle;
/** Heap that the report reckons for the one node. */
let nodeBytes: number;

beforeAll(async () => {
  const plugins = await PluginStore.load({ builtIn: resolve(root, 'plugins'), user: resolve(root, 'none') });
  compiler = new CrossCompiler({ cacheDirectory: null });
  sources = new DeviceSources({
    deviceFolder: resolve(root, 'device'),
    drivers: () => plugins.library,
  });
  const profile = createProfile({ id: 'one', name: 'One node', board: 'virtual-kit' });
  profile.nodes.only = { type: 'logic/toggle', typeVersion: 1, position: { x: 0, y: 0 }, properties: {} };
  const built = await new Builder({ sources, compiler }).build(profile, plugins.library.catalogue);
  if (built.bundle === null) throw new Error(JSON.stringify(built.diagnostics));
  bundle = built.bundle;
  nodeBytes = built.report?.ram.items.find(({ node }) => node === 'only')?.amount ?? Number.NaN;
});

afterAll(() => compiler.dispose());

/** Heap in use when the program says hello, bytes. */
async function heapAtHello(): Promise<number> {
  const board = await VirtualBoard.create({
    boardId: 'virtual-kit',
    clock: 'stepped',
    files: createFlashImage(bundle, sources.loader()),
  });
  let used: number | null = null;
  const decoder = new FrameDecoder({
    onFrame: frame => {
      if (frame.t === 'hello') used ??= frame.memoryTotal - frame.memoryFree;
    },
    onText: () => undefined,
  });
  board.onData(bytes => decoder.push(bytes));
  try {
    while (used === null && board.nowMs < 5_000) await board.advance(5);
  } finally {
    await board.dispose();
  }
  return used ?? Number.NaN;
}

describe('the figures that the compiler has of the runtime', () => {
  it('are within a tenth of the size of its bytecode', () => {
    const bytes = [...bundle.files]
      .filter(([path]) => path.startsWith('runtime/'))
      .reduce((sum, [, file]) => sum + file.bytes.length, 0);
    expect(Math.abs(defaultCompileOptions.runtimeBytes / bytes - 1), `now ${bytes}`).toBeLessThan(tolerance);
  });

  it('are within a tenth of the heap that it takes', async () => {
    const bytes = (await heapAtHello()) - nodeBytes;
    expect(Math.abs(defaultCompileOptions.runtimeRamBytes / bytes - 1), `now ${bytes}`).toBeLessThan(
      tolerance,
    );
  });
});
