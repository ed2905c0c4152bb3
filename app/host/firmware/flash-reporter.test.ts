import { describe, expect, it } from 'vitest';
import type { FlashProgress } from '../../contract/services/firmware-service.ts';
import { FlashReporter } from './flash-reporter.ts';

function reporterAt() {
  let now = 1_000;
  const reports: FlashProgress[] = [];
  const reporter = new FlashReporter(
    report => reports.push(report),
    () => now,
  );
  return { reporter, reports, pass: (ms: number) => (now += ms) };
}

describe('the progress of flashing', () => {
  it('has the rate of the last two seconds and what is left at that rate', () => {
    const { reporter, reports, pass } = reporterAt();
    reporter.begin('write');
    reporter.advance(0, 100_000);
    for (let step = 1; step <= 5; step++) {
      pass(1_000);
      reporter.advance(step * 10_000, 100_000);
    }
    expect(reports.at(-1)).toMatchObject({ bytesPerSecond: 10_000, secondsLeft: 5, fraction: 0.5 });
    pass(1_000);
    reporter.advance(90_000, 100_000);
    expect(reports.at(-1)).toMatchObject({ bytesPerSecond: 25_000, elapsedMs: 6_000 });
  });

  it('is not told for every byte, and always for the last one', () => {
    const { reporter, reports, pass } = reporterAt();
    reporter.begin('write');
    for (let step = 1; step <= 1_000; step++) {
      pass(1);
      reporter.advance(step, 1_000);
    }
    expect(reports.length).toBeLessThan(25);
    expect(reports.at(-1)).toMatchObject({ fraction: 1 });
  });

  it('keeps how long each phase took, also of one that came twice', () => {
    const { reporter, pass } = reporterAt();
    pass(500);
    reporter.begin('reset', 1);
    pass(100);
    reporter.begin('sync', 1);
    pass(20);
    reporter.begin('reset', 2);
    pass(100);
    expect(reporter.phases()).toEqual([
      { phase: 'reset', elapsedMs: 200 },
      { phase: 'sync', elapsedMs: 20 },
    ]);
  });
});
