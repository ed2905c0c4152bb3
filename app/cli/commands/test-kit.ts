import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';
import { CrossCompiler } from '../../host/build/cross-compile.ts';
import { defaultHostOptions } from '../../host/default-host-options.ts';
import type { CheckResult } from '../../host/devices/kit-test/kit-check.ts';
import { kitTransport } from '../../host/devices/kit-test/kit-transport.ts';
import {
  type BeforeTest,
  type KitTestReport,
  kitChecks,
  runKitTest,
} from '../../host/devices/kit-test/run-kit-test.ts';
import { TestPrograms } from '../../host/devices/kit-test/test-programs.ts';
import { loadPlugins } from '../../host/plugins/load-plugins.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes, type Terminal } from '../terminal.ts';
import { applicationRoot } from '../with-host.ts';

export interface TestKitOptions {
  readonly port: string;
  /** What runs on the board may be stopped, and its files put aside. */
  readonly isAgreed: boolean;
  /** Ids of the checks that are wanted. */
  readonly only?: readonly string[];
}

const outcomeWords: Readonly<Record<CheckResult['outcome'], LocalizedText>> = {
  pass: { en: 'pass', zh: '通过' },
  fail: { en: 'FAIL', zh: '失败' },
  'not-applicable': { en: 'n/a', zh: '不适用' },
};

/** `test-kit --port <port>`: every promise of link, push and runtime, tried on a board. */
export async function testKit(terminal: Terminal, options: TestKitOptions): Promise<ExitCode> {
  const unknown = options.only?.find(id => !kitChecks.some(check => check.id === id));
  if (unknown !== undefined) throw new StudioError('device/unknown-check', { check: unknown });
  const places = defaultHostOptions(
    { kind: 'browser', nativeDialogs: false, kiosk: false },
    applicationRoot,
    process.env,
  );
  // The drivers that are shipped, whoever's others there are.
  const library = await loadPlugins({ builtIn: places.builtInPlugins });
  const compiler = new CrossCompiler({ cacheDirectory: null });
  const stopping = new AbortController();
  const interrupt = () => stopping.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const wide = Math.max(...kitChecks.map(({ title }) => columns(title[terminal.language])));
  try {
    const report = await runKitTest({
      transport: kitTransport(options.port),
      programs: new TestPrograms({
        deviceFolder: places.deviceSources,
        drivers: library,
        catalogue: library.catalogue,
        compiler,
      }),
      signal: stopping.signal,
      ...(options.only && { only: options.only }),
      mayInterrupt: before => mayInterrupt(terminal, before, options.isAgreed, stopping.signal),
      onCheck: ({ title }) => terminal.progress(`… ${title[terminal.language]}`),
      onResult: result => terminal.say(row(result, terminal, wide)),
      onLeft: left => {
        // Whoever stops a test is told how the board stands; otherwise it is in the report.
        if (stopping.signal.aborted) terminal.say(wordsOfLeft(left, terminal));
      },
    });
    const count = (outcome: CheckResult['outcome']) =>
      report.results.filter(result => result.outcome === outcome).length;
    const board = report.machine === null ? '' : ` · ${report.machine}, MicroPython ${report.firmware}`;
    terminal.say('');
    terminal.say(
      say(terminal, {
        en: `${count('pass')} passed, ${count('fail')} failed, ${count('not-applicable')} not applicable${board}`,
        zh: `${count('pass')} 项通过，${count('fail')} 项失败，${count('not-applicable')} 项不适用${board}`,
      }),
    );
    terminal.say(wordsOfLeft(report.left, terminal));
    terminal.answer(report);
    if (report.end === 'declined') return exitCodes.usage;
    return count('fail') > 0 || !report.left.isAsFound ? exitCodes.device : exitCodes.ok;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await compiler.dispose();
  }
}

function wordsOfLeft({ detail, isAsFound }: KitTestReport['left'], terminal: Terminal): string {
  const words: LocalizedText = isAsFound
    ? { en: 'The board is as it was found: ', zh: '开发板已恢复原状：' }
    : { en: 'The board is NOT as it was found: ', zh: '开发板未能恢复原状：' };
  return words[terminal.language] + detail;
}

/** Asks where a person sits before it; without one only `--yes` is a yes. */
async function mayInterrupt(
  terminal: Terminal,
  { heard, path }: BeforeTest,
  isAgreed: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (isAgreed) return true;
  const question = say(terminal, {
    en: `On ${path}: ${heard}. The test stops what runs there, puts its main.py and /cambrian aside, and brings them back at the end.`,
    zh: `${path}：${heard}。测试会停止正在运行的程序，暂存其 main.py 与 /cambrian，并在结束时恢复。`,
  });
  terminal.say(question);
  if (terminal.isJson || !process.stdin.isTTY) {
    terminal.say(say(terminal, { en: 'Agree with --yes.', zh: '请加上 --yes 表示同意。' }));
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    lines.setPrompt(say(terminal, { en: 'Go on? [y/N] ', zh: '继续吗？[y/N] ' }));
    lines.prompt();
    const [answer] = await once(lines, 'line', { signal });
    return /^\s*(y|yes|是)\s*$/i.test(String(answer));
  } finally {
    lines.close();
  }
}

function row(result: CheckResult, terminal: Terminal, wide: number): string {
  const title = result.title[terminal.language];
  const outcome = outcomeWords[result.outcome][terminal.language];
  const gap = ' '.repeat(wide - columns(title));
  const figures = Object.entries(result.figures).map(([name, value]) => figure(name, value));
  const rest = [result.detail, ...figures].join(' · ');
  return `${outcome}${' '.repeat(Math.max(1, 7 - columns(outcome)))}${title}${gap}  ${rest}`;
}

/** `enterMs: 5.2` → `enter 5 ms`; the unit is the end of the name. */
function figure(name: string, value: number): string {
  const words = (end: string) =>
    name
      .slice(0, name.length - end.length)
      .replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
      .trim();
  if (name === 'bytesPerSecond') return `${formatBytes(value)}/s`;
  if (name.endsWith('PerSecond')) return `${words('PerSecond')} ${value.toFixed(1)}/s`;
  if (name.endsWith('Bytes')) return `${words('Bytes')} ${formatBytes(value)}`;
  if (name.endsWith('Ms')) return `${words('Ms')} ${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  if (name.endsWith('Percent')) return `${words('Percent')} ${value.toFixed(2)} %`;
  return `${words('')} ${Math.round(value)}`;
}

function say(terminal: Terminal, text: LocalizedText): string {
  return text[terminal.language];
}

/** How wide a text is in a terminal: a Chinese letter takes two columns. */
function columns(text: string): number {
  return [...text].reduce(
    (sum, letter) => sum + (/\p{Script=Han}|[，、。：？（）]/u.test(letter) ? 2 : 1),
    0,
  );
}
