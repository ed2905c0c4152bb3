import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProfile } from '../../core/document/create-profile.ts';
import type { DeviceFrame } from '../../core/link/frame.ts';
import { FrameDecoder } from '../devices/link/frame-decoder.ts';
import { PluginStore } from '../plugins/plugin-store.ts';
import { createFlashImage } from '../scenario/flash-image.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { Builder } from './builder.ts';
import { CrossCompiler } from './cross-compile.ts';
import { DeviceSources } from './device-sources.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
let plugins: PluginStore;
let compiler: CrossCompiler;

beforeAll(async () => {
  plugins = await PluginStore.load({ builtIn: resolve(root, 'plugins'), user: resolve(root, 'none') });
  compiler = new CrossCompiler({ cacheDirectory: null });
});
afterAll(() => compiler.dispose());

it('runs with something on every bus at once: two readers share SPI, and nobody holds up the others', async () => {
  const sources = new DeviceSources({
    deviceFolder: resolve(root, 'device'),
    drivers: () => plugins.library,
  });
  const profile = createProfile({ id: 'all', name: 'All buses', board: 'virtual-kit' });
  const types = {
    climate: 'sensors/climate',
    ear: 'sensors/microphone',
    first: 'sensors/rfid',
    second: 'sensors/rfid',
    place: 'sensors/gps',
  };
  for (const [id, type] of Object.entries(types)) {
    profile.nodes[id] = { type, typeVersion: 1, position: { x: 0, y: 0 }, properties: {} };
  }
  const built = await new Builder({ sources, compiler }).build(profile, plugins.library.catalogue);
  if (built.bundle === null) throw new Error(JSON.stringify(built.diagnostics));
  const board = await VirtualBoard.create({
    boardId: 'virtual-kit',
    clock: 'stepped',
    heapBytes: 262_144,
    attached: built.compilation?.peripherals ?? [],
    files: createFlashImage(built.bundle, sources.loader()),
  });
  const frames: DeviceFrame[] = [];
  const decoder = new FrameDecoder({ onFrame: frame => frames.push(frame), onText: () => undefined });
  board.onData(bytes => decoder.push(bytes));
  try {
    board.write(new TextEncoder().encode('{"t":"watch","ports":"all","rateHz":100}\n'));
    await board.advance(1000);
    board.control('ear', 'loudnessDb', 70);
    board.control('first', 'present', true);
    board.control('second', 'card', 2);
    board.control('second', 'present', true);
    for (let ms = 0; ms < 4000; ms += 100) await board.advance(100);
  } finally {
    await board.dispose();
  }
  expect(frames.filter(frame => frame.t === 'fault')).toEqual([]);
  const values = frames.flatMap(frame => (frame.t === 'value' ? frame.v : []));
  const seen = (node: string, port: string) =>
    values.filter(([id, output]) => id === node && output === port).map(value => value[2]);
  expect(seen('first', 'uid')).toEqual(['9A:3C:51:E2']);
  expect(seen('second', 'uid')).toEqual(['27:F0:4B:1D']);
  expect(seen('place', 'fix').at(-1)).toBe(true);
  expect(seen('ear', 'level').at(-1)).toBeCloseTo(70, 0);
  expect(seen('climate', 'temperature').length).toBeGreaterThan(0);
});
