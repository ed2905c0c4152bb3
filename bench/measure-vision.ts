import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VisionModels } from '../app/host/vision/vision-models.ts';
import { type VisionFeature, visionFeatures } from '../app/sdk/hub-node.ts';
import type { Figure } from './figure.ts';

const rounds = 20;
const pictures = ['astronaut', 'cup-of-coffee'];

/** What is asked for, from one model to all. */
const sets: Readonly<Record<string, readonly VisionFeature[]>> = {
  'objects only': ['objects'],
  'faces and emotion': ['faces', 'emotion'],
  everything: visionFeatures,
};

interface Measured {
  readonly picturesPerSecond: number;
  readonly residentMegabytes: number;
}

/** Pictures a second and memory of the process, each set of models in a process of its own. */
export async function measureVision(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of Object.keys(sets)) {
    const child = fork(import.meta.filename, [name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [measured]: Measured[] = await Promise.race([
      once(child, 'message') as Promise<Measured[]>,
      once(child, 'exit').then(() => []),
    ]);
    child.kill();
    if (measured === undefined) throw new Error(`the models for ${name} did not come up`);
    figures.push(
      { name: `vision, ${name}`, value: measured.picturesPerSecond, unit: '/s', isMore: true },
      { name: `vision, ${name}, resident memory`, value: measured.residentMegabytes, unit: 'MB' },
    );
  }
  return figures;
}

async function measureHere(features: readonly VisionFeature[]): Promise<Measured> {
  const models = new VisionModels();
  const { signal } = new AbortController();
  const images = pictures.map(name => ({
    data: readFileSync(join(import.meta.dirname, '../app/host/vision/testing', `${name}.jpg`)).toString(
      'base64',
    ),
    encoding: 'jpeg' as const,
  }));
  // The first look reads the models; it is no measure of the others.
  for (const image of images) await models.look(image, features, signal);
  const startedAtMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    const image = images[round % images.length];
    if (image !== undefined) await models.look(image, features, signal);
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  const residentMegabytes = process.memoryUsage.rss() / 1_000_000;
  await models.dispose();
  return { picturesPerSecond: rounds / seconds, residentMegabytes };
}

if (import.meta.main) {
  const features = sets[process.argv[2] ?? ''] ?? visionFeatures;
  process.send?.(await measureHere(features));
}
