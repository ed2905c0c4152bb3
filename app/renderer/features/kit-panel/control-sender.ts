import { StudioError } from '../../../contract/errors/studio-error.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import type { PortValue } from '../../stores/runtime-store.ts';

/** A press shorter than this is held for its rest, because no finger is quicker and drivers debounce. */
const shortestPressMs = 90;

const waiting = new Map<string, { readonly send: () => void }>();

/** Moves a control of a virtual peripheral. What fails is shown where kits show their trouble. */
export async function sendControl(
  kitId: string,
  peripheral: string,
  control: string,
  value: PortValue,
): Promise<void> {
  try {
    await getStudio().virtualBoard.control({ kitId, peripheral, control, value });
  } catch (error) {
    useKitStore.setState({ problem: { kitId, error: StudioError.from(error) } });
  }
}

/** As {@link sendControl}, but of the values of one animation frame only the newest goes out. For sliders. */
export function sendControlPerFrame(
  kitId: string,
  peripheral: string,
  control: string,
  value: PortValue,
): void {
  const key = `${kitId}\n${peripheral}\n${control}`;
  const isScheduled = waiting.has(key);
  waiting.set(key, { send: () => void sendControl(kitId, peripheral, control, value) });
  if (isScheduled) return;
  requestAnimationFrame(() => {
    const newest = waiting.get(key);
    waiting.delete(key);
    newest?.send();
  });
}

/** One press of a momentary control: `down` and `up` may be called in any order and number. */
export class Press {
  readonly #send: (isPressed: boolean) => void;
  #pressedAtMs: number | null = null;
  #release: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (isPressed: boolean) => void) {
    this.#send = send;
  }

  down(): void {
    if (this.#release !== null) {
      clearTimeout(this.#release);
      this.#release = null;
      this.#send(false);
      this.#pressedAtMs = null;
    }
    if (this.#pressedAtMs !== null) return;
    this.#pressedAtMs = performance.now();
    this.#send(true);
  }

  up(): void {
    if (this.#pressedAtMs === null || this.#release !== null) return;
    const restMs = shortestPressMs - (performance.now() - this.#pressedAtMs);
    this.#release = setTimeout(
      () => {
        this.#release = null;
        this.#pressedAtMs = null;
        this.#send(false);
      },
      Math.max(0, restMs),
    );
  }
}
