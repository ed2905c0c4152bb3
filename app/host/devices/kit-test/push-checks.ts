import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushedProgram } from '../push/push-bundle.ts';
import { CheckFailed, must, NotApplicable } from './check-failed.ts';
import type { Figures, KitCheck } from './kit-check.ts';
import type { KitTestBench } from './kit-test-bench.ts';
import { findForeignScript, foreignProgram, readMainScript, writeForeignScript } from './put-aside.ts';

const largestBallastBytes = 48 * 1024;
const leastBallastBytes = 4 * 1024;

export const pushChecks: readonly KitCheck[] = [
  {
    id: 'foreign-asked',
    group: 'push',
    title: { en: 'A foreign main.py is asked about', zh: '遇到他人的 main.py 会先询问' },
    needs: ['probe', 'put-aside'],
    run: async (bench, signal) => {
      must(
        (await bench.script(writeForeignScript, signal)) === foreignProgram,
        'main.py could not be written',
      );
      const program = await bench.programs.plain(1);
      const code = await bench.push(program, signal).then(
        () => 'none',
        (error: unknown) => {
          if (StudioError.is(error)) return error.code;
          throw error;
        },
      );
      must(code === 'push/foreign-program', `the push was not stopped by it, but: ${code}`);
      must(
        (await bench.script(readMainScript, signal)) === foreignProgram,
        'main.py was changed all the same',
      );
      return { detail: 'stopped with push/foreign-program; the file is untouched' };
    },
  },
  {
    id: 'push-fresh',
    group: 'push',
    title: { en: 'A first push is confirmed', zh: '首次推送得到确认' },
    needs: ['probe', 'put-aside'],
    run: async (bench, signal) => {
      const program = await bench.programs.plain(1);
      const pushed = await bench.push(program, signal, { replaceForeign: true });
      must(pushed.result.outcome === 'confirmed', notSo(pushed, 'confirmed'));
      await bench.untilRunning(program, signal);
      const { blocksResent, filesTotal } = pushed.result;
      return {
        detail: `${filesTotal} files; ${blocksResent === 0 ? 'no block' : `${blocksResent} blocks`} sent again`,
        figures: pushFigures(pushed),
      };
    },
  },
  {
    id: 'foreign-kept',
    group: 'push',
    title: { en: 'A foreign main.py is kept', zh: '他人的 main.py 会被保留' },
    needs: ['foreign-asked', 'push-fresh'],
    run: async (bench, signal) => {
      const path = await bench.script(findForeignScript, signal);
      must(typeof path === 'string', 'no file holds the foreign program any more');
      return { detail: path };
    },
  },
  {
    id: 'push-unchanged',
    group: 'push',
    title: { en: 'A push of the same program writes nothing', zh: '推送相同程序不写入任何内容' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const program = await current(bench, signal);
      const pushed = await bench.push(program, signal);
      must(pushed.result.outcome === 'unchanged', notSo(pushed, 'unchanged'));
      must(pushed.result.bytesWritten === 0, `${pushed.result.bytesWritten} bytes were written`);
      return { detail: 'nothing was written', figures: pushFigures(pushed) };
    },
  },
  {
    id: 'push-one-changed',
    group: 'push',
    title: { en: 'A push of one changed file sends that file', zh: '只改一个文件时只发送该文件' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const program = await bench.programs.plain(2);
      const pushed = await bench.push(program, signal);
      must(pushed.result.outcome === 'confirmed', notSo(pushed, 'confirmed'));
      const { bytesWritten, filesChanged, filesTotal } = pushed.result;
      must(filesChanged === 1, `${filesChanged} files were sent`);
      return {
        detail: `1 of ${filesTotal} files, ${bytesWritten} bytes`,
        figures: pushFigures(pushed),
      };
    },
  },
  {
    id: 'push-large',
    group: 'push',
    title: { en: 'Bytes to the board arrive whole', zh: '发往开发板的数据完整到达' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const bytes = ballastBytes(bench);
      const pushed = await bench.push(await bench.programs.withBallast(3, bytes), signal);
      must(pushed.result.outcome === 'confirmed', notSo(pushed, 'confirmed'));
      const writing = pushed.result.phases.find(({ phase }) => phase === 'write');
      if (writing === undefined) throw new CheckFailed('nothing was written');
      return {
        detail: `${Math.round(bytes / 1024)} KB that cannot be compressed, read back and right`,
        figures: {
          ...pushFigures(pushed),
          bytesPerSecond: pushed.result.bytesWritten / (writing.elapsedMs / 1000),
          blocksResent: pushed.result.blocksResent,
        },
      };
    },
  },
  {
    id: 'push-cancelled',
    group: 'push',
    title: {
      en: 'A push cancelled while writing keeps the old program',
      zh: '写入时取消推送，旧程序保持不变',
    },
    needs: ['push-large'],
    run: async (bench, signal) => {
      const before = await current(bench, signal);
      const program = await bench.programs.withBallast(4, ballastBytes(bench));
      const cancelling = new AbortController();
      let cancelledAtBytes = -1;
      const end = await bench
        .push(program, AbortSignal.any([signal, cancelling.signal]), {
          report: ({ bytesDone, phase }) => {
            if (phase !== 'write' || bytesDone === 0 || cancelling.signal.aborted) return;
            cancelledAtBytes = bytesDone;
            cancelling.abort();
          },
        })
        .then(
          () => 'finished',
          (error: unknown) => {
            signal.throwIfAborted();
            if (error instanceof Error && error.name === 'AbortError') return 'cancelled';
            throw error;
          },
        );
      must(cancelledAtBytes > 0, 'the writing was over before it could be cancelled');
      must(end === 'cancelled', `the push went on to its end: ${end}`);
      await bench.untilRunning(before, signal);
      return { detail: `cancelled after ${cancelledAtBytes} bytes; the old program runs` };
    },
  },
  {
    id: 'trial-fails',
    group: 'push',
    title: { en: 'A program that fails its trial is rolled back', zh: '试运行失败的程序会被回退' },
    needs: ['push-fresh'],
    run: async (bench, signal) => {
      const before = await current(bench, signal);
      const pushed = await bench.push(await bench.programs.plain(5, { fails: true }), signal);
      must(pushed.result.outcome === 'rolled-back', notSo(pushed, 'rolled-back'));
      await bench.untilRunning(before, signal);
      return { detail: pushed.result.reason ?? 'no reason was given', figures: pushFigures(pushed) };
    },
  },
];

/** The program that is believed to run, brought back to running where a check before has stopped it. */
export async function current(bench: KitTestBench, signal: AbortSignal) {
  const { current: program } = bench;
  if (program === null) throw new NotApplicable('no program of the test runs');
  const { session } = bench.session;
  if (session.state !== 'running' || session.program?.bundle !== program.bundle.hash)
    await bench.push(program, signal, { replaceForeign: true });
  return program;
}

function ballastBytes(bench: KitTestBench): number {
  const { blockBytes, freeBlocks } = bench.probe ?? {};
  const free = (blockBytes ?? 0) * (freeBlocks ?? 0);
  const bytes = Math.min(largestBallastBytes, Math.floor(free / 6));
  if (bytes < leastBallastBytes)
    throw new NotApplicable(
      `the file system has ${Math.round(free / 1024)} KB free: too little to measure with`,
    );
  return bytes;
}

function notSo({ result }: PushedProgram, wanted: string): string {
  return `the push ended “${result.outcome}” instead of “${wanted}”${result.reason === null ? '' : `: ${result.reason}`}`;
}

function pushFigures({ result }: PushedProgram): Figures {
  return { elapsedMs: result.elapsedMs, bytesWritten: result.bytesWritten };
}
