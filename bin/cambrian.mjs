#!/usr/bin/env node
// Runs the terminal shell. Its sources are TypeScript, which Node runs from 22.18 on; on an older one the project's
// own Node takes over. `npm start` and `npm test` install that one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const entry = join(root, 'app', 'cli', 'cambrian.ts');
const projectNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const [major = 0] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  process.argv[1] = entry;
  // Stripped and compiled once: what is started often starts in half the time.
  module.enableCompileCache(join(root, 'build', 'compile-cache'));
  await import(pathToFileURL(entry).href);
} else if (existsSync(projectNode)) {
  const child = spawn(projectNode, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both; the child decides how to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', signal => child.kill(signal));
  child.on('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
} else {
  console.error(
    `Cambrian needs Node 24; this is ${process.versions.node}. Run "npm ci" in ${root}, which brings its own.`,
  );
  process.exitCode = 70;
}
