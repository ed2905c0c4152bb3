import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type ScenarioStep, scenarioSchema } from '../../core/scenario/scenario.ts';
import { defineHubNode, type HubNode } from '../../sdk/hub-node.ts';
import { Hub } from '../hub/hub.ts';
import { noServices } from '../hub/hub-services.ts';
import { hubNode } from '../hub/testing-hub.ts';
import { HubBusyError, hubAtRest } from './hub-at-rest.ts';
import { HubKit } from './hub-kit.ts';
import { playScenario } from './play-scenario.ts';

async function play(node: HubNode<unknown>, steps: ScenarioStep[]) {
  const kit = await HubKit.start({
    graph: { nodes: [hubNode('a', 'node')], wires: [], ups: [] },
    nodes: new Map([['node', node]]),
    startsAt: new Date(2026, 4, 1, 20, 0),
  });
  try {
    const scenario = scenarioSchema.parse({ title: { en: 'x', zh: 'x' }, steps });
    return await playScenario({ scenario, kit });
  } finally {
    await kit.dispose();
  }
}

/** Says the hour each hour. */
const watch = defineHubNode({
  start: context => void context.every(3_600_000, () => context.emit('out', context.date().getHours())),
});

const out = { node: 'a', port: 'out' };

describe('a hub in stepped time', () => {
  it('is moved on to a time of day, and its timers fire on the way', async () => {
    const played = await play(watch, [
      { atTimeOfDay: '23:30' },
      { expect: { ...out, equals: 23 }, withinMs: 1 },
      { expectNone: out, untilTimeOfDay: '23:59' },
      { wait: 60_000 },
      { expect: { ...out, equals: 0 }, withinMs: 1 },
    ]);
    expect(played).toMatchObject({ passed: true });
    expect(played.steps.at(-1)?.atMs).toBe(4 * 3_600_000);
  });

  it('fails where something is said before that time of day', async () => {
    const played = await play(watch, [{ expectNone: out, untilTimeOfDay: '22:00' }]);
    expect(played.passed).toBe(false);
    expect(played.steps).toMatchObject([{ outcome: 'failed', atMs: 3_600_000 }]);
  });

  it('stands still while a handler waits for the world', async () => {
    const worldly = defineHubNode({
      receive: async (_port, _value, context) => {
        await readFile(import.meta.filename);
        context.emit('out', context.now());
      },
    });
    const played = await play(worldly, [
      { send: { node: 'a', port: 'in', value: 1 } },
      { expect: { ...out, equals: 0 }, withinMs: 1 },
    ]);
    expect(played.passed).toBe(true);
  });

  it('says which node does not come to its end', async () => {
    const hub = new Hub({
      services: noServices,
      graph: { nodes: [hubNode('stuck', 'node')], wires: [], ups: [] },
      nodes: new Map([['node', defineHubNode({ receive: () => new Promise<void>(() => undefined) })]]),
      sendChannel: () => undefined,
    });
    hub.start();
    hub.send('stuck', 'in', 1);
    await expect(hubAtRest(hub, 20)).rejects.toThrow(new HubBusyError(['stuck'], 0.02));
    await hub.stop();
    await hubAtRest(hub, 20);
  });
});
