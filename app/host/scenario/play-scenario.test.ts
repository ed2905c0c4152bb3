import { describe, expect, it } from 'vitest';
import { type ScenarioStep, scenarioSchema } from '../../core/scenario/scenario.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import { playScenario } from './play-scenario.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

/** A kit whose time is a number: what happens when is written down beforehand. */
class PlannedKit implements ScenarioKit {
  readonly seen = new SeenValues();
  readonly done: string[] = [];
  nowMs = 0;
  lamp: JsonValue = { lit: false, pixels: ['#000000'] };
  readonly #events: { atMs: number; run: (kit: PlannedKit) => void }[] = [];

  at(atMs: number, run: (kit: PlannedKit) => void): this {
    this.#events.push({ atMs, run });
    this.#events.sort((a, b) => a.atMs - b.atMs);
    return this;
  }

  see(atMs: number, value: JsonValue, port = 'out'): this {
    return this.at(atMs, kit => kit.seen.add({ node: 'node', port, value, atMs }));
  }

  control(node: string, control: string, value: JsonValue): void {
    this.done.push(`${this.nowMs} ${node}.${control}=${JSON.stringify(value)}`);
  }

  send(node: string, port: string, value: JsonValue): void {
    this.done.push(`${this.nowMs} ${node}<${port}=${JSON.stringify(value)}`);
  }

  set(node: string, property: string, value: JsonValue): void {
    this.done.push(`${this.nowMs} ${node}#${property}=${JSON.stringify(value)}`);
  }

  state(node: string): Readonly<Record<string, JsonValue>> | undefined {
    return node === 'lamp' ? (this.lamp as Record<string, JsonValue>) : undefined;
  }

  async wait(toMs: number, isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const next = this.#events[0];
      if (next === undefined || next.atMs > toMs) {
        this.nowMs = Math.max(this.nowMs, toMs);
        return;
      }
      this.#events.shift();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run(this);
    }
  }
}

function play(kit: ScenarioKit, steps: ScenarioStep[]) {
  const scenario = scenarioSchema.parse({ title: { en: 'x', zh: 'x' }, steps });
  return playScenario({ scenario, kit });
}

const out = { node: 'node', port: 'out' };

describe('playScenario', () => {
  it('acts at its times, in order, and never early', async () => {
    const kit = new PlannedKit();
    const played = await play(kit, [
      { control: { node: 'a', control: 'pressed', value: true } },
      { atMs: 250, send: { node: 'b', port: 'in', value: 'x' } },
      { atMs: 100, set: { node: 'c', property: 'level', value: 3 } },
    ]);
    expect(kit.done).toEqual(['0 a.pressed=true', '250 b<in="x"', '250 c#level=3']);
    expect(played).toEqual({
      passed: true,
      steps: [0, 250, 250].map((atMs, index) => ({ index, outcome: 'done', detail: null, atMs })),
    });
  });

  it('finds a value in time and not after it', async () => {
    expect(
      (await play(new PlannedKit().see(80, 7), [{ expect: { ...out, equals: 7 }, withinMs: 100 }])).passed,
    ).toBe(true);
    const late = await play(new PlannedKit().see(120, 7), [{ expect: { ...out, equals: 7 }, withinMs: 100 }]);
    expect(late).toMatchObject({ passed: false, steps: [{ outcome: 'failed', atMs: 100 }] });
    expect(late.steps[0]?.detail).toBe('node.out: nothing came; expected 7');
  });

  it('passes over values that do not fit, and says which came', async () => {
    const kit = new PlannedKit().see(10, 1).see(20, 2).see(30, 3);
    expect((await play(kit, [{ expect: { ...out, min: 3, max: 4 }, withinMs: 50 }])).passed).toBe(true);
    const failed = await play(new PlannedKit().see(10, 'a').see(20, { b: 1 }), [
      { expect: { ...out, matches: '^z' }, withinMs: 50 },
    ]);
    expect(failed.steps[0]?.detail).toBe('node.out: came "a", {"b":1}; expected /^z/');
  });

  it('takes a value once: the same expectation again needs another one', async () => {
    const steps: ScenarioStep[] = [
      { expect: { ...out, equals: true }, withinMs: 100 },
      { expect: { ...out, equals: true }, withinMs: 100 },
    ];
    expect((await play(new PlannedKit().see(10, true), steps)).passed).toBe(false);
    expect((await play(new PlannedKit().see(10, true).see(20, true), steps)).passed).toBe(true);
  });

  it('sees two ports that spoke at once, in either order', async () => {
    const kit = new PlannedKit().see(10, 1, 'first').see(10, 2, 'second');
    const played = await play(kit, [
      { expect: { node: 'node', port: 'second', equals: 2 }, withinMs: 50 },
      { expect: { node: 'node', port: 'first', equals: 1 }, withinMs: 50 },
    ]);
    expect(played.passed).toBe(true);
  });

  it('does not count what came before the last action', async () => {
    const kit = new PlannedKit().see(10, 'old');
    const played = await play(kit, [
      { atMs: 50, send: { node: 'node', port: 'in', value: 1 } },
      { expect: { ...out }, withinMs: 50 },
    ]);
    expect(played.passed).toBe(false);
  });

  it('expects nothing, and says what came', async () => {
    expect((await play(new PlannedKit().see(150, 1), [{ expectNone: out, forMs: 100 }])).passed).toBe(true);
    const played = await play(new PlannedKit().see(60, 1), [{ expectNone: out, forMs: 100 }]);
    expect(played.steps[0]).toMatchObject({
      outcome: 'failed',
      atMs: 60,
      detail: 'node.out: came 1; expected nothing',
    });
  });

  it('reads states by path, lists included, and waits for them', async () => {
    const kit = new PlannedKit().at(30, each => {
      each.lamp = { lit: true, pixels: ['#ffffff'] };
    });
    const played = await play(kit, [
      { expectState: { node: 'lamp', path: 'pixels.0', equals: '#ffffff' }, withinMs: 50 },
      { expectState: { node: 'lamp', path: 'pixels.1', equals: '#ffffff' }, withinMs: 50 },
    ]);
    expect(played.steps.map(step => step.outcome)).toEqual(['passed', 'failed']);
    expect(played.steps[1]?.detail).toBe('lamp: pixels.1 is not there; expected "#ffffff"');
  });

  it('stops at the first step that fails', async () => {
    const kit = new PlannedKit();
    const played = await play(kit, [
      { expect: { ...out }, withinMs: 10 },
      { send: { node: 'node', port: 'in', value: 1 } },
    ]);
    expect(played.steps).toHaveLength(1);
    expect(kit.done).toEqual([]);
  });

  it('tells each step as it ends, and ends when it is aborted', async () => {
    const abort = new AbortController();
    const told: number[] = [];
    const kit = new PlannedKit().at(20, () => abort.abort());
    const promise = playScenario({
      scenario: scenarioSchema.parse({
        title: { en: 'x', zh: 'x' },
        steps: [{ send: { node: 'node', port: 'in', value: 1 } }, { expectNone: out, forMs: 1000 }],
      }),
      kit,
      signal: abort.signal,
      onStep: ({ index }) => told.push(index),
    });
    await expect(promise).rejects.toThrow();
    expect(told).toEqual([0]);
    expect(kit.nowMs).toBe(20);
  });
});

describe('SeenValues', () => {
  it('lets the oldest go and keeps the numbers of the others', () => {
    const seen = new SeenValues();
    for (let value = 0; value < 50_000; value++) seen.add({ ...out, value, atMs: value });
    expect(seen.next).toBe(50_000);
    const kept = [...seen.of('node', 'out', 49_990)];
    expect(kept.map(([number, { value }]) => [number, value])[0]).toEqual([49_990, 49_990]);
    expect([...seen.of('node', 'out', 0)].length).toBeLessThanOrEqual(40_000);
  });
});
