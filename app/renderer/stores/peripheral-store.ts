import type { PeripheralState } from '../../contract/services/virtual-board-service.ts';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';

type State = PeripheralState['state'];

const noPeripherals: readonly AttachedPeripheral[] = [];

class KitPeripherals {
  attached: readonly AttachedPeripheral[] = noPeripherals;
  readonly states = new Map<string, State>();
  readonly changed = new Set<string>();
  readonly listeners = new Map<string, Set<(state: State) => void>>();
}

/**
 * What the virtual boards show, outside React: a light ring changes sixty times a second, and only its own shapes
 * are touched. Listeners are called at most once per animation frame.
 */
export class PeripheralStore {
  readonly #kits = new Map<string, KitPeripherals>();
  readonly #attachListeners = new Set<() => void>();
  readonly #requestFrame: (callback: () => void) => void;
  #isFrameWaiting = false;

  constructor(
    requestFrame: (callback: () => void) => void = callback => void requestAnimationFrame(callback),
  ) {
    this.#requestFrame = requestFrame;
  }

  /** What is attached to a kit's virtual board; the same array until it changes. */
  attached(kitId: string): readonly AttachedPeripheral[] {
    return this.#kits.get(kitId)?.attached ?? noPeripherals;
  }

  /** The newest state of one peripheral; null before it said anything. */
  state(kitId: string, peripheral: string): State | null {
    return this.#kits.get(kitId)?.states.get(peripheral) ?? null;
  }

  receiveAttached(kitId: string, attached: readonly AttachedPeripheral[]): void {
    const kit = this.#kit(kitId);
    kit.attached = attached;
    const ids = new Set(attached.map(peripheral => peripheral.id));
    for (const id of kit.states.keys()) if (!ids.has(id)) kit.states.delete(id);
    for (const listener of this.#attachListeners) listener();
  }

  receiveStates(kitId: string, states: readonly PeripheralState[]): void {
    const kit = this.#kit(kitId);
    for (const { id, state } of states) {
      // A model may say only the part that changed.
      kit.states.set(id, { ...kit.states.get(id), ...state });
      kit.changed.add(id);
    }
    if (this.#isFrameWaiting) return;
    this.#isFrameWaiting = true;
    this.#requestFrame(() => this.#commit());
  }

  /** Calls back with the newest state, at once where there is one, then once per frame in which it changed. */
  subscribe(kitId: string, peripheral: string, listener: (state: State) => void): () => void {
    const kit = this.#kit(kitId);
    const listeners = kit.listeners.get(peripheral) ?? new Set();
    kit.listeners.set(peripheral, listeners);
    listeners.add(listener);
    const state = kit.states.get(peripheral);
    if (state) listener(state);
    return () => void listeners.delete(listener);
  }

  /** Calls back when something was attached or taken away, on any kit. */
  subscribeAttached(listener: () => void): () => void {
    this.#attachListeners.add(listener);
    return () => void this.#attachListeners.delete(listener);
  }

  #kit(kitId: string): KitPeripherals {
    let kit = this.#kits.get(kitId);
    if (!kit) {
      kit = new KitPeripherals();
      this.#kits.set(kitId, kit);
    }
    return kit;
  }

  #commit(): void {
    this.#isFrameWaiting = false;
    for (const kit of this.#kits.values()) {
      for (const id of kit.changed) {
        const state = kit.states.get(id);
        if (!state) continue;
        for (const listener of kit.listeners.get(id) ?? []) listener(state);
      }
      kit.changed.clear();
    }
  }
}

/** The one peripheral store of the window. */
export const peripheralStore = new PeripheralStore();
