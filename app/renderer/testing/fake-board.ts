import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';
import type { PortValue, ReceivedValue } from '../stores/runtime-store.ts';

/** What a fake board tells the fake studio. */
export interface FakeBoardEvents {
  readonly values: (values: ReceivedValue[]) => void;
  readonly states: (states: { id: string; state: Record<string, PortValue> }[]) => void;
  readonly console: (text: string) => void;
  readonly log: (node: string, text: string, trace: string | null) => void;
}

const width = 128;
const height = 64;

/** A face on a 128 × 64 display: two eyes and a mouth, as base64 rows. `t` in seconds moves the eyelids. */
function drawFace(isHappy: boolean, t: number): string {
  const rows = new Uint8Array((width / 8) * height);
  const set = (x: number, y: number) => {
    const column = Math.round(x);
    const row = Math.round(y);
    if (column < 0 || column >= width || row < 0 || row >= height) return;
    const index = row * (width / 8) + (column >> 3);
    rows[index] = (rows[index] ?? 0) | (0x80 >> (column & 7));
  };
  const stroke = (x: number, y: number) => {
    for (let dx = -2; dx <= 2; dx += 1) for (let dy = -2; dy <= 2; dy += 1) set(x + dx, y + dy);
  };
  const isBlinking = t % 3 > 2.85;
  for (let step = -1; step <= 1; step += 0.04) {
    const lid = isHappy ? -7 * (1 - step * step) : isBlinking ? 0 : -4;
    stroke(42 + step * 10, 26 + lid);
    stroke(86 + step * 10, 26 + lid);
    stroke(64 + step * 18, 44 + (isHappy ? 8 : 2) * (1 - step * step));
  }
  let text = '';
  for (const byte of rows) text += String.fromCharCode(byte);
  return btoa(text);
}

function hexOf(red: number, green: number, blue: number): string {
  const part = (channel: number) =>
    Math.round(Math.max(0, Math.min(255, channel)))
      .toString(16)
      .padStart(2, '0');
  return `#${part(red)}${part(green)}${part(blue)}`;
}

/**
 * Plays a running board for pictures of the face: someone comes and goes, the ring breathes, the display smiles. It
 * is no simulation; the real one is the virtual board.
 */
export class FakeBoard {
  readonly #events: FakeBoardEvents;
  readonly #attached: readonly AttachedPeripheral[];
  readonly #controls = new Map<string, PortValue>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #startedAtMs = 0;
  #wasSomeone = false;

  readonly #flood: number;
  readonly #print: number;

  /**
   * @param flood further values a second, on twenty ports, to see whether the face keeps up
   * @param print bytes of text a second, in lines that a plotter reads
   */
  constructor(attached: readonly AttachedPeripheral[], events: FakeBoardEvents, flood = 0, print = 0) {
    this.#attached = attached;
    this.#events = events;
    this.#flood = flood;
    this.#print = print;
  }

  start(): void {
    this.stop();
    this.#startedAtMs = performance.now();
    this.#events.console('MicroPython v1.27 on 2025-12-09; Cambrian virtual kit\r\n');
    this.#events.console('boot: slot a, 6 nodes\r\n');
    this.#timer = setInterval(() => this.#tick(), 33);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  control(peripheral: string, control: string, value: PortValue): void {
    this.#controls.set(`${peripheral}/${control}`, value);
    this.#events.states([{ id: peripheral, state: { [control]: value } }]);
    this.#events.console(`${peripheral}.${control} = ${JSON.stringify(value)}\r\n`);
  }

  #tick(): void {
    const ms = performance.now() - this.#startedAtMs;
    const t = ms / 1000;
    const chosen = this.#controls.get('presence/active');
    const isSomeone = typeof chosen === 'boolean' ? chosen : t % 9 > 3;
    const distance = isSomeone ? 80 + 6 * Math.sin(t * 1.7) : 210 + 12 * Math.sin(t * 0.8);
    const level = -48 + 20 * Math.max(0, Math.sin(t * 2.3)) * Math.abs(Math.sin(t * 17));
    const values: ReceivedValue[] = [
      ['presence', 'distance', distance, ms],
      ['microphone', 'level', level, ms],
    ];
    if (isSomeone !== this.#wasSomeone) {
      this.#wasSomeone = isSomeone;
      values.push(
        ['presence', 'someone', isSomeone, ms],
        ['momo', 'someone', isSomeone, ms],
        ['momo', 'feels', isSomeone ? 'happy' : 'neutral', ms],
        ['face', 'emotion', isSomeone ? 'happy' : 'neutral', ms],
      );
      if (isSomeone)
        values.push(['momo', 'says', 'Morning, Lin!', ms], ['face', 'caption', 'Morning, Lin!', ms]);
      this.#events.console(isSomeone ? 'hello there\r\n' : 'bye\r\n');
    }
    for (let index = 0; index < this.#flood * 0.033; index += 1) {
      values.push(['flood', `p${index % 20}`, Math.sin(t + index) * 10, ms]);
    }
    let text = '';
    while (text.length < this.#print * 0.033) {
      text += `temp:${(21 + 2 * Math.sin(t / 2)).toFixed(2)},hum:${(48 + 5 * Math.cos(t / 3)).toFixed(1)}\r\n`;
    }
    if (text !== '') this.#events.console(text);
    this.#events.values(values);
    this.#events.states(this.#attached.flatMap(peripheral => this.#stateOf(peripheral, t, isSomeone)));
  }

  #stateOf(
    { id, model, settings }: AttachedPeripheral,
    t: number,
    isSomeone: boolean,
  ): { id: string; state: Record<string, PortValue> }[] {
    switch (model) {
      case 'pixels': {
        const count = typeof settings.count === 'number' ? settings.count : 12;
        const pixels = Array.from({ length: count }, (_, index) => {
          const wave = isSomeone ? 0.8 + 0.2 * Math.sin(t * 2 + index) : 0.05;
          return hexOf(255 * wave, 180 * wave, 84 * wave);
        });
        return [{ id, state: { pixels } }];
      }
      case 'ssd1306':
        return [{ id, state: { on: true, width, height, bitmap: drawFace(isSomeone, t) } }];
      case 'led':
        return [{ id, state: { brightness: 0.5 + 0.5 * Math.sin(t * 3) } }];
      case 'buzzer':
        return [{ id, state: { frequencyHz: isSomeone && t % 1.2 < 0.4 ? 523 : 0 } }];
      case 'servo':
        return [{ id, state: { angleDegrees: 90 + 60 * Math.sin(t) } }];
      default:
        return [];
    }
  }
}
