import { setTimeout as sleep } from 'node:timers/promises';
import { must } from './check-failed.ts';
import type { KitCheck } from './kit-check.ts';
import type { KitTestBench } from './kit-test-bench.ts';
import { current } from './push-checks.ts';
import { probeNode } from './test-programs.ts';

const roundTrips = 20;
/** A crystal is a hundred times better; a resistor and a capacitor are not. */
const largestDrift = 0.01;
/** Of the twenty that are asked for. */
const leastValuesPerSecond = 10;
/** Every character class that a link could damage: quotes, control letters, CJK, beyond the first plane. */
const oddText = 'a"b\\c\n\t‘é’ 你好 😀';

export const runtimeChecks: readonly KitCheck[] = [
  {
    id: 'hello',
    group: 'runtime',
    title: { en: 'The program says who it is', zh: '程序报告自己的身份' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const program = await current(bench, signal);
      await bench.untilRunning(program, signal);
      const told = await bench.session.inspect(true, signal);
      must(told !== null, 'it does not answer what it is');
      const changed = told.changedFiles ?? [];
      must(changed.length === 0, `files that differ from the manifest: ${changed.join(', ')}`);
      const hello = bench.hellos.at(-1);
      return {
        detail: `runtime ${hello?.runtime}, slot ${hello?.slot}, ${hello?.machine}; all files as in the manifest`,
        figures: { memoryFreeBytes: hello?.memoryFree ?? 0 },
      };
    },
  },
  {
    id: 'send',
    group: 'runtime',
    title: { en: 'Values arrive and come back unchanged', zh: '数值送达并原样返回' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      const pongs = bench.frames('pong');
      for (const value of [oddText, [1, -2.5, true, null, { deep: ['x'] }], 'z'.repeat(150)]) {
        const [, , back] = await bench.valueAfter(
          'echoed',
          () => bench.session.send(probeNode, 'echo', value, signal),
          signal,
        );
        must(
          JSON.stringify(back) === JSON.stringify(value),
          `${JSON.stringify(value)} came back as ${JSON.stringify(back)}`,
        );
      }
      must(bench.frames('pong') > pongs, 'no ping was answered');
      return { detail: 'text of every kind, lists, a long line; pings were answered' };
    },
  },
  {
    id: 'set',
    group: 'runtime',
    title: { en: 'A live property changes while the program runs', zh: '运行中可更改实时属性' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      const times: number[] = [];
      for (let round = 0; round < roundTrips; round++) {
        const startedAtMs = performance.now();
        await bench.session.setProperty(probeNode, 'ms', round % 2 === 0 ? 25 : 50, signal);
        times.push(performance.now() - startedAtMs);
      }
      times.sort((a, b) => a - b);
      await bench.session.setProperty(probeNode, 'ms', 20, signal);
      const before = bench.frames('emit');
      await bench.until(
        'forty messages at the new speed',
        3_000,
        signal,
        () => bench.frames('emit') - before >= 40,
      );
      await bench.session.setProperty(probeNode, 'ms', 50, signal);
      return {
        detail: `answered ${roundTrips} times, and the program went faster`,
        figures: { medianMs: times[roundTrips / 2] ?? 0, worstMs: times.at(-1) ?? 0 },
      };
    },
  },
  {
    id: 'telemetry',
    group: 'runtime',
    title: { en: 'Watched ports are told in time, by a true clock', zh: '被监视的端口及时上报，时钟准确' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      await bench.session.setProperty(probeNode, 'ms', 10, signal);
      const { emits, values } = await measure(bench, signal);
      await bench.session.setProperty(probeNode, 'ms', 50, signal);
      const first = values[0];
      const last = values.at(-1);
      must(first !== undefined && last !== undefined && values.length >= 4, 'no values came');
      const hostMs = last.atMs - first.atMs;
      const drift = driftOf(values);
      const valuesPerSecond = (values.length - 1) / (hostMs / 1000);
      must(
        valuesPerSecond >= leastValuesPerSecond,
        `${valuesPerSecond.toFixed(1)} values a second, where 20 were asked for`,
      );
      must(Math.abs(drift) < largestDrift, `the board’s clock is off by ${(drift * 100).toFixed(2)} %`);
      return {
        detail: `20 values a second were asked for; the clocks differ by ${(drift * 100).toFixed(2)} % in ${(hostMs / 1000).toFixed(1)} s`,
        figures: {
          valuesPerSecond,
          messagesPerSecond: emits / (bench.measureMs / 1000),
          driftPercent: drift * 100,
        },
      };
    },
  },
  {
    id: 'stat',
    group: 'runtime',
    title: { en: 'The program tells its memory and its pace', zh: '程序报告内存与循环耗时' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      const before = bench.frames('stat');
      await bench.until(
        'two reports of a second each',
        5_000,
        signal,
        () => bench.frames('stat') - before >= 2,
      );
      const { loopMaxMs, memoryFree } = bench.session.session;
      must(memoryFree !== null && loopMaxMs !== null, 'memory and pace are not told');
      return {
        detail: 'a report each second',
        figures: { memoryFreeBytes: memoryFree, slowestLoopMs: loopMaxMs },
      };
    },
  },
  {
    id: 'fault',
    group: 'runtime',
    title: { en: 'A node that throws is reported and started again', zh: '出错的节点会被上报并重新启动' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      bench.forgetValues();
      const counts = () =>
        bench.values.flatMap(([, port, value]) => (port === 'count' ? [Number(value)] : []));
      const before = await bench.until('the node’s count', 5_000, signal, () =>
        counts().find(count => count >= 10),
      );
      bench.logs.length = 0;
      await bench.session.send(probeNode, 'fail', 'on purpose', signal);
      const log = await bench.until('the report of the fault', 5_000, signal, () =>
        bench.logs.find(({ node, trace }) => node === probeNode && trace !== null),
      );
      must(log.text.includes('ValueError: on purpose'), `it was reported as “${log.text}”`);
      must(log.trace?.includes('receive') === true, 'the traceback does not name the place');
      const faultedAtMs = performance.now();
      bench.forgetValues();
      // It counts from one again in its next life.
      await bench.until('the node’s next life', 15_000, signal, () => counts().some(count => count < before));
      return { detail: log.text, figures: { restartMs: performance.now() - faultedAtMs } };
    },
  },
  {
    id: 'store',
    group: 'runtime',
    title: { en: 'What a node keeps survives a push', zh: '节点保存的数据在推送后仍在' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      await current(bench, signal);
      const before = await kept(bench, signal);
      await bench.push(await bench.programs.plain(6), signal);
      const after = await kept(bench, signal);
      must(after > before, `${before} starts were counted before the push, and ${after} after it`);
      return { detail: `${after} starts counted across pushes` };
    },
  },
  {
    id: 'soft-reset',
    group: 'runtime',
    title: { en: 'A soft reset brings the program back', zh: '软复位后程序恢复运行' },
    needs: ['push-fresh'],
    run: (bench, signal) => resetBy(bench, 'soft', signal),
  },
  {
    id: 'hard-reset',
    group: 'runtime',
    title: { en: 'A hard reset brings port and program back', zh: '硬复位后端口与程序恢复' },
    needs: ['push-fresh'],
    run: (bench, signal) => resetBy(bench, 'hard', signal),
  },
  {
    id: 'stop',
    group: 'runtime',
    title: { en: 'Ctrl-C stops the program', zh: 'Ctrl-C 可停止程序' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const program = await current(bench, signal);
      const startedAtMs = performance.now();
      await bench.session.stop(signal);
      const stopMs = performance.now() - startedAtMs;
      must(bench.state === 'stopped', `the session is “${bench.state}”`);
      await bench.push(program, signal);
      await bench.untilRunning(program, signal);
      return { detail: 'stopped, and started again by a push that wrote nothing', figures: { stopMs } };
    },
  },
];

async function resetBy(bench: KitTestBench, kind: 'soft' | 'hard', signal: AbortSignal) {
  const program = await current(bench, signal);
  const { losses } = bench.transport;
  const hellos = bench.hellos.length;
  const startedAtMs = performance.now();
  await bench.session.reset(kind, signal);
  await bench.until(
    'a hello after the reset',
    bench.deadlines.bootMs,
    signal,
    () => bench.hellos.length > hellos,
  );
  await bench.untilRunning(program, signal);
  const resetMs = performance.now() - startedAtMs;
  const wasLost = bench.transport.losses > losses;
  const hello = bench.hellos.at(-1);
  return {
    detail: `${wasLost ? 'the port went away and came back' : 'the port stayed'}; reset: ${hello?.reset}`,
    figures: { resetMs },
  };
}

async function kept(bench: KitTestBench, signal: AbortSignal): Promise<number> {
  const [, , value] = await bench.valueAfter(
    'kept',
    () => bench.session.send(probeNode, 'starts', true, signal),
    signal,
  );
  return Number(value);
}

/**
 * How much faster the board's clock goes than this computer's. A value may be late and is never early, so that the
 * least delay of the first half and that of the second say more than any two values.
 */
function driftOf(values: readonly { readonly atMs: number; readonly deviceMs: number }[]): number {
  const quickest = (part: typeof values) =>
    part.reduce((best, value) => (value.atMs - value.deviceMs < best.atMs - best.deviceMs ? value : best));
  const middle = Math.floor(values.length / 2);
  const early = quickest(values.slice(0, middle));
  const late = quickest(values.slice(middle));
  return (late.deviceMs - early.deviceMs) / (late.atMs - early.atMs) - 1;
}

/** Values and messages of a few seconds, each with the clocks of both sides. */
async function measure(bench: KitTestBench, signal: AbortSignal) {
  const values: { readonly atMs: number; readonly deviceMs: number }[] = [];
  let emits = 0;
  const stop = bench.transport.onFrame((frame, atMs) => {
    if (frame.t === 'emit') emits++;
    if (frame.t !== 'value') return;
    const count = frame.v.find(([, port]) => port === 'count');
    if (count !== undefined) values.push({ atMs, deviceMs: count[3] });
  });
  try {
    await sleep(bench.measureMs, undefined, { signal });
  } finally {
    stop();
  }
  return { emits, values };
}
