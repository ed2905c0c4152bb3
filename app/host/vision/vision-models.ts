import { Worker } from 'node:worker_threads';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ImageValue, VisionFeature, VisionResult } from '../../sdk/hub-node.ts';
import type { VisionAnswer, VisionRequest } from './vision-protocol.ts';

/** Unused models give their memory back after this time. */
const idleMs = 60_000;

/** A request without its number, which the queue gives. */
type Question = VisionRequest extends infer Request
  ? Request extends VisionRequest
    ? Omit<Request, 'id'>
    : never
  : never;

interface Waiting {
  readonly resolve: (answer: VisionAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The models that see, in a worker thread that is started on first use and ended when nothing was looked at for a
 * minute. One for the whole process: pictures of all programs take turns.
 */
export class VisionModels {
  #worker: Worker | null = null;
  #number = 0;
  readonly #waiting = new Map<number, Waiting>();
  #idle: ReturnType<typeof setTimeout> | undefined;
  readonly #idleMs: number;

  constructor(options: { readonly idleMs?: number } = {}) {
    this.#idleMs = options.idleMs ?? idleMs;
  }

  /** True while the models are in memory. */
  get isLoaded(): boolean {
    return this.#worker !== null;
  }

  /**
   * Looks at a picture with the models that the features need, and no others. Rejects with `vision/bad-picture`,
   * `vision/models-failed`, or the signal's reason; a picture whose turn has not come when it aborts is not looked at.
   */
  async look(
    image: ImageValue,
    features: readonly VisionFeature[],
    signal: AbortSignal,
  ): Promise<VisionResult> {
    signal.throwIfAborted();
    const { decodeImage } = await import('./decode-image.ts');
    const answer = await this.#ask({ kind: 'look', pixels: decodeImage(image), features }, signal);
    if (answer.kind !== 'seen') throw unexpected(answer);
    return { sightings: answer.sightings, faces: answer.faces, tookMs: answer.tookMs };
  }

  /** How alike a face is to others, 0…1, in their order. */
  async compare(
    descriptor: readonly number[],
    candidates: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    if (candidates.length === 0) return [];
    const answer = await this.#ask({ kind: 'compare', descriptor, candidates }, signal);
    if (answer.kind !== 'compared') throw unexpected(answer);
    return answer.similarities;
  }

  async dispose(): Promise<void> {
    await this.#unload(new StudioError('vision/models-failed', { reason: 'the studio is closing' }));
  }

  #ask(question: Question, signal: AbortSignal): Promise<VisionAnswer> {
    clearTimeout(this.#idle);
    const worker = this.#start();
    const id = this.#number++;
    const { promise, resolve, reject } = Promise.withResolvers<VisionAnswer>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#waiting.set(id, { resolve, reject });
    worker.postMessage({ ...question, id } satisfies VisionRequest);
    return promise.finally(() => {
      signal.removeEventListener('abort', abort);
    });
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./vision-worker.ts', import.meta.url));
    worker.on('message', (answer: VisionAnswer) => this.#settle(answer));
    worker.on('error', error => this.#fail(worker, error));
    worker.on('exit', code => this.#fail(worker, new Error(`the worker ended with code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #settle(answer: VisionAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === 'failed') {
      waiting?.reject(new StudioError('vision/models-failed', { reason: answer.message }));
    } else waiting?.resolve(answer);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#unload(new StudioError('vision/models-failed', { reason: 'unloaded' })).catch(() => undefined);
    }, this.#idleMs);
    // A studio that has nothing else to do may end.
    this.#idle.unref();
  }

  #fail(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#rejectAll(new StudioError('vision/models-failed', { reason: error.message }, { cause: error }));
  }

  #rejectAll(error: StudioError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async #unload(reason: StudioError): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    this.#rejectAll(reason);
    await worker?.terminate();
  }
}

function unexpected(answer: VisionAnswer): StudioError {
  return new StudioError('vision/models-failed', { reason: `answer ${answer.kind}` });
}
