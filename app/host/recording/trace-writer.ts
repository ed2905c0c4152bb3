import { StudioError } from '../../contract/errors/studio-error.ts';
import { type FileSystem, hasErrorCode, type WritableFile } from '../files/file-system.ts';
import { writeAll } from '../files/write-file-safely.ts';
import { encodeTraceLine, type TraceEvent, type TraceHeader } from './trace-format.ts';

export interface TraceLimits {
  /** Size of one file, bytes. */
  readonly fileBytes: number;
  /** Text that may wait for a slow disk, UTF-16 code units. What comes beyond is lost, and counted in the file. */
  readonly waitingLength: number;
}

export const traceLimits: TraceLimits = { fileBytes: 512 * 1024 * 1024, waitingLength: 8 * 1024 * 1024 };

/** Kept free for the lines that close a file. */
const closingBytes = 256;

interface TraceWriterOptions {
  readonly fileSystem: FileSystem;
  readonly path: string;
  readonly limits: TraceLimits;
  /** Takes keys out of a text. */
  readonly redact: (text: string) => string;
  /** Called once where the file ends by itself. */
  readonly onFailure: (error: StudioError) => void;
}

/**
 * Writes one trace while a session runs. `add` returns at once; lines go to the disk in their order, one write at a
 * time. A program that is killed leaves all lines but the last.
 */
export class TraceWriter {
  readonly #options: TraceWriterOptions;
  readonly #file: WritableFile;
  #waiting: string[] = [];
  #waitingLength = 0;
  #writing: Promise<void> | null = null;
  #lostNow = 0;
  #lastMs = 0;
  #isOpen = true;
  #closing: Promise<void> | null = null;
  sizeBytes = 0;
  events = 0;
  eventsLost = 0;

  private constructor(options: TraceWriterOptions, file: WritableFile) {
    this.#options = options;
    this.#file = file;
  }

  /** @throws StudioError `recording/disk-full`, `recording/cannot-write` */
  static async create(options: TraceWriterOptions, header: TraceHeader): Promise<TraceWriter> {
    try {
      const writer = new TraceWriter(options, await options.fileSystem.create(options.path));
      const bytes = Buffer.from(options.redact(encodeTraceLine(header)));
      await writeAll(writer.#file, bytes);
      writer.sizeBytes = bytes.length;
      return writer;
    } catch (error) {
      throw writeFailure(options.path, error);
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Milliseconds of the last event. */
  get lastMs(): number {
    return this.#lastMs;
  }

  add(event: TraceEvent): void {
    if (!this.#isOpen) return;
    this.#lastMs = Math.max(this.#lastMs, event[0]);
    const line = this.#options.redact(encodeTraceLine(event));
    if (this.#waitingLength + line.length > this.#options.limits.waitingLength) {
      this.#lostNow += 1;
      this.eventsLost += 1;
      return;
    }
    // Three bytes for a code unit at most: near the limit that is worth knowing, far from it not.
    const isNearLimit =
      this.sizeBytes + (this.#waitingLength + line.length) * 3 + closingBytes >
      this.#options.limits.fileBytes;
    if (isNearLimit && this.#bytesWith(line) + closingBytes > this.#options.limits.fileBytes) {
      this.#fail(
        new StudioError('recording/too-large', {
          megabytes: Math.round(this.#options.limits.fileBytes / 1024 / 1024),
        }),
      );
      return;
    }
    this.events += 1;
    this.#push(line);
    this.#writing ??= this.#write();
  }

  /** Ends the file: all that waits is written, and forced to the disk. Idempotent. */
  close(atMs: number): Promise<void> {
    this.#closing ??= this.#close(Math.max(atMs, this.#lastMs));
    return this.#closing;
  }

  #bytesWith(line: string): number {
    return (
      this.sizeBytes +
      this.#waiting.reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
      Buffer.byteLength(line)
    );
  }

  #push(line: string): void {
    this.#waiting.push(line);
    this.#waitingLength += line.length;
  }

  async #write(): Promise<void> {
    try {
      // What comes within one turn is one write.
      await Promise.resolve();
      while (this.#waiting.length > 0) {
        const bytes = Buffer.from(this.#waiting.join(''));
        this.#waiting = [];
        this.#waitingLength = 0;
        if (this.#lostNow > 0) {
          this.#push(encodeTraceLine([this.#lastMs, 'lost', this.#lostNow]));
          this.#lostNow = 0;
        }
        await writeAll(this.#file, bytes);
        this.sizeBytes += bytes.length;
      }
    } catch (error) {
      this.#waiting = [];
      this.#waitingLength = 0;
      this.#fail(writeFailure(this.#options.path, error));
    } finally {
      this.#writing = null;
    }
  }

  #fail(error: StudioError): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#options.onFailure(error);
  }

  async #close(atMs: number): Promise<void> {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    await this.#writing;
    try {
      const lost = this.#lostNow > 0 ? encodeTraceLine([atMs, 'lost', this.#lostNow]) : '';
      const bytes = Buffer.from(`${lost}${encodeTraceLine([atMs, 'end', null])}`);
      await writeAll(this.#file, bytes);
      this.sizeBytes += bytes.length;
      await this.#file.sync();
    } catch (error) {
      if (wasOpen) this.#options.onFailure(writeFailure(this.#options.path, error));
    } finally {
      await this.#file.close().catch((error: unknown) => {
        if (wasOpen) this.#options.onFailure(writeFailure(this.#options.path, error));
      });
    }
  }
}

/** Why a file could not be written, in the words of people. */
export function writeFailure(path: string, error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  if (hasErrorCode(error, 'ENOSPC', 'EDQUOT'))
    return new StudioError('recording/disk-full', { path }, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new StudioError('recording/cannot-write', { path, reason }, { cause: error });
}
