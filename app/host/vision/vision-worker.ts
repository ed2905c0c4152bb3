import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { Config, Human } from '@vladmandic/human';
import type { VisionFeature } from '../../sdk/hub-node.ts';
import { readSightings } from './read-sightings.ts';
import type { Pixels, VisionAnswer, VisionRequest } from './vision-protocol.ts';

// The models run in a worker of their own: they hold hundreds of megabytes, and one picture keeps a core busy for
// hundreds of milliseconds. Ending the worker gives all of it back.

const require = createRequire(import.meta.url);
/** The package's own list of exports names only the build for browsers, so files are taken by their path. */
const humanFolder = dirname(dirname(require.resolve('@vladmandic/human')));
const wasmFolder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));

/** The models' loader asks for files by address; in this thread such addresses, and no others, are answered. */
globalThis.fetch = async input => {
  const address = new URL(input instanceof Request ? input.url : input);
  if (address.protocol !== 'file:') throw new TypeError('The vision worker has no network.');
  return new Response(await readFile(address));
};

function configFor(features: readonly VisionFeature[]): Partial<Config> {
  const wants = (feature: VisionFeature) => features.includes(feature);
  const needsFace = ['faces', 'emotion', 'gaze', 'identity', 'liveness'].some(feature =>
    wants(feature as VisionFeature),
  );
  return {
    backend: 'wasm',
    wasmPath: `${wasmFolder}/`,
    modelBasePath: `${pathToFileURL(join(humanFolder, 'models')).href}/`,
    debug: false,
    // Each picture is looked at afresh: pictures of one device need not be frames of one film.
    cacheSensitivity: 0,
    filter: { enabled: false },
    face: {
      enabled: needsFace,
      detector: { maxDetected: 10 },
      mesh: { enabled: needsFace },
      iris: { enabled: wants('gaze') },
      emotion: { enabled: wants('emotion'), minConfidence: 0.1 },
      description: { enabled: wants('identity') },
      antispoof: { enabled: wants('liveness') },
      liveness: { enabled: wants('liveness') },
    },
    body: { enabled: wants('body') },
    hand: { enabled: wants('hands') },
    object: { enabled: wants('objects'), minConfidence: 0.3, maxDetected: 20 },
    gesture: { enabled: true },
    segmentation: { enabled: false },
  } as Partial<Config>;
}

let human: Human | null = null;

function load(features: readonly VisionFeature[]): { human: Human; config: Partial<Config> } {
  const config = configFor(features);
  if (human === null) {
    const library: { Human: new (config: Partial<Config>) => Human } = require(
      join(humanFolder, 'dist', 'human.node-wasm.js'),
    );
    human = new library.Human(config);
  }
  return { human, config };
}

async function look(pixels: Pixels, features: readonly VisionFeature[]) {
  const startedAtMs = performance.now();
  const { human: loaded, config } = load(features);
  // Starts the WebAssembly backend and reads the models that are wanted and not there yet.
  await loaded.load(config);
  const { tf } = loaded;
  const flat = tf.tensor3d(pixels.rgb, [pixels.heightPx, pixels.widthPx, 3], 'int32');
  const picture = tf.expandDims(flat, 0);
  try {
    const result = await loaded.detect(picture as Parameters<Human['detect']>[0], config);
    if (result.error !== null) throw new Error(String(result.error));
    return { ...readSightings(result, features), tookMs: performance.now() - startedAtMs };
  } finally {
    tf.dispose([flat, picture]);
  }
}

async function answer(request: VisionRequest): Promise<VisionAnswer> {
  try {
    if (request.kind === 'compare') {
      const { match } = load([]).human;
      const similarities = request.candidates.map(candidate =>
        match.similarity([...request.descriptor], [...candidate]),
      );
      return { kind: 'compared', id: request.id, similarities };
    }
    return { kind: 'seen', id: request.id, ...(await look(request.pixels, request.features)) };
  } catch (error) {
    return {
      kind: 'failed',
      id: request.id,
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

let last: Promise<unknown> = Promise.resolve();

parentPort?.on('message', (request: VisionRequest) => {
  // One picture after the other: the models are not made to be entered twice.
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
