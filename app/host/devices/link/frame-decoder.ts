import { type DeviceFrame, deviceFrameSchema } from '../../../core/link/frame.ts';

const frameMark = 0x1e;
const lineFeed = 0x0a;
/** A frame that grows beyond this is noise: the runtime never writes one as long. */
const longestFrameBytes = 64 * 1024;

/** What a decoder found in the bytes. */
export interface DecoderSink {
  readonly onFrame: (frame: DeviceFrame) => void;
  /** What the program printed between frames, and whatever looked like a frame and was none. */
  readonly onText: (text: string) => void;
}

/**
 * Takes a board's output apart: frames (`\x1e`, JSON, line feed) and the text between them. Bytes may come in pieces
 * of any size and with any noise; what cannot be a frame is text, so nothing that came is lost.
 */
export class FrameDecoder {
  readonly #sink: DecoderSink;
  #text = new TextDecoder();
  /** Parts of the frame that has begun; null between frames. */
  #frame: Buffer[] | null = null;
  #frameBytes = 0;
  #malformed = 0;

  constructor(sink: DecoderSink) {
    this.#sink = sink;
  }

  /** How many times something began like a frame and was none. */
  get malformed(): number {
    return this.#malformed;
  }

  push(bytes: Uint8Array): void {
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while (rest.length > 0) rest = this.#frame === null ? this.#takeText(rest) : this.#takeFrame(rest);
  }

  /** Forgets a frame that has begun; for when the board restarts. */
  reset(): void {
    this.#frame = null;
    this.#text = new TextDecoder();
  }

  #takeText(bytes: Buffer): Buffer {
    const mark = bytes.indexOf(frameMark);
    const end = mark < 0 ? bytes.length : mark;
    if (end > 0) this.#emitText(bytes.subarray(0, end));
    if (mark < 0) return bytes.subarray(bytes.length);
    this.#frame = [];
    this.#frameBytes = 0;
    return bytes.subarray(mark + 1);
  }

  #takeFrame(bytes: Buffer): Buffer {
    const parts = this.#frame ?? [];
    const feed = bytes.indexOf(lineFeed);
    const mark = bytes.indexOf(frameMark);
    if (mark >= 0 && (feed < 0 || mark < feed)) {
      // A new frame begins inside this one: the end of this one was lost.
      this.#notAFrame([...parts, bytes.subarray(0, mark)]);
      this.#frame = [];
      this.#frameBytes = 0;
      return bytes.subarray(mark + 1);
    }
    const end = feed < 0 ? bytes.length : feed;
    this.#frameBytes += end;
    // The array that was handed in may be reused: what waits for more is copied.
    if (end > 0) parts.push(feed < 0 ? Buffer.from(bytes.subarray(0, end)) : bytes.subarray(0, end));
    if (this.#frameBytes > longestFrameBytes) {
      this.#frame = null;
      this.#notAFrame(parts);
      return bytes.subarray(end);
    }
    if (feed < 0) return bytes.subarray(bytes.length);
    this.#frame = null;
    this.#endFrame(parts);
    return bytes.subarray(feed + 1);
  }

  #endFrame(parts: readonly Buffer[]): void {
    const [first] = parts;
    const line = (parts.length === 1 && first ? first : Buffer.concat(parts)).toString('latin1');
    const frame = parseFrame(line);
    if (frame !== undefined) this.#sink.onFrame(frame);
    else this.#notAFrame([...parts, Buffer.of(lineFeed)]);
  }

  #notAFrame(parts: readonly Buffer[]): void {
    this.#malformed++;
    this.#emitText(Buffer.concat([Buffer.of(frameMark), ...parts]));
  }

  #emitText(bytes: Buffer): void {
    const text = this.#text.decode(bytes, { stream: true });
    if (text !== '') this.#sink.onText(text);
  }
}

/** The frame in one line, or undefined where the line is none. */
export function parseFrame(line: string): DeviceFrame | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = deviceFrameSchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
