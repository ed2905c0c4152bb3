import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const binary = /\.(png|jpg|webp|ico|icns|woff2|ttf|wasm|mpy|zip|pdf)$/;

const tracked = execFileSync('git', ['ls-files', '-z', '--cached'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter(path => path !== '' && !binary.test(path));

// Written in parts, so that this file does not hold what it forbids.
const forbidden: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'a folder outside the project',
    pattern: new RegExp(`\\b${'sha'}red/(DESIGN|reference|look|hooks)\\b`),
  },
  { what: 'a path of one machine', pattern: new RegExp(`(^|[\\s"'\`(=:])/(${'wo'}rk|${'ro'}ot)/`, 'm') },
  {
    what: 'the host of a package registry',
    pattern: new RegExp(
      `\\b(registry\\.${'npm'}js|registry\\.${'npm'}mirror|${'py'}pi\\.org|registry\\.${'ya'}rnpkg)`,
    ),
  },
];

/** Where a string may stand, and nowhere else: each way into the studio has one file. */
const onlyIn: readonly { readonly what: string; readonly pattern: RegExp; readonly files: RegExp }[] = [
  {
    what: 'opening a WebSocket',
    pattern: /\bnew WebSocket\(/,
    files: /^app\/contract\/shell\/shell-channel\.ts$|^app\/host\/speech\/socket-link\.ts$|\.test\.ts$/,
  },
  {
    what: 'Electron IPC',
    pattern: /\bipc(Main|Renderer)\b/,
    files: /^app\/main\/(main|preload)\.ts$|^app\/main\/.*\.test\.ts$/,
  },
  {
    what: 'listening on the network',
    pattern: /import \{[^}]*\bcreateServer\b[^}]*\} from 'node:https?'/,
    files: /^app\/server\/|^app\/host\/serve\/serve-hub\.ts$|\/testing\/|\.test\.ts$|^(e2e|bench)\//,
  },
  {
    what: 'sniffing the shell',
    pattern: /isElectron|process\.versions\.electron/,
    files: /^$/,
  },
];

describe('tracked files', () => {
  const texts = tracked.map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

  it.each(forbidden)('hold no mention of $what', ({ pattern }) => {
    expect(texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it.each(onlyIn)('keep $what in its own file', ({ pattern, files }) => {
    const found = texts.filter(
      ({ path, text }) => /^(app|plugins)\/.*\.tsx?$/.test(path) && pattern.test(text),
    );
    expect(found.map(({ path }) => path).filter(path => !files.test(path))).toEqual([]);
  });

  it('would be found if they did', () => {
    const [outside, machine, registry] = forbidden;
    expect(outside?.pattern.test(`see ../${'sha'}red/DESIGN.md`)).toBe(true);
    expect(machine?.pattern.test(`cd /${'wo'}rk/main`)).toBe(true);
    expect(registry?.pattern.test(`https://registry.${'npm'}js.org/x`)).toBe(true);
    expect(machine?.pattern.test('https://example.com/network/')).toBe(false);
  });
});
