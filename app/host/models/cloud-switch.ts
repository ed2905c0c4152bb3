import { StudioError } from '../../contract/errors/studio-error.ts';

/** The switch that cuts everything that runs in the cloud: no call begins, and those that run end at once. */
export class CloudSwitch {
  #isOn: boolean;
  #controller = new AbortController();
  readonly #listeners = new Set<() => void>();

  constructor(isOn = true) {
    this.#isOn = isOn;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  set(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    if (isOn) this.#controller = new AbortController();
    else this.#controller.abort(new StudioError('model/cloud-off', { provider: 'cloud' }));
    for (const listener of this.#listeners) listener();
  }

  /** Throws `model/cloud-off` while it is off. */
  check(provider: string): void {
    if (!this.#isOn) throw new StudioError('model/cloud-off', { provider });
  }

  /** Aborts when the switch goes off. Ask for it at the beginning of each call. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
