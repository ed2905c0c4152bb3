import type { PushProgress } from '../../../contract/services/device-service.ts';
import type { FlashProgress } from '../../../contract/services/firmware-service.ts';

/** Where each phase ends in a push of the usual size, percent, so that the bar moves evenly. */
const pushEnds = {
  compile: 8,
  open: 10,
  listen: 14,
  interrupt: 18,
  probe: 22,
  compare: 24,
  write: 76,
  verify: 84,
  switch: 86,
  boot: 96,
  confirm: 100,
} as const satisfies Readonly<Record<PushProgress['phase'], number>>;

const flashEnds = {
  download: 10,
  check: 11,
  open: 12,
  reset: 14,
  sync: 15,
  detect: 16,
  stub: 18,
  baud: 19,
  erase: 24,
  'wait-volume': 26,
  write: 90,
  verify: 94,
  restart: 95,
  'wait-board': 100,
} as const satisfies Readonly<Record<FlashProgress['phase'], number>>;

function percent(
  ends: Readonly<Record<string, number>>,
  progress: { readonly phase: string; readonly fraction: number },
): number {
  const names = Object.keys(ends);
  const before = ends[names[names.indexOf(progress.phase) - 1] ?? ''] ?? 0;
  const end = ends[progress.phase] ?? 100;
  return before + (end - before) * Math.min(1, Math.max(0, progress.fraction));
}

/** How far a whole push is, percent. */
export function pushPercent(progress: Pick<PushProgress, 'phase' | 'fraction'> | null): number {
  return progress === null ? 0 : percent(pushEnds, progress);
}

/** How far a whole flashing is, percent. */
export function flashPercent(progress: Pick<FlashProgress, 'phase' | 'fraction'> | null): number {
  return progress === null ? 0 : percent(flashEnds, progress);
}
