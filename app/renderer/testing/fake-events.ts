/** Listeners of one fake service, by event name. */
export function createEvents<Events extends Record<string, unknown>>() {
  const listeners = new Map<keyof Events, Set<(payload: never) => void>>();
  return {
    on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
      for (const listener of listeners.get(name) ?? []) {
        (listener as (value: Events[Name]) => void)(payload);
      }
    },
  };
}
