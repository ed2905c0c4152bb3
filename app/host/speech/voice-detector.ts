import { Worker } from 'node:worker_threads';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { AudioValue } from '../../sdk/hub-node.ts';
import { RateConverter } from './pcm.ts';
import type { VoiceReply, VoiceRequest } from './voice-worker.ts';

/** Samples of one frame at 16 kHz: 32 ms. */
const frameSamples = 512;

/** Frames that may wait for their turn; a stream that is faster loses the oldest sound, never memory. */
const mostWaiting = 64;

/** The thread ends when nothing has listened for so long. */
const idleMs = 60_000;

export interface VoiceStream {
  /** How likely the newest sound is speech, 0…1. Rejects with `speech/detector-failed`. */
  readonly push: (audio: AudioValue) => Promise<number>;
  readonly dispose: () => void;
}

/**
 * Silero's voice activity detector in a thread of its own, shared by every stream. It starts with the first sound and
 * ends when nobody listens any more.
 */
export class VoiceDetector {
  readonly #waiting = new Map<number, PromiseWithResolvers<number>>();
  readonly #streams = new Set<number>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #nextId = 1;
  #isDisposed = false;

  open(): VoiceStream {
    const stream = this.#nextId++;
    this.#streams.add(stream);
    this.#stopIdling();
    const converter = new RateConverter(16_000);
    let rest = new Float32Array(0);
    let newest = 0;
    return {
      push: async audio => {
        const samples = converter.convert(audio);
        const joined = new Float32Array(rest.length + samples.length);
        joined.set(rest);
        joined.set(samples, rest.length);
        let start = 0;
        const frames: Promise<number>[] = [];
        for (; joined.length - start >= frameSamples; start += frameSamples) {
          const frame = joined.slice(start, start + frameSamples);
          if (this.#waiting.size < mostWaiting) frames.push(this.#ask(stream, frame));
        }
        rest = joined.slice(start);
        const probabilities = await Promise.all(frames);
        newest = probabilities.length > 0 ? Math.max(...probabilities) : newest;
        return newest;
      },
      dispose: () => {
        if (!this.#streams.delete(stream)) return;
        this.#post({ kind: 'forget', stream });
        if (this.#streams.size === 0) this.#startIdling();
      },
    };
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#stopIdling();
    await this.#end('the studio is closing');
  }

  #ask(stream: number, samples: Float32Array): Promise<number> {
    if (this.#isDisposed) return Promise.reject(failed('the studio is closing'));
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<number>();
    this.#waiting.set(id, waiting);
    this.#start();
    this.#post({ kind: 'frame', id, stream, samples });
    return waiting.promise;
  }

  #start(): void {
    if (this.#worker !== null) return;
    const worker = new Worker(new URL('./voice-worker.ts', import.meta.url), {
      env: {},
      argv: [],
      name: 'voice detector',
    });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (reply: VoiceReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.kind === 'probability') waiting?.resolve(reply.probability);
      else waiting?.reject(failed(reply.message));
    });
    const lose = (message: string) => {
      if (this.#worker === worker) void this.#end(message);
    };
    worker.on('error', error => lose(error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => lose('its thread ended'));
  }

  #post(request: VoiceRequest): void {
    this.#worker?.postMessage(request);
  }

  async #end(message: string): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    for (const waiting of this.#waiting.values()) waiting.reject(failed(message));
    this.#waiting.clear();
    await worker?.terminate();
  }

  #startIdling(): void {
    this.#idle = setTimeout(() => void this.#end('it was idle'), idleMs);
    this.#idle.unref();
  }

  #stopIdling(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
  }
}

function failed(message: string): StudioError {
  return new StudioError('speech/detector-failed', { message });
}
