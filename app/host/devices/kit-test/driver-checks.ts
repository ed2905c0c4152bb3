import { CheckFailed, must, NotApplicable } from './check-failed.ts';
import type { KitCheck } from './kit-check.ts';
import { current } from './push-checks.ts';
import { probeNode } from './test-programs.ts';

const largestBatchBytes = 96 * 1024;
const leastBatchBytes = 12 * 1024;

export const driverChecks: readonly KitCheck[] = [
  {
    id: 'drivers',
    group: 'drivers',
    title: { en: 'Every driver loads on this firmware', zh: '所有驱动均可在此固件上加载' },
    needs: ['push-fresh', 'send'],
    run: async (bench, signal) => {
      await current(bench, signal);
      const { blockBytes, freeBlocks } = bench.probe ?? {};
      const free = (blockBytes ?? 0) * (freeBlocks ?? 0);
      const mostBytes = Math.min(largestBatchBytes, Math.floor(free / 4));
      if (mostBytes < leastBatchBytes)
        throw new NotApplicable(
          `the file system has ${Math.round(free / 1024)} KB free: too little for them`,
        );
      const bad: string[] = [];
      const loaded = new Set<string>();
      const batches = await bench.programs.withDrivers(mostBytes);
      for (const { modules, program } of batches) {
        await bench.push(program, signal);
        await bench.untilRunning(program, signal);
        for (const module of modules) {
          if (loaded.has(module)) continue;
          const [, , answer] = await bench
            .valueAfter('loaded', () => bench.session.send(probeNode, 'load', module, signal), signal, 10_000)
            .catch((error: unknown) => {
              if (!(error instanceof CheckFailed)) throw error;
              const last =
                bench.logs.findLast(({ level }) => level === 'error')?.text ?? bench.text.slice(-200);
              throw new CheckFailed(`${module} gave no answer in 10 s; the last that was heard: ${last}`);
            });
          if (answer === `${module}: ok`) loaded.add(module);
          else bad.push(String(answer));
        }
      }
      must(bad.length === 0, `${bad.length} of ${bad.length + loaded.size} do not: ${bad.join('; ')}`);
      return {
        detail: `${loaded.size} modules in ${batches.length} pushes`,
        figures: { modules: loaded.size },
      };
    },
  },
];
