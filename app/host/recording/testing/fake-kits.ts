import type { Kit, Session } from '../../../contract/services/device-service.ts';
import type { KitEvents } from '../../devices/kit-events.ts';
import type { RecordedKits } from '../recorder.ts';

export const fakeKit: Kit = {
  kitId: 'usb:1',
  transport: 'serial',
  path: '/dev/ttyACM0',
  title: 'Desk toy',
  boardTitle: 'Raspberry Pi Pico W',
  isAttached: true,
  isFavourite: false,
  mode: 'application',
  boardId: 'pico-w',
  serialNumber: '1',
  vendorId: '2e8a',
  productId: '0005',
  manufacturer: null,
};

export const fakeSession: Session = {
  kitId: fakeKit.kitId,
  state: 'running',
  program: null,
  memoryFree: 100,
  memoryTotal: 200,
  loopMaxMs: 1,
  linkBytesPerSecond: 0,
  drops: 0,
  error: null,
};

/** Kits that say what a test lets them say. */
export class FakeKits implements RecordedKits {
  session = fakeSession;
  newest: KitEvents['values'][] = [];
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();

  on: RecordedKits['on'] = (event, listener) => {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  list = async () => [fakeKit];
  sessions = () => [this.session];
  newestValues = () => this.newest;

  say<Name extends keyof KitEvents>(event: Name, payload: KitEvents[Name]): void {
    for (const listener of this.#listeners.get(event) ?? [])
      (listener as (said: KitEvents[Name]) => void)(payload);
  }
}
