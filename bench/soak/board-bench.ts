import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FakeSystem } from '../../app/host/devices/testing/fake-system.ts';
import type { FarmReply, FarmRequest } from './farm-messages.ts';

/** Boards on a computer of the bench: plugged in, pulled out and reset as a hand would. */
export class BoardBench {
  readonly system: FakeSystem;
  readonly #farm: ChildProcess;
  readonly #waiting = new Map<number, (reply: FarmReply) => void>();
  readonly #attached = new Set<number>();
  #requests = 0;

  private constructor(system: FakeSystem, farm: ChildProcess) {
    this.system = system;
    this.#farm = farm;
    farm.on('message', (reply: FarmReply) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
  }

  static async create(): Promise<BoardBench> {
    const farm = fork(join(import.meta.dirname, 'board-farm.ts'), { stdio: 'inherit' });
    return new BoardBench(await FakeSystem.create(), farm);
  }

  isAttached(board: number): boolean {
    return this.#attached.has(board);
  }

  /** The kit as which the studio knows this board. */
  kitId(board: number): string {
    return `usb:${serialNumber(board)}`;
  }

  async attach(board: number): Promise<void> {
    const { path } = await this.#ask(board, 'attach');
    if (path === null) throw new Error('the board has no terminal');
    await this.system.plug({
      // Another name each time, as a computer gives whichever is free.
      name: `ttyACM${board + 10 * (this.#requests % 3)}`,
      terminal: path,
      vendorId: '2e8a',
      productId: '0005',
      serialNumber: serialNumber(board),
      product: 'Board in FS mode',
      socket: board + 1,
    });
    this.#attached.add(board);
  }

  async detach(board: number): Promise<void> {
    this.#attached.delete(board);
    await this.system.unplugDevice(board + 1);
    await this.#ask(board, 'detach');
  }

  async reset(board: number): Promise<void> {
    await this.#ask(board, 'reset');
  }

  async dispose(): Promise<void> {
    const ended = once(this.#farm, 'exit');
    this.#farm.disconnect();
    await ended;
    await this.system.remove();
  }

  async #ask(board: number, action: FarmRequest['action']): Promise<FarmReply> {
    const id = this.#requests++;
    const reply = await new Promise<FarmReply>(resolve => {
      this.#waiting.set(id, resolve);
      this.#farm.send({ id, board, action } satisfies FarmRequest);
    });
    if (reply.error !== null) throw new Error(reply.error);
    return reply;
  }
}

function serialNumber(board: number): string {
  return `E6614C3100AB00${board.toString(16).toUpperCase().padStart(2, '0')}`;
}
