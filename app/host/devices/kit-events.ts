import type { Kit, KitAbout, Session } from '../../contract/services/device-service.ts';
import type { LogLine } from './link/session-options.ts';
import type { PortValue } from './link/value-batch.ts';

/** What the kits tell. */
export interface KitEvents {
  readonly kits: readonly Kit[];
  readonly about: KitAbout;
  readonly session: Session;
  readonly values: { readonly kitId: string; readonly values: PortValue[] };
  readonly console: { readonly kitId: string; readonly text: string };
  readonly log: LogLine & { readonly kitId: string };
}

type Listeners = { readonly [Name in keyof KitEvents]: Set<(payload: KitEvents[Name]) => void> };

/** Who listens to the kits. */
export class KitEventEmitter {
  readonly #listeners: Listeners = {
    kits: new Set(),
    about: new Set(),
    session: new Set(),
    values: new Set(),
    console: new Set(),
    log: new Set(),
  };

  on<Name extends keyof KitEvents>(event: Name, listener: (payload: KitEvents[Name]) => void): () => void {
    const listeners = this.#listeners[event];
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  emit<Name extends keyof KitEvents>(event: Name, payload: KitEvents[Name]): void {
    for (const listener of [...this.#listeners[event]]) listener(payload);
  }

  /** A line of the host about a kit, or about none. */
  log(kitId: string, level: LogLine['level'], text: string): void {
    const at = new Date().toISOString();
    this.emit('log', { kitId, at, level, source: 'host', node: null, text, trace: null });
  }
}
