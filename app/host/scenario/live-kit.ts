import { StudioError } from '../../contract/errors/studio-error.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { KitManager } from '../devices/kit-manager.ts';
import { type ScenarioKit, SeenValues } from './scenario-kit.ts';

/**
 * A kit that is connected and runs, in real time. Its clock starts when it is made: the program has been running for
 * longer. Controls and states exist on virtual kits only.
 */
export class LiveKit implements ScenarioKit {
  readonly seen = new SeenValues();
  readonly #kits: KitManager;
  readonly #kitId: string;
  readonly #signal: AbortSignal;
  readonly #startedAtMs = performance.now();
  readonly #states = new Map<string, Readonly<Record<string, JsonValue>>>();
  readonly #subscriptions: (() => void)[];
  #isGone = false;
  #wake: () => void = () => undefined;

  /** Rejects with `scenario/not-running` where no program runs on the kit. */
  static async attach(kits: KitManager, kitId: string, signal: AbortSignal): Promise<LiveKit> {
    const { session } = await kits.session(kitId);
    if (session.state !== 'running') throw new StudioError('scenario/not-running', { kitId });
    const kit = new LiveKit(kits, kitId, signal);
    if (kitId.startsWith('virtual:')) {
      const { states } = await kits.virtualKits.peripherals(kitId);
      for (const { id, state } of states) kit.#states.set(id, state);
    }
    return kit;
  }

  private constructor(kits: KitManager, kitId: string, signal: AbortSignal) {
    this.#kits = kits;
    this.#kitId = kitId;
    this.#signal = signal;
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake, { once: true });
    this.#subscriptions = [
      () => signal.removeEventListener('abort', wake),
      kits.on('values', event => {
        if (event.kitId !== kitId) return;
        for (const [node, port, value] of event.values)
          this.seen.add({ node, port, value, atMs: this.nowMs });
        wake();
      }),
      kits.on('session', session => {
        if (session.kitId !== kitId) return;
        this.#isGone = session.state !== 'running';
        wake();
      }),
      kits.virtualKits.onDidChangeState(event => {
        if (event.kitId !== kitId) return;
        for (const { id, state } of event.states) this.#states.set(id, state);
        wake();
      }),
    ];
  }

  get nowMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  async control(node: string, control: string, value: JsonValue): Promise<void> {
    await this.#kits.virtualKits.control(this.#kitId, node, control, value);
  }

  async send(node: string, port: string, value: JsonValue): Promise<void> {
    await (await this.#kits.session(this.#kitId)).send(node, port, value, this.#signal);
  }

  async set(node: string, property: string, value: JsonValue): Promise<void> {
    await (await this.#kits.session(this.#kitId)).setProperty(node, property, value, this.#signal);
  }

  state(node: string): Readonly<Record<string, JsonValue>> | undefined {
    return this.#states.get(node);
  }

  async wait(toMs: number, isDone: () => boolean): Promise<void> {
    while (!isDone() && this.nowMs < toMs && !this.#signal.aborted) {
      if (this.#isGone) throw new StudioError('scenario/not-running', { kitId: this.#kitId });
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, toMs - this.nowMs);
      await promise;
      clearTimeout(timer);
    }
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }
}
