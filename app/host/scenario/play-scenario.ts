import type { z } from 'zod';
import type { stepResultSchema } from '../../contract/services/scenario-service.ts';
import { type Expectation, judgeExpectation } from '../../core/scenario/judge-expectation.ts';
import type { Scenario, ScenarioStep } from '../../core/scenario/scenario.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { ScenarioKit } from './scenario-kit.ts';

export type StepResult = z.infer<typeof stepResultSchema>;

export interface PlayOptions {
  readonly scenario: Pick<Scenario, 'steps'>;
  readonly kit: ScenarioKit;
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (result: StepResult) => void;
}

export interface Played {
  readonly passed: boolean;
  /** One result for each step that was begun: the play ends with the first that fails. */
  readonly steps: readonly StepResult[];
}

/**
 * Plays a scenario: steps in order, none before its `atMs`, until one fails. The meaning of each step is told at
 * `scenarioStepSchema`. Rejects where the signal aborts or the kit goes away.
 */
export async function playScenario(options: PlayOptions): Promise<Played> {
  const play = new Play(options.kit, options.signal);
  const steps: StepResult[] = [];
  for (const [index, step] of options.scenario.steps.entries()) {
    const result = { index, ...(await play.step(step)), atMs: Math.round(options.kit.nowMs) };
    steps.push(result);
    options.onStep?.(result);
    if (result.outcome === 'failed') return { passed: false, steps };
  }
  return { passed: true, steps };
}

type Outcome = Pick<StepResult, 'outcome' | 'detail'>;

const done: Outcome = { outcome: 'done', detail: null };
const passed: Outcome = { outcome: 'passed', detail: null };
const failed = (detail: string): Outcome => ({ outcome: 'failed', detail });

class Play {
  readonly #kit: ScenarioKit;
  readonly #signal: AbortSignal | undefined;
  /** Number of the first value that counts: what came before the last control, send or set does not. */
  #windowStart = 0;
  /** Port → number of the first value that no `expect` has taken yet. */
  readonly #taken = new Map<string, number>();

  constructor(kit: ScenarioKit, signal: AbortSignal | undefined) {
    this.#kit = kit;
    this.#signal = signal;
  }

  async step(step: ScenarioStep): Promise<Outcome> {
    const kit = this.#kit;
    if (step.atMs !== undefined) await this.#wait(step.atMs, () => false);
    this.#signal?.throwIfAborted();
    if ('control' in step) {
      return this.#act(() => kit.control(step.control.node, step.control.control, step.control.value));
    }
    if ('send' in step) return this.#act(() => kit.send(step.send.node, step.send.port, step.send.value));
    if ('set' in step) return this.#act(() => kit.set(step.set.node, step.set.property, step.set.value));
    if ('expect' in step) return this.#expect(step.expect, step.withinMs);
    if ('expectNone' in step) {
      const { expectNone } = step;
      return 'forMs' in step
        ? this.#expectNone(expectNone, isDone => this.#wait(kit.nowMs + step.forMs, isDone))
        : this.#expectNone(expectNone, isDone => this.#waitUntil(step.untilTimeOfDay, isDone));
    }
    if ('wait' in step) {
      await this.#wait(kit.nowMs + step.wait, () => false);
      return done;
    }
    if ('atTimeOfDay' in step) return (await this.#waitUntil(step.atTimeOfDay, () => false)) ?? done;
    return this.#expectState(step.expectState, step.withinMs);
  }

  async #act(act: () => void | Promise<void>): Promise<Outcome> {
    this.#windowStart = this.#kit.seen.next;
    await act();
    return done;
  }

  async #expect(expected: Expectation & { node: string; port: string }, withinMs: number): Promise<Outcome> {
    const kit = this.#kit;
    const key = `${expected.node}\n${expected.port}`;
    const from = Math.max(this.#windowStart, this.#taken.get(key) ?? 0);
    const judge = judgeOf(expected);
    let searched = from;
    let isFound = false;
    const search = () => {
      for (const [number, { value }] of kit.seen.of(expected.node, expected.port, searched)) {
        if (!judge(value)) continue;
        this.#taken.set(key, number + 1);
        isFound = true;
        return true;
      }
      searched = kit.seen.next;
      return false;
    };
    await this.#wait(kit.nowMs + withinMs, search);
    if (isFound) return passed;
    const values = [...kit.seen.of(expected.node, expected.port, from)].map(([, { value }]) => print(value));
    return failed(
      `${expected.node}.${expected.port}: ${values.length === 0 ? 'nothing came' : `came ${values.slice(-5).join(', ')}`}; expected ${printExpectation(expected)}`,
    );
  }

  async #expectNone(
    port: { node: string; port: string },
    wait: (isDone: () => boolean) => Promise<Outcome | undefined>,
  ): Promise<Outcome> {
    const kit = this.#kit;
    const from = kit.seen.next;
    const first = () => kit.seen.of(port.node, port.port, from).next().value;
    const hindrance = await wait(() => first() !== undefined);
    if (hindrance !== undefined) return hindrance;
    const seen = first();
    if (seen === undefined) return passed;
    return failed(`${port.node}.${port.port}: came ${print(seen[1].value)}; expected nothing`);
  }

  async #expectState(
    expected: Expectation & { node: string; path: string },
    withinMs: number,
  ): Promise<Outcome> {
    const kit = this.#kit;
    const judge = judgeOf(expected);
    const read = () => readPath(kit.state(expected.node), expected.path);
    const fits = () => {
      const value = read();
      return value !== undefined && judge(value);
    };
    await this.#wait(kit.nowMs + withinMs, fits);
    if (fits()) return passed;
    const value = read();
    const what = `${expected.node}: ${expected.path} is ${value === undefined ? 'not there' : print(value)}`;
    return failed(`${what}; expected ${printExpectation(expected)}`);
  }

  async #wait(toMs: number, isDone: () => boolean): Promise<undefined> {
    await this.#kit.wait(toMs, () => this.#signal?.aborted === true || isDone());
    this.#signal?.throwIfAborted();
  }

  /** An outcome only where this kit's time cannot be moved. */
  async #waitUntil(timeOfDay: string, isDone: () => boolean): Promise<Outcome | undefined> {
    if (this.#kit.waitUntilTimeOfDay === undefined) {
      return failed('the time of day can be moved in stepped time only: play it on the virtual board');
    }
    await this.#kit.waitUntilTimeOfDay(timeOfDay, () => this.#signal?.aborted === true || isDone());
    this.#signal?.throwIfAborted();
    return undefined;
  }
}

function judgeOf(expected: Expectation): (value: JsonValue) => boolean {
  return value => judgeExpectation(expected, value).fits;
}

function printExpectation({ equals, min, max, matches }: Expectation): string {
  const parts = [
    equals === undefined ? null : print(equals),
    min === undefined ? null : `≥ ${min}`,
    max === undefined ? null : `≤ ${max}`,
    matches === undefined ? null : `/${matches}/`,
  ].filter(part => part !== null);
  return parts.length === 0 ? 'a value' : parts.join(' and ');
}

function readPath(
  state: Readonly<Record<string, JsonValue>> | undefined,
  path: string,
): JsonValue | undefined {
  let current: JsonValue | undefined = state;
  for (const part of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = Array.isArray(current) ? current[Number(part)] : current[part];
  }
  return current;
}

function print(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
