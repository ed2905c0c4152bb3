import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLockfile, findMissingBuilds, systemOf } from './complete-lockfile.ts';

const root = resolve(import.meta.dirname, '..');
const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe('package-lock.json', () => {
  it('holds the builds for every system; else run scripts/complete-lockfile.ts', () => {
    expect(findMissingBuilds(lock)).toEqual([]);
  });

  it('pins every direct dependency to the version of package.json', () => {
    const { packages } = JSON.parse(lock);
    const direct: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
    const differing = Object.entries(direct).filter(
      ([name, version]) => packages[`node_modules/${name}`]?.version !== version,
    );
    expect(differing).toEqual([]);
  });
});

describe('completing a lock file', () => {
  it('adds what is missing, with its system, and changes nothing else', () => {
    const { packages, ...rest } = JSON.parse(lock);
    const { 'node_modules/@biomejs/cli-darwin-arm64': taken, ...others } = packages;
    expect(taken).toBeDefined();
    const lacking = JSON.stringify({ ...rest, packages: others });
    expect(findMissingBuilds(lacking).map(build => build.name)).toEqual(['@biomejs/cli-darwin-arm64']);
    const completed = JSON.parse(completeLockfile(lacking));
    expect(completed.packages['node_modules/@biomejs/cli-darwin-arm64']).toMatchObject({
      version: taken.version,
      os: ['darwin'],
      cpu: ['arm64'],
      optional: true,
    });
    expect(Object.keys(completed.packages)).toEqual(Object.keys(packages));
  });

  it('reads the system from a name', () => {
    expect(systemOf('@biomejs/cli-linux-x64-musl')).toEqual({ os: 'linux', cpu: 'x64', libc: 'musl' });
    expect(systemOf('@swc/core-linux-s390x-gnu')).toEqual({ os: 'linux', cpu: 's390x', libc: 'glibc' });
    expect(systemOf('@swc/core-win32-ia32-msvc')).toEqual({ os: 'win32', cpu: 'ia32' });
    expect(() => systemOf('left-pad')).toThrow('left-pad');
  });
});
