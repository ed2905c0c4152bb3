import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from '../scripts/find-chromium.mjs';
import { root } from './bench-host.ts';
import { type Figure, percentile } from './figure.ts';

const rounds = 5;

/** From the start of the server's process, with a browser already open, until the sample's nodes are on the canvas. */
export async function measureColdStart(): Promise<Figure[]> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium was found');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  const whole: number[] = [];
  const page: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const folder = await mkdtemp(join(tmpdir(), 'cambrian-start-'));
      const startedAtMs = performance.now();
      const server = spawn(process.execPath, [join(root, 'app', 'server', 'main.ts'), '--no-open'], {
        env: {
          ...process.env,
          CAMBRIAN_STATE: join(folder, 'state'),
          CAMBRIAN_PROJECTS: join(folder, 'projects'),
          // As `npm start` sets it; the first round fills it, and the median is a start like any other.
          NODE_COMPILE_CACHE: join(root, 'build', 'compile-cache'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = new Promise(resolve => server.once('exit', resolve));
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      try {
        const url = await readUrl(server.stdout);
        const navigatedAtMs = performance.now();
        const tab = await context.newPage();
        await tab.goto(url);
        await tab.locator('.react-flow__node').first().waitFor();
        whole.push(performance.now() - startedAtMs);
        page.push(performance.now() - navigatedAtMs);
      } finally {
        await context.close();
        server.kill('SIGTERM');
        await exited;
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await browser.close();
  }
  return [
    {
      name: 'cold start of the browser shell, median',
      value: percentile(whole, 0.5),
      unit: 'ms',
      budget: 1_500,
    },
    { name: 'of which the page, median', value: percentile(page, 0.5), unit: 'ms' },
  ];
}

async function readUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  let printed = '';
  for await (const chunk of stdout) {
    printed += String(chunk);
    const url = /Cambrian: (\S+)\n/.exec(printed)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the server did not start: ${printed}`);
}
