import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Recognition, RecognitionOptions } from '../../sdk/hub-node.ts';
import { DashScopeTask } from './dash-scope-task.ts';
import { bytesOf, fromFloat, RateConverter } from './pcm.ts';
import { SentenceOrder } from './sentence-order.ts';
import { type Deadlines, numberAt, objectAt, textAt } from './socket-link.ts';
import type { SocketPool } from './socket-pool.ts';
import type { CloudCall } from './speech-access.ts';

const sampleRateHz = 16_000;

/** Most characters that a recogniser may say of one task. */
const mostCharacters = 100_000;

/**
 * Recognises speech as it comes: fun-asr-realtime, paraformer-realtime-v2. Resolves when the service listens. Where
 * the connection breaks, what was heard is given as final and `finish` rejects.
 */
export async function openDashScopeRecognition(
  call: CloudCall,
  options: RecognitionOptions,
  context: { readonly pool: SocketPool; readonly deadlines: Deadlines },
): Promise<Recognition> {
  const startedAtMs = performance.now();
  let firstMs: number | null = null;
  let seconds = 0;
  let characters = 0;
  let isOver = false;
  const order = new SentenceOrder((text, isFinal) => {
    firstMs ??= performance.now() - startedAtMs;
    if (isFinal) characters += text.length;
    if (characters <= mostCharacters) options.onText(text, isFinal);
  });
  const end = (failure: unknown) => {
    if (isOver) return;
    isOver = true;
    order.end();
    const isOurs = options.signal.aborted;
    call.end(isOurs ? undefined : failure);
    const heardSeconds = seconds > 0 ? seconds : sentSamples / sampleRateHz;
    if (heardSeconds === 0) return;
    options.onUsage({
      provider: call.provider,
      model: call.model,
      region: call.region,
      isOffline: false,
      firstMs,
      tokensIn: 0,
      tokensOut: 0,
      costYuan: call.costYuan({ input: heardSeconds, output: 0 }),
    });
  };

  let sentSamples = 0;
  const converter = new RateConverter(sampleRateHz);
  let task: DashScopeTask;
  try {
    task = await DashScopeTask.run({
      call,
      ...context,
      signal: AbortSignal.any([options.signal, call.signal]),
      payload: {
        task_group: 'audio',
        task: 'asr',
        function: 'recognition',
        parameters: {
          format: 'pcm',
          sample_rate: sampleRateHz,
          ...(options.languages.length > 0 && { language_hints: [...options.languages] }),
        },
      },
      onResult: payload => {
        seconds = Math.max(seconds, numberAt(objectAt(payload, 'usage'), 'duration'));
        const sentence = objectAt(objectAt(payload, 'output'), 'sentence');
        if (sentence.heartbeat === true || !('text' in sentence)) return;
        const place = numberAt(sentence, 'sentence_id') || numberAt(sentence, 'begin_time');
        // Older models mark the end by its time alone.
        const isFinal =
          sentence.sentence_end === true ||
          (!('sentence_end' in sentence) && numberAt(sentence, 'end_time') > 0);
        order.add(place, textAt(sentence, 'text'), isFinal);
      },
      onBinary: () => undefined,
    });
  } catch (error) {
    end(error);
    throw error;
  }
  task.ended.then(
    () => end(undefined),
    (failure: unknown) => {
      end(failure);
      if (!options.signal.aborted) options.onEnded?.(StudioError.from(failure));
    },
  );
  let hasToldDrops = false;
  return {
    push: audio => {
      const samples = fromFloat(converter.convert(audio));
      sentSamples += samples.length;
      task.sendAudio(bytesOf(samples));
      if (task.dropped > 0 && !hasToldDrops) {
        hasToldDrops = true;
        options.caller.log('The network is slower than the sound: some of it was dropped.', 'warning');
      }
    },
    finish: async () => {
      try {
        await task.finish();
      } catch (error) {
        if (options.signal.aborted) return;
        throw StudioError.from(error);
      }
    },
  };
}
