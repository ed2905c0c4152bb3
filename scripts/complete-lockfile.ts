import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

// `node scripts/run.mjs scripts/complete-lockfile.ts`, after `npm install`: npm leaves builds for other systems out of
// package-lock.json where it cannot see them, and `npm ci` then refuses the file on every system. This adds them, with
// the version that their parent pins and the system that their name tells. scripts/package-lock.test.ts says when to.

const entrySchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  // Old packages wrote a list.
  engines: z.union([z.record(z.string(), z.string()), z.array(z.string())]).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lockSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

export interface MissingBuild {
  readonly parent: string;
  readonly name: string;
  readonly version: string;
}

/** The builds for some system that a package pins and the lock file does not hold. */
export function findMissingBuilds(lockText: string): readonly MissingBuild[] {
  const { packages } = lockSchema.parse(JSON.parse(lockText));
  const paths = Object.keys(packages);
  const isThere = (name: string) => paths.some(path => path.endsWith(`node_modules/${name}`));
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isThere(name))
      .map(([name, version]) => ({ parent, name, version })),
  );
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 's390x', 'x64'];

/** Which system a build is for, by its name: `…-linux-x64-musl`. */
export function systemOf(name: string): { os: string; cpu: string; libc?: string } {
  const parts = name.split(/[-/]/);
  const os = systems.find(system => parts.includes(system));
  const cpu = processors.find(processor => parts.includes(processor));
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not say which system it is for.`);
  if (parts.includes('musl')) return { os, cpu, libc: 'musl' };
  return os === 'linux' ? { os, cpu, libc: 'glibc' } : { os, cpu };
}

/** The lock file with an entry for every build that was missing. */
export function completeLockfile(lockText: string): string {
  const { packages } = lockSchema.parse(JSON.parse(lockText));
  // What is written is what was read, not what the schema made of it, so that no key changes its place.
  const lock: { packages: Record<string, unknown> } = JSON.parse(lockText);
  for (const { parent, name, version } of findMissingBuilds(lockText)) {
    const { dev, license, engines } = packages[parent] ?? {};
    const { os, cpu, libc } = systemOf(name);
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(dev === undefined ? {} : { dev }),
      ...(libc === undefined ? {} : { libc: [libc] }),
      ...(license === undefined ? {} : { license }),
      optional: true,
      os: [os],
      ...(engines === undefined ? {} : { engines }),
    };
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
}

if (import.meta.main) {
  const path = join(resolve(import.meta.dirname, '..'), 'package-lock.json');
  const text = readFileSync(path, 'utf8');
  const missing = findMissingBuilds(text);
  if (missing.length > 0) writeFileSync(path, completeLockfile(text));
  console.log(`package-lock.json: ${missing.length} builds for other systems added`);
}
