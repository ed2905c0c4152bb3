import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../../core/document/parse-document.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { type CreateHubServices, createNoServices } from '../hub/hub-services.ts';
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

  it('plays what comes before first, each once and over the same services, and says where one of them fails', async () => {
    const begun: string[] = [];
    const createServices: CreateHubServices = async ({ clock }) => {
      begun.push(clock.date().toTimeString().slice(0, 5));
      return createNoServices({} as never);
    };
    const say = (text: string, startsAt: string, after: string[] = []): Scenario => ({
      title: { en: 'x', zh: 'x' },
      startsAt,
      after,
      steps: [
        { send: { node: 'visitor', port: 'typed', value: 'How are you?' } },
        { expect: { node: 'face', port: 'caption', matches: text }, withinMs: 100 },
      ],
    });
    const scenarios = new Map([
      ['first', say('great', '2026-05-01T08:00:00+08:00', ['second'])],
      ['second', say('great', '2026-05-02T09:30:00Z', ['first'])],
      ['wrong', say('nobody says this', '2026-05-01T08:00:00Z')],
    ]);
    const findScenario = async (id: string) => {
      const found = scenarios.get(id);
      if (found === undefined) throw new Error(`no scenario ${id}`);
      return found;
    };
    const options = { ...tools, createServices, findScenario };
    const main = say('great', '2026-05-03T21:30:00-05:00', ['first', 'second']);
    const played = await playOnVirtualBoard(template('greeting-toy'), main, options);
    expect(played).toMatchObject({
      passed: true,
      before: [
        { scenarioId: 'second', passed: true },
        { scenarioId: 'first', passed: true },
      ],
    });
    expect(begun).toEqual(['09:30', '08:00', '21:30']);
    const failed = await playOnVirtualBoard(
      template('greeting-toy'),
      { ...main, after: ['wrong', 'first'] },
      options,
    );
    expect(failed).toMatchObject({ passed: false, steps: [], before: [{ scenarioId: 'wrong' }] });
    await expect(
      playOnVirtualBoard(template('greeting-toy'), { ...main, after: ['first'] }, tools),
    ).rejects.toMatchObject({ code: 'project/no-scenario' });
  });

  it('moves the time of day on for the hub, while the device stands still', async () => {
    const played = await playOnVirtualBoard(
      template('greeting-toy'),
      {
        startsAt: '2026-05-01T20:00:00Z',
        steps: [
          { wait: 100 },
          { atTimeOfDay: '07:00' },
          { send: { node: 'visitor', port: 'typed', value: 'How are you?' } },
          { expect: { node: 'says', port: 'value', equals: 'I feel great today!' }, withinMs: 100 },
        ],
      },
      tools,
    );
    expect(played).toMatchObject({ passed: true });
    if (played.kind === 'played') expect(played.steps.at(-1)?.atMs).toBeLessThan(300);
  });
});
