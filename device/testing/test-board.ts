import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttachedPeripheral } from '../../app/core/compiler/bundle.ts';
import { frameMark } from '../../app/core/link/frame.ts';
import { compactJson } from '../../app/host/build/bundle-writer.ts';
import { VirtualBoard } from '../../app/host/virtual-board/virtual-board.ts';
import type { Frame } from './bench-program.ts';
import type { SlotFiles } from './slot-files.ts';

const loader = readFileSync(join(import.meta.dirname, '..', 'loader', 'main.py'));
const decoder = new TextDecoder();

/** What lies in flash at the start: programs by slot, and other files. */
export interface Flash {
  readonly a?: SlotFiles;
  readonly b?: SlotFiles;
  /** Boot records, oldest first: `slot state previous hash`. */
  readonly records?: readonly string[];
  /** Absolute path → text. */
  readonly files?: Record<string, string>;
}

/** A virtual board with the loader on it, and a clock that moves only when a test says so. */
export class TestBoard {
  readonly #board: VirtualBoard;
  #output = '';

  private constructor(board: VirtualBoard) {
    this.#board = board;
    board.onData(bytes => {
      this.#output += decoder.decode(bytes);
    });
  }

  /** Resolves when the board has started what it found and rests. */
  static async create(flash: Flash): Promise<TestBoard> {
    const files = new Map<string, Uint8Array>([['/main.py', loader]]);
    for (const slot of ['a', 'b'] as const) {
      for (const [path, content] of flash[slot]?.files ?? []) {
        files.set(`/cambrian/${slot}/${path}`, Buffer.from(content));
      }
    }
    for (const [index, record] of (flash.records ?? []).entries()) {
      const line = `${index + 1} ${record} `;
      files.set(`/cambrian/pointer.${index % 2}`, Buffer.from(`${line}${crc32(line)}\n`));
    }
    for (const [path, text] of Object.entries(flash.files ?? {})) files.set(path, Buffer.from(text));
    const board = new TestBoard(await VirtualBoard.create({ boardId: 'virtual', files, clock: 'stepped' }));
    await board.rest();
    return board;
  }

  /** Waits until nothing more happens at the present time. */
  async rest(): Promise<void> {
    await this.advance(0);
  }

  async advance(ms: number): Promise<void> {
    await this.#board.advance(ms);
  }

  /** Power off and on; resolves when the board rests. */
  async powerCycle(): Promise<void> {
    await this.#board.hardReset();
    await this.rest();
  }

  async softReset(): Promise<void> {
    await this.#board.softReset();
    await this.rest();
  }

  cutPowerAt(operation: number, model: 'atomic' | 'torn'): void {
    this.#board.cutPowerAt({ operation, model });
  }

  get hasPower(): boolean {
    return this.#board.isPowered;
  }

  get operationCount(): number {
    return this.#board.operationCount();
  }

  write(text: string): void {
    this.#board.write(Buffer.from(text, 'latin1'));
  }

  /** Lines as the host sends them. */
  say(...frames: Frame[]): void {
    for (const frame of frames) this.write(`${compactJson(frame)}\n`);
  }

  /** Runs Python in the raw REPL and resets softly to the friendly one, without booting. */
  async runInRepl(source: string): Promise<void> {
    this.write(`\r\x03\x01${source}\x04\x02`);
    await this.rest();
  }

  /** All output since the last call of this, `lines` or `frames`. */
  takeOutput(): string {
    const output = this.#output;
    this.#output = '';
    return output;
  }

  /** Printed lines since the last call, without frames, banner and prompt. */
  lines(): string[] {
    return this.takeOutput()
      .split(/\r?\n/)
      .filter(line => /^(ran |cambrian: |\w*Error)/.test(line));
  }

  /** Frames since the last call. */
  frames(kind?: string): Frame[] {
    const frames = this.takeOutput()
      .split(frameMark)
      .slice(1)
      .map(text => JSON.parse(text.slice(0, text.indexOf('\n'))) as Frame);
    return frames.filter(({ t }) => kind === undefined || t === kind);
  }

  /** Attaches peripherals, as the studio does for a profile. */
  attach(peripherals: readonly AttachedPeripheral[]): void {
    this.#board.attach(peripherals);
  }

  /** What a peripheral shows. */
  state(id: string): unknown {
    return this.#board.states().find(each => each.id === id)?.state;
  }

  async file(path: string): Promise<string | null> {
    const bytes = (await this.#board.files()).get(path);
    return bytes === undefined ? null : decoder.decode(bytes);
  }

  async dispose(): Promise<void> {
    await this.#board.dispose();
  }
}

/** CRC-32 as in boot records, told here once more so that the loader's own is not taken on trust. */
function crc32(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
