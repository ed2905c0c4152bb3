import type { AudioValue, SynthesisOptions } from '../../sdk/hub-node.ts';
import { DashScopeTask } from './dash-scope-task.ts';
import { type Deadlines, numberAt, objectAt } from './socket-link.ts';
import type { SocketPool } from './socket-pool.ts';
import type { CloudCall } from './speech-access.ts';

export const synthesisRateHz = 24_000;

/** Sound that may wait for whoever plays it: four minutes at 24 kHz. What a service sends beyond it ends the task. */
const mostBytes = 12 * 1024 * 1024;

/** The longest text of one `continue-task`. */
const longestPiece = 2_000;

/** Bytes of one piece of sound that is given on: 100 ms. */
const pieceBytes = (synthesisRateHz / 10) * 2;

/** Speaks text with CosyVoice. Sound is given as it comes; it ends at once when the message is cancelled. */
export async function* synthesizeWithDashScope(
  call: CloudCall,
  options: SynthesisOptions,
  context: { readonly pool: SocketPool; readonly deadlines: Deadlines },
): AsyncGenerator<AudioValue, void> {
  const startedAtMs = performance.now();
  const pieces: Buffer[] = [];
  let waitingBytes = 0;
  let firstMs: number | null = null;
  let characters = 0;
  let outcome: 'running' | 'done' | { readonly failure: unknown } = 'running';
  let wake: () => void = () => undefined;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.message.signal, call.signal, stop.signal]);
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const task = await DashScopeTask.run({
      call,
      ...context,
      signal,
      payload: {
        task_group: 'audio',
        task: 'tts',
        function: 'SpeechSynthesizer',
        parameters: {
          text_type: 'PlainText',
          voice: options.voice,
          format: 'pcm',
          sample_rate: synthesisRateHz,
        },
      },
      onResult: payload => {
        characters = Math.max(characters, numberAt(objectAt(payload, 'usage'), 'characters'));
      },
      onBinary: bytes => {
        firstMs ??= performance.now() - startedAtMs;
        waitingBytes += bytes.length;
        if (waitingBytes > mostBytes) stop.abort(new RangeError('more sound than can be kept'));
        pieces.push(bytes);
        wake();
      },
    });
    for (const piece of cut(options.text)) task.continueWith({ text: piece });
    task.finish().then(
      () => {
        outcome = 'done';
        wake();
      },
      (failure: unknown) => {
        outcome = { failure };
        wake();
      },
    );
    // A sample may be cut in two by the frames of the socket.
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      if (options.message.signal.aborted) return;
      const next = pieces.shift();
      if (next !== undefined) {
        waitingBytes -= next.length;
        rest = rest.length === 0 ? next : Buffer.concat([rest, next]);
        while (rest.length >= pieceBytes) {
          yield soundOf(rest.subarray(0, pieceBytes));
          if (options.message.signal.aborted) return;
          rest = rest.subarray(pieceBytes);
        }
        continue;
      }
      const state = outcome as 'running' | 'done' | { readonly failure: unknown };
      if (state === 'running') {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        continue;
      }
      if (rest.length >= 2) yield soundOf(rest.subarray(0, rest.length & ~1));
      if (state !== 'done') throw state.failure;
      return;
    }
  } catch (error) {
    if (options.message.signal.aborted) return;
    outcome = { failure: error };
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Whoever stopped listening early ends the task as well; after its end this does nothing.
    stop.abort(new DOMException('The sound is not wanted any more.', 'AbortError'));
    const state = outcome as 'running' | 'done' | { readonly failure: unknown };
    const isOurs = options.message.signal.aborted || typeof state === 'string';
    call.end(isOurs ? undefined : state.failure);
    const spoken = characters > 0 ? characters : firstMs === null ? 0 : options.text.length;
    if (spoken > 0) {
      options.message.report({
        provider: call.provider,
        model: call.model,
        region: call.region,
        isOffline: false,
        firstMs,
        tokensIn: 0,
        tokensOut: 0,
        costYuan: call.costYuan({ input: spoken, output: 0 }),
      });
    }
  }
}

function soundOf(bytes: Buffer): AudioValue {
  return { data: bytes.toString('base64'), sampleRateHz: synthesisRateHz, encoding: 'pcm16' };
}

/** Long text in pieces; never inside a surrogate pair. */
function cut(text: string): string[] {
  const letters = [...text];
  const pieces: string[] = [];
  for (let start = 0; start < letters.length; start += longestPiece) {
    pieces.push(letters.slice(start, start + longestPiece).join(''));
  }
  return pieces;
}
