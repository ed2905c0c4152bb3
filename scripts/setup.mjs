import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './find-chromium.mjs';

// What `npm start` and `npm test` need before they can run. Plain JavaScript on whatever Node is there (20 or newer),
// with nothing installed. Each step first looks whether it is needed, and says nothing where it is not.

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The project's own Node, which runs TypeScript as it is. */
export const projectNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** What a step could not do, in words for the person at the terminal. */
export class SetupError extends Error {}

export function say(text) {
  console.log(`cambrian: ${text}`);
}

/** Installs the packages of package-lock.json where they are missing or of other versions. */
export function installPackages() {
  if (arePackagesInstalled()) return;
  say('installing packages (once, a minute or two)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // Electron's binary is 100 MB that only a desktop needs; npm start fetches it there.
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
  });
  if (status !== 0 || !existsSync(projectNode)) {
    throw new SetupError(
      `npm ci failed${error ? ` (${error.message})` : ''}. Look at its messages above; often the network is to blame.`,
    );
  }
}

/** Compares npm's own record of what it installed with package-lock.json, so that no stamp can be out of date. */
function arePackagesInstalled() {
  const recordPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(recordPath) || !existsSync(projectNode)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(recordPath, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = installed[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

/** The Chromium for end-to-end tests; installs Debian's package where that is possible. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== null) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    say('installing Chromium with apt-get (once)');
    const install = () =>
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    if (install().status !== 0) {
      spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
      install();
    }
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new SetupError(
    'End-to-end tests need Chromium or Chrome. Install one, or run `npx playwright install chromium`, or name one in CAMBRIAN_CHROMIUM.',
  );
}

/** A step that makes files from others: what it reads, where it writes, how it is run. */
const builds = {
  renderer: {
    inputs: ['app/core', 'app/contract', 'app/sdk', 'app/renderer', 'vite.config.ts', 'package-lock.json'],
    output: 'build/renderer/index.html',
    says: 'building the face',
    run: () => [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
  },
  shell: {
    inputs: [
      'app/core',
      'app/contract',
      'app/sdk',
      'app/host',
      'app/main',
      'plugins',
      'scripts/build-shell.ts',
      'package-lock.json',
    ],
    output: 'build/main/main.js',
    says: 'building the desktop shell',
    run: () => [join(root, 'scripts', 'build-shell.ts')],
  },
};

/**
 * Builds `renderer` or `shell` where its inputs have changed since it was built.
 * @param {keyof typeof builds} name
 */
export function ensureBuilt(name) {
  const { inputs, output, says, run } = builds[name];
  const stampPath = join(root, 'build', `${name}.stamp`);
  const stamp = hashOf(inputs);
  const isFresh =
    existsSync(join(root, output)) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp;
  if (isFresh) return;
  say(says);
  const { status } = spawnSync(projectNode, run(), { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new SetupError(`${says} failed; see above.`);
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, stamp);
}

/** A hash of paths and contents; tests are left out, since nothing that is built holds them. */
function hashOf(inputs) {
  const hash = createHash('sha256');
  const add = path => {
    hash.update(`${relative(root, path)}\0`);
    hash.update(readFileSync(path));
  };
  for (const input of inputs) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    if (/\.\w+$/.test(input)) {
      add(path);
      continue;
    }
    for (const file of readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map(entry => join(entry.parentPath ?? entry.path, entry.name))
      .sort()) {
      add(file);
    }
  }
  return hash.digest('hex');
}

/**
 * Runs a program of the project's Node with this terminal; resolves with its exit code. Signals reach it by the
 * terminal's process group; this process only waits.
 */
export function runToEnd(command, args, environment = {}) {
  return new Promise((resolveCode, reject) => {
    const child = spawn(command, args, {
      cwd: process.cwd(),
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    const forward = signal => child.kill(signal);
    const wait = () => undefined;
    process.on('SIGINT', wait);
    process.on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', forward);
      resolveCode(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Runs the body of a script; a SetupError ends it with its words, without a stack. */
export async function runScript(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`cambrian: ${error.message}`);
    process.exitCode = 1;
  }
}
