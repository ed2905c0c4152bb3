import type { PeripheralModel } from './peripheral.ts';

/** Length of the stretches of sound that are shown one after the other. */
const stretchMs = 40;
/** Below this nothing is heard, and no pitch is told. */
const silence = 1 / 2000;

interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
  readonly level: number;
  readonly frequencyHz: number;
}

/**
 * Maxim MAX98357A, an amplifier with I²S input (data sheet 19-6779, revision 13), and a loudspeaker behind it: plays the
 * mean of both channels, as with its SD_MODE pin between. State: `level` (0…1 of full scale) and `frequencyHz` of what
 * sounds now, 0 for silence; `playedMs`: how long it has sounded since the board was switched on.
 */
export const i2sSpeaker: PeripheralModel = (_, board) => {
  let coming: Stretch[] = [];
  let playedMs = 0;
  let isTicking = false;

  const settle = () => {
    const nowMs = board.nowMs;
    for (const { startMs, endMs } of coming) if (endMs <= nowMs) playedMs += endMs - startMs;
    coming = coming.filter(({ endMs }) => endMs > nowMs);
  };
  /** Shows each stretch when its turn comes. */
  const tick = () => {
    const [next] = coming;
    if (isTicking || next === undefined) return;
    isTicking = true;
    board.after((next.startMs > board.nowMs ? next.startMs : next.endMs) - board.nowMs, () => {
      isTicking = false;
      settle();
      board.changed();
      tick();
    });
  };

  return {
    state: () => {
      settle();
      const now = coming.find(({ startMs }) => startMs <= board.nowMs);
      return { level: now?.level ?? 0, frequencyHz: now?.frequencyHz ?? 0, playedMs: Math.round(playedMs) };
    },
    i2s: {
      hear: (samples, rateHz, startMs) => {
        settle();
        const size = Math.max(1, Math.round((stretchMs * rateHz) / 1000));
        for (let at = 0; at < samples.length; at += size) {
          const part = samples.subarray(at, at + size);
          const level = levelOf(part);
          coming.push({
            startMs: startMs + (at * 1000) / rateHz,
            endMs: startMs + ((at + part.length) * 1000) / rateHz,
            level: level < silence ? 0 : level,
            frequencyHz: level < silence ? 0 : pitchOf(part, rateHz),
          });
        }
        board.changed();
        tick();
      },
    },
  };
};

/** The peak of a sine that is as loud. */
function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.min(1, Math.sqrt((2 * sum) / Math.max(1, samples.length)));
}

/** The frequency of a tone, by the times at which it rises through zero; 0 where it does so less than twice. */
function pitchOf(samples: Float32Array, rateHz: number): number {
  let first = -1;
  let last = -1;
  let periods = -1;
  for (let index = 1; index < samples.length; index += 1) {
    const before = samples[index - 1] ?? 0;
    const after = samples[index] ?? 0;
    if (before >= 0 || after < 0) continue;
    last = index - after / (after - before);
    if (first < 0) first = last;
    periods += 1;
  }
  return periods < 1 ? 0 : Math.round((periods * rateHz) / (last - first));
}
