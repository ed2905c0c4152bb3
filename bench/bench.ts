import type { Figure } from './figure.ts';
import { measureColdStart } from './measure-cold-start.ts';
import { measureCompile } from './measure-compile.ts';
import { measureEditToRunning } from './measure-edit-to-running.ts';
import { measureFirstLoad } from './measure-first-load.ts';
import { measurePush } from './measure-push.ts';
import { measureVision } from './measure-vision.ts';
import { runBench } from './run-bench.ts';

// `npm run bench [-- --json] [-- --only compile,push]`: what Cambrian promises about speed, measured here and now.

const measures: Readonly<Record<string, () => Promise<Figure[]>>> = {
  compile: measureCompile,
  edit: measureEditToRunning,
  push: measurePush,
  vision: measureVision,
  load: measureFirstLoad,
  start: measureColdStart,
};

await runBench(measures);
