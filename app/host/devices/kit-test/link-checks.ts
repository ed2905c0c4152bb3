import { setTimeout as sleep } from 'node:timers/promises';
import { mpyVersion } from '../../build/cross-compile.ts';
import { probeSchema, probeScript } from '../push/board-scripts.ts';
import { CheckFailed, must } from './check-failed.ts';
import type { KitCheck } from './kit-check.ts';
import { asideReplySchema, putAsideScript } from './put-aside.ts';

const printedBytes = 64 * 1024;
/** What stops a program or leaves it: Ctrl-A, Ctrl-C, Ctrl-D. */
const interrupting = [1, 3, 4];

/** Before anybody has agreed to anything: the board is opened and heard. */
export const listeningChecks: readonly KitCheck[] = [
  {
    id: 'open',
    group: 'link',
    title: { en: 'The port opens', zh: '端口可以打开' },
    needs: [],
    run: async (bench, signal) => {
      const startedAtMs = performance.now();
      await bench.session.connect(signal);
      const openMs = performance.now() - startedAtMs;
      return { detail: bench.transport.path, figures: { openMs } };
    },
  },
  {
    id: 'listen',
    group: 'link',
    title: { en: 'Listening interrupts nothing', zh: '监听不会打断程序' },
    needs: ['open'],
    run: async (bench, signal) => {
      // A fresh opening, so that all that is sent is seen.
      await bench.session.disconnect();
      const { received, sent } = await bench.transport.record(async () => {
        await bench.session.connect(signal);
        await sleep(bench.listenMs, undefined, { signal });
      });
      const bytes = interrupting.filter(byte => sent.includes(byte));
      must(bytes.length === 0, `bytes that interrupt were sent: ${bytes.join(', ')}`);
      must(bench.transport.losses === 0, 'the port went away by itself');
      const { program } = bench.session.session;
      const heard =
        program !== null
          ? `a Cambrian program runs: ${program.profile}`
          : received.length > 0
            ? `something runs and speaks (${received.length} bytes)`
            : 'silence: a prompt, or a program that says nothing';
      return { detail: heard, figures: { receivedBytes: received.length, sentBytes: sent.length } };
    },
  },
];

export const linkChecks: readonly KitCheck[] = [
  {
    id: 'raw-repl',
    group: 'link',
    title: { en: 'The raw REPL is entered', zh: '可以进入原始 REPL' },
    needs: ['open'],
    run: async (bench, signal) => {
      const startedAtMs = performance.now();
      const enterMs = await bench.atPrompt(signal, async () => performance.now() - startedAtMs);
      return { detail: 'stopped what ran, and came to the raw prompt', figures: { enterMs } };
    },
  },
  {
    id: 'put-aside',
    group: 'link',
    title: { en: 'What the board holds can be put aside', zh: '可以暂存开发板上已有的内容' },
    needs: ['raw-repl'],
    run: async (bench, signal) => {
      bench.aside = asideReplySchema.parse(await bench.script(putAsideScript, signal));
      const { aside } = bench.aside;
      return {
        detail: aside.length === 0 ? 'it holds nothing' : `${aside.join(' and ')} renamed for the test`,
      };
    },
  },
  {
    id: 'raw-paste',
    group: 'link',
    title: { en: 'Code is taken with flow control, or slowly', zh: '以流控方式接收代码，否则慢速发送' },
    needs: ['raw-repl'],
    run: async (bench, signal) => {
      const { received, sent } = await bench.transport.record(() =>
        bench.atPrompt(signal, (_, repl) =>
          // Longer than the window of any firmware, so that the flow is really controlled.
          repl.execute(`x='${'y'.repeat(2_000)}'\nprint(len(x))`, { timeoutMs: 10_000, signal }),
        ),
      );
      must(sent.includes(Buffer.of(5, 0x41, 1)), 'raw-paste was not asked for');
      const takes = received.includes(Buffer.from('R\x01', 'latin1'));
      return {
        detail: takes ? 'raw-paste' : 'plain raw REPL, 256 bytes every 10 ms: this firmware has no raw-paste',
      };
    },
  },
  {
    id: 'probe',
    group: 'link',
    title: { en: 'One probe tells all that a push must know', zh: '一次探测即可得知推送所需信息' },
    needs: ['raw-repl'],
    run: async (bench, signal) => {
      const { probeMs, reply } = await bench.atPrompt(signal, async runner => {
        const startedAtMs = performance.now();
        const told = await runner.run(probeScript([], ''), { timeoutMs: 15_000, signal });
        return { reply: told, probeMs: performance.now() - startedAtMs };
      });
      const probe = probeSchema.parse(reply);
      bench.probe = probe;
      must(probe.implementation === 'micropython', `it is ${probe.implementation}, not MicroPython`);
      const found = probe.mpy & 0xff;
      must(found === mpyVersion, `it loads .mpy files of version ${found}, not ${mpyVersion}`);
      return {
        detail: `MicroPython ${probe.version}; ${probe.machine}; unpacks with ${probe.inflate}`,
        figures: { probeMs, memoryFreeBytes: probe.memoryFree, memoryTotalBytes: probe.memoryTotal },
      };
    },
  },
  {
    id: 'file-system',
    group: 'link',
    title: { en: 'The file system is known', zh: '已识别文件系统' },
    needs: ['probe'],
    run: async bench => {
      const { probe } = bench;
      if (probe === null) throw new CheckFailed('nothing was probed');
      const { blockBytes, fileSystem, freeBlocks } = probe;
      must(blockBytes !== null && freeBlocks !== null, 'it does not say how much room it has');
      const weaker = fileSystem === 'fat' ? ': the weaker promise holds, see docs/limits.md' : '';
      return {
        detail: fileSystem === 'unknown' ? 'of a kind that nobody could tell' : `${fileSystem}${weaker}`,
        figures: { freeBytes: blockBytes * freeBlocks, blockBytes },
      };
    },
  },
  {
    id: 'throughput-to-host',
    group: 'link',
    title: { en: 'Bytes from the board arrive whole', zh: '来自开发板的数据完整到达' },
    needs: ['raw-repl'],
    run: async (bench, signal) => {
      const line = 'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(2).slice(0, 62);
      const lines = printedBytes / 64;
      const { bytesPerSecond, stdout } = await bench.atPrompt(signal, async (_, repl) => {
        const startedAtMs = performance.now();
        const result = await repl.execute(`for i in range(${lines}):print('${line}')`, {
          timeoutMs: 60_000,
          signal,
        });
        const seconds = (performance.now() - startedAtMs) / 1000;
        return { stdout: result.stdout, bytesPerSecond: printedBytes / seconds };
      });
      const whole = stdout.split(/\r?\n/).filter(text => text === line).length;
      must(whole === lines, `${lines - whole} of ${lines} lines were lost or changed`);
      return { detail: `${printedBytes / 1024} KB, every line right`, figures: { bytesPerSecond } };
    },
  },
];
