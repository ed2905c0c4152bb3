import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { InferenceSession, Tensor } from 'onnxruntime-web';

/** Samples of one frame at 16 kHz: 32 ms. Silero takes no other length. */
export const frameSamples = 512;

/** The end of the frame before, which the model sees again. */
const contextSamples = 64;
const stateLength = 2 * 128;

export type VoiceRequest =
  | { readonly kind: 'frame'; readonly id: number; readonly stream: number; readonly samples: Float32Array }
  | { readonly kind: 'forget'; readonly stream: number };

export type VoiceReply =
  | { readonly kind: 'probability'; readonly id: number; readonly probability: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

interface Stream {
  state: Tensor;
  context: Float32Array;
}

interface Model {
  readonly Tensor: typeof Tensor;
  readonly session: InferenceSession;
  readonly rate: Tensor;
}

const require = createRequire(import.meta.url);
let loading: Promise<Model> | null = null;
const streams = new Map<number, Stream>();

/** The model and its runtime, both from this installation: nothing is fetched. */
async function load(): Promise<Model> {
  const runtime = require('onnxruntime-web/wasm') as typeof import('onnxruntime-web');
  const folder = dirname(require.resolve('onnxruntime-web/wasm'));
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmPaths = pathToFileURL(join(folder, '/')).href;
  const package_ = dirname(require.resolve('@ricky0123/vad-web/package.json'));
  const weights = await readFile(join(package_, 'dist', 'silero_vad_v5.onnx'));
  return {
    Tensor: runtime.Tensor,
    session: await runtime.InferenceSession.create(new Uint8Array(weights)),
    rate: new runtime.Tensor('int64', BigInt64Array.from([16_000n]), [1]),
  };
}

async function judge(stream: number, samples: Float32Array): Promise<number> {
  loading ??= load();
  const { Tensor, session, rate } = await loading;
  const kept = streams.get(stream) ?? {
    state: new Tensor('float32', new Float32Array(stateLength), [2, 1, 128]),
    context: new Float32Array(contextSamples),
  };
  streams.set(stream, kept);
  const input = new Float32Array(contextSamples + samples.length);
  input.set(kept.context);
  input.set(samples, contextSamples);
  kept.context = samples.slice(-contextSamples);
  const output = await session.run({
    input: new Tensor('float32', input, [1, input.length]),
    state: kept.state,
    sr: rate,
  });
  const { output: probability, stateN } = output;
  if (probability === undefined || stateN === undefined) throw new Error('the model gave no answer');
  kept.state = stateN as Tensor;
  return Number(probability.data[0]);
}

// One frame after the other: the state of a stream belongs to their order.
let turn: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: VoiceRequest) => {
  turn = turn.then(async () => {
    if (request.kind === 'forget') {
      streams.delete(request.stream);
      return;
    }
    const { id } = request;
    const reply = await judge(request.stream, request.samples).then(
      (probability): VoiceReply => ({ kind: 'probability', id, probability }),
      (error: unknown): VoiceReply => ({
        kind: 'failed',
        id,
        message: error instanceof Error ? error.message : String(error),
      }),
    );
    parentPort?.postMessage(reply);
  });
});
