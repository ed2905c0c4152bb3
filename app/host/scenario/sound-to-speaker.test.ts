import { resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createProfile } from '../../core/document/create-profile.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { noServices } from '../hub/hub-services.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { playOnVirtualBoard } from './play-on-virtual-board.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const compiler = new CrossCompiler({ cacheDirectory: null });
afterAll(() => compiler.dispose());

const rateHz = 24_000;
const seconds = 2;

/** A tone of 1 kHz at half of full scale, all of it at once, as a voice comes from a model. */
function speech() {
  const bytes = Buffer.alloc(rateHz * seconds * 2);
  for (let index = 0; index < rateHz * seconds; index += 1) {
    bytes.writeInt16LE(Math.round(16_384 * Math.sin((2 * Math.PI * index * 1000) / rateHz)), index * 2);
  }
  return { data: bytes.toString('base64'), sampleRateHz: rateHz, encoding: 'pcm16', utterance: 'u' };
}

it('two seconds of sound that come at once from the hub are played whole on the device', async () => {
  const library = await loadPlugins({ builtIn: resolve(root, 'plugins') });
  const sources = new DeviceSources({ deviceFolder: resolve(root, 'device'), drivers: () => library });
  const builder = new Builder({ sources, compiler });
  const profile = createProfile({ id: 'sound', name: 'Sound', board: 'virtual-kit' });
  const position = { x: 0, y: 0 };
  profile.nodes.pace = { type: 'models/pace-sound', typeVersion: 1, position, properties: {} };
  profile.nodes.mouth = {
    type: 'actuators/speaker',
    typeVersion: 1,
    position,
    properties: { volume: 100 },
  };
  profile.wires.w1 = { from: { node: 'pace', port: 'audio' }, to: { node: 'mouth', port: 'audio' } };
  // A voice without a source: what is wired to `sound` does not matter here, only that something is.
  profile.nodes.voice = { type: 'models/text-to-speech', typeVersion: 1, position, properties: {} };
  profile.wires.w2 = { from: { node: 'voice', port: 'audio' }, to: { node: 'pace', port: 'sound' } };
  profile.nodes.words = { type: 'hub/text-in', typeVersion: 1, position, properties: {} };
  profile.wires.w3 = { from: { node: 'words', port: 'text' }, to: { node: 'voice', port: 'text' } };

  const played = await playOnVirtualBoard(
    profile,
    {
      steps: [
        { send: { node: 'pace', port: 'sound', value: speech() } },
        { expectState: { node: 'mouth', path: 'frequencyHz', min: 995, max: 1005 }, withinMs: 300 },
        { expectNone: { node: 'mouth', port: 'playing' }, forMs: 1500 },
        { expectState: { node: 'mouth', path: 'level', min: 0.48, max: 0.52 }, withinMs: 50 },
        { expect: { node: 'mouth', port: 'playing', equals: false }, withinMs: 1000 },
        { expectState: { node: 'mouth', path: 'playedMs', equals: seconds * 1000 }, withinMs: 100 },
      ],
    },
    {
      library,
      sources,
      builder,
      createServices: async () => ({ services: noServices, dispose: async () => undefined }),
      findScenario: () => Promise.reject(new Error('no other scenario')),
    },
  );
  if (played.kind === 'unbuilt') throw new Error(JSON.stringify(played.diagnostics));
  const last = played.steps.at(-1);
  expect(played.passed, `step ${last?.index}: ${last?.detail}`).toBe(true);
  expect(played.faults).toEqual([]);
});
