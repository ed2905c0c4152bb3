import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../../core/document/parse-document.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { playOnVirtualBoard } from './play-on-virtual-board.ts';

const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const compiler = new CrossCompiler({ cacheDirectory: null });
const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
const builder = new Builder({ sources, compiler });
const tools = { library, sources, compiler, builder };

afterAll(() => compiler.dispose());

function template(id: string): Profile {
  const parsed = parseDocument(
    readFileSync(join(root, 'plugins/templates', id, 'profile.json')),
    library.catalogue,
  );
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.diagnostics));
  return parsed.profile;
}

function play(profile: Profile, steps: Scenario['steps']) {
  return playOnVirtualBoard(profile, { steps }, tools);
}

describe('playOnVirtualBoard', () => {
  it('gives the same times in every run', async () => {
    const scenario = library.templates
      .find(({ card }) => card.id === 'greeting-toy')
      ?.scenarios.get('a-visitor-comes');
    if (scenario === undefined) throw new Error('no such scenario');
    const profile = template('greeting-toy');
    const runs = [
      await playOnVirtualBoard(profile, scenario, tools),
      await playOnVirtualBoard(profile, scenario, tools),
    ];
    expect(runs[0]).toMatchObject({ kind: 'played', passed: true });
    expect(runs[1]).toEqual(runs[0]);
  });

  it('carries values between device and hub, both ways', async () => {
    const played = await play(template('greeting-toy'), [
      { send: { node: 'visitor', port: 'typed', value: 'How are you?' } },
      { expect: { node: 'face', port: 'caption', equals: 'I feel great today!' }, withinMs: 100 },
      { expect: { node: 'says', port: 'value', equals: 'I feel great today!' }, withinMs: 100 },
      { expectState: { node: 'says', path: 'log', equals: 'info Momo: I feel great today!' }, withinMs: 100 },
    ]);
    expect(played).toMatchObject({ kind: 'played', passed: true });
  });

  it('fails where the device does something else', async () => {
    const played = await play(template('night-light'), [
      { control: { node: 'button', control: 'pressed', value: true } },
      { expectState: { node: 'ring', path: 'pixels.0', equals: '#ff0000' }, withinMs: 1000 },
    ]);
    expect(played).toMatchObject({ kind: 'played', passed: false });
  });

  it('does not play what has errors', async () => {
    const profile = template('night-light');
    const broken = {
      ...profile,
      wires: { bad: { from: { node: 'light', port: 'level' }, to: { node: 'ring', port: 'color' } } },
    };
    const played = await play(broken, [{ expectNone: { node: 'ring', port: 'on' }, forMs: 10 }]);
    expect(played.kind).toBe('unbuilt');
  });
});
