import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, installPackages, projectNode, root, runScript, runToEnd, say } from './setup.mjs';

// `npm start`: the studio, in the desktop shell where that can run, else served to a browser.

const help = `npm start -- [options]
  --browser     serve to a browser, also where the desktop shell could run
  --port <n>    port of the browser shell; a free one without it
  --no-open     do not open a browser, only print the address
  --help        this`;

const electronFetchDeadlineMs = 120_000;

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  installPackages();
  ensureBuilt('renderer');
  const obstacle = values.browser ? 'as you asked' : obstacleToElectron();
  if (obstacle === null) {
    ensureBuilt('shell');
    say('opening the desktop shell');
    return runToEnd(electronPath(), [root]);
  }
  say(`browser shell, ${obstacle}`);
  return runToEnd(
    projectNode,
    [
      join(root, 'app', 'server', 'main.ts'),
      '--port',
      values.port,
      ...(values['no-open'] ? ['--no-open'] : []),
    ],
    // Stripped and compiled once: the second start takes two thirds of the time of the first.
    { NODE_COMPILE_CACHE: join(root, 'build', 'compile-cache') },
  );
});

/** Why the desktop shell cannot run here; null where it can. Fetches Electron's binary where that is all that lacks. */
function obstacleToElectron() {
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'because there is no display here';
    if (process.getuid?.() === 0) return 'because Electron does not run as root';
  }
  if (electronPath() !== null) return null;
  say('fetching Electron (once, about 100 MB)');
  const { status } = spawnSync(projectNode, [join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    stdio: 'ignore',
    timeout: electronFetchDeadlineMs,
  });
  return status === 0 && electronPath() !== null ? null : 'because Electron could not be fetched';
}

function electronPath() {
  const folder = join(root, 'node_modules', 'electron');
  const record = join(folder, 'path.txt');
  if (!existsSync(record)) return null;
  const path = join(folder, 'dist', readFileSync(record, 'utf8'));
  return existsSync(path) ? path : null;
}
