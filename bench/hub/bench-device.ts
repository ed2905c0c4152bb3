import { WebSocket } from 'ws';
import { linkVersion } from '../../app/core/link/frame.ts';
import { benchProgram, benchToken } from './serve-process.ts';

/** A device on the network that speaks the link, for measurements. */
export class BenchDevice {
  readonly #socket: WebSocket;
  onValue: (value: unknown) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', data => {
      const frame = JSON.parse(String(data));
      if (frame.t === 'emit') this.onValue(frame.v);
    });
  }

  static async connect(port: number): Promise<BenchDevice> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/link`, {
      headers: { authorization: `Bearer ${benchToken}` },
      perMessageDeflate: false,
    });
    const device = new BenchDevice(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    const hello = {
      t: 'hello',
      link: linkVersion,
      runtime: 'bench',
      bundle: benchProgram.bundle,
      profile: benchProgram.profileId,
      sequence: 1,
      board: 'bench',
      machine: 'bench',
      slot: 'a',
      state: 'confirmed',
      rollback: null,
      memoryFree: 1,
      memoryTotal: 1,
      reset: 'power',
      nodes: 0,
    };
    socket.send(JSON.stringify(hello));
    return device;
  }

  /** Sends a value up channel 1. */
  say(value: unknown): void {
    this.#socket.send(JSON.stringify({ t: 'emit', c: 1, v: value, ms: 0 }));
  }

  close(): void {
    this.#socket.terminate();
  }
}
