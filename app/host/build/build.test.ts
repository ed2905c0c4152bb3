import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { manifestSchema } from '../../core/compiler/bundle.ts';
import { type Profile, profileSchema } from '../../core/document/profile.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { createBuildHandlers } from './build-handlers.ts';
import { Builder } from './builder.ts';
import { compactJson, hashHex } from './bundle-writer.ts';
import { CrossCompiler, parseSyntaxError } from './cross-compile.ts';
import { DeviceSources, type DriverLibrary } from './device-sources.ts';

const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const compiler = new CrossCompiler({ cacheDirectory: null });
const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
const builder = new Builder({ sources, compiler });
const template = profileSchema.parse(
  JSON.parse(await readFile(join(root, 'plugins/templates/night-light/profile.json'), 'utf8')),
);
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
afterAll(() => compiler.dispose());

async function build(profile: Profile, parts = { builder }) {
  const result = await parts.builder.build(profile, library.catalogue);
  if (result.bundle === null) throw new Error(JSON.stringify(result.diagnostics));
  return result.bundle;
}

describe('a bundle', () => {
  it('holds the graph, the runtime, the drivers that are used, and a manifest that names all of them', async () => {
    const bundle = await build(template);
    const paths = [...bundle.files.keys()];
    expect(paths).toEqual(paths.toSorted());
    expect(paths).toContain('graph.json');
    expect(paths).toContain('runtime/app.mpy');
    expect(paths).toContain('drivers/sensors_button.mpy');
    expect(paths).not.toContain('drivers/actuators_servo.mpy');
    expect(paths).not.toContain('manifest.json');
    const manifest = manifestSchema.parse(JSON.parse(Buffer.from(bundle.manifestBytes).toString()));
    expect(manifest).toEqual(bundle.manifest);
    expect(manifest).toMatchObject({
      profile: 'night-light',
      board: 'virtual-kit',
      runtime: sources.runtime().version,
    });
    expect(hashHex(bundle.manifestBytes)).toBe(bundle.hash);
    for (const { path, size, sha256 } of manifest.files) {
      const file = bundle.files.get(path);
      expect(file?.bytes.length).toBe(size);
      expect(hashHex(file?.bytes ?? new Uint8Array())).toBe(sha256);
    }
  });

  it('is the same for the same profile, whoever builds it and in whatever order its keys stand', async () => {
    const other = new CrossCompiler({ cacheDirectory: null });
    const shuffled: Profile = {
      ...template,
      nodes: Object.fromEntries(Object.entries(template.nodes).toReversed()),
      wires: Object.fromEntries(Object.entries(template.wires).toReversed()),
    };
    try {
      const again = await build(shuffled, { builder: new Builder({ sources, compiler: other }) });
      expect(again.hash).toBe((await build(template)).hash);
    } finally {
      await other.dispose();
    }
  });

  it('differs in graph.json alone where a property was changed', async () => {
    const before = await build(template);
    const changed = structuredClone(template);
    const ring = changed.nodes.ring;
    if (ring === undefined) throw new Error('the template has no ring');
    ring.properties.brightness = 61;
    const after = await build(changed);
    const differing = [...after.files].filter(
      ([path, { sha256 }]) => before.files.get(path)?.sha256 !== sha256,
    );
    expect(differing.map(([path]) => path)).toEqual(['graph.json']);
    // Unchanged files are the very same objects: nothing was compiled or hashed again.
    expect(after.files.get('runtime/app.mpy')).toBe(before.files.get('runtime/app.mpy'));
  });

  it('is written in ASCII, so that no byte of it needs a decoder', async () => {
    const bundle = await build({ ...template, name: 'Nachtlicht 夜灯 🌙' });
    expect([...bundle.manifestBytes].every(byte => byte < 0x80)).toBe(true);
    expect(bundle.manifest.name).toBe('Nachtlicht 夜灯 🌙');
    expect(compactJson({ b: [1, { d: 'é', c: undefined }], a: null })).toBe(
      '{"a":null,"b":[1,{"d":"\\u00e9"}]}',
    );
  });
});

describe('mistakes in Python', () => {
  const python: Profile = profileSchema.parse({
    schemaVersion: 1,
    id: 'p',
    name: 'P',
    board: 'virtual-kit',
    nodes: {
      button: { type: 'sensors/button', typeVersion: 1, position: { x: 0, y: 0 }, properties: {} },
      code: {
        type: 'logic/python',
        typeVersion: 1,
        position: { x: 0, y: 0 },
        properties: { code: 'def receive(value):\n    return value value\n' },
      },
    },
    wires: {},
  });

  it('become a finding at the node, with the line', async () => {
    const { bundle, compilation, diagnostics } = await builder.build(python, library.catalogue);
    expect(bundle).toBeNull();
    expect(compilation).toBeNull();
    const finding = diagnostics.find(({ code }) => code === 'python/syntax');
    expect(finding).toMatchObject({
      severity: 'error',
      where: { kind: 'property', node: 'code', property: 'code' },
    });
    expect(finding?.message.en).toContain('line 2');
    expect(finding?.message.zh).toContain('第 2 行');
  });

  it('of a plugin without its driver are named', async () => {
    const none: DriverLibrary = { driver: () => null, library: () => undefined };
    const poor = new Builder({
      sources: new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => none }),
      compiler,
    });
    const { bundle, diagnostics } = await poor.build(template, library.catalogue);
    expect(bundle).toBeNull();
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'python/missing-driver', where: { kind: 'node', node: 'button' } }),
    );
  });

  it('are read from whatever the compiler prints', () => {
    expect(
      parseSyntaxError(
        'Traceback (most recent call last):\n  File "x.py", line 7\nSyntaxError: invalid syntax',
      ),
    ).toEqual({
      line: 7,
      message: 'SyntaxError: invalid syntax',
    });
    expect(parseSyntaxError('')).toEqual({ line: null, message: 'SyntaxError' });
  });
});

describe('the cross compiler', () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'cambrian-mpy-'));
    folders.push(made);
    return made;
  }

  it('emits bytecode of the agreed version, and no machine code', async () => {
    const result = await compiler.compile('a.py', 'x = 1\n');
    if (result.kind !== 'compiled') throw new Error('not compiled');
    expect(String.fromCharCode(result.bytes[0] ?? 0)).toBe('M');
    expect(result.bytes[1]).toBe(6);
    // Architecture of native code, bits 2 to 5 of the flags.
    expect((result.bytes[2] ?? 255) >> 2).toBe(0);
  });

  it('remembers on disk, and does not trust a file that was cut short', async () => {
    const cacheDirectory = await folder();
    const source = 'def f():\n    return "remembered"\n';
    const first = new CrossCompiler({ cacheDirectory });
    const compiled = await first.compile('drivers/f.py', source);
    await first.dispose();
    const [name = ''] = await readdir(cacheDirectory);
    const again = new CrossCompiler({ cacheDirectory });
    expect(await again.compile('drivers/f.py', source)).toEqual(compiled);
    await again.dispose();
    const path = join(cacheDirectory, name);
    await writeFile(path, (await readFile(path)).subarray(0, -5));
    const third = new CrossCompiler({ cacheDirectory });
    expect(await third.compile('drivers/f.py', source)).toEqual(compiled);
    await third.dispose();
  });

  it('works without a place for its cache', async () => {
    const blocked = join(await folder(), 'file');
    await writeFile(blocked, '');
    const other = new CrossCompiler({ cacheDirectory: join(blocked, 'below') });
    expect((await other.compile('a.py', 'x = 1\n')).kind).toBe('compiled');
    await other.dispose();
  });

  it('compiles many at once, the good beside the bad', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        compiler.compile(`m${index}.py`, index % 5 === 0 ? 'def' : `x = ${index}\n`),
      ),
    );
    expect(results.map(({ kind }) => kind === 'syntax-error')).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 5 === 0),
    );
  });

  it('leaves no handlers and no fetch behind in this thread', async () => {
    const before = process.listenerCount('unhandledRejection');
    await compiler.compile('b.py', 'y = 2\n');
    expect(process.listenerCount('unhandledRejection')).toBe(before);
    expect(typeof fetch).toBe('function');
  });
});

describe('the build service', () => {
  const handlers = createBuildHandlers({
    builder,
    profile: () => template,
    catalogue: () => library.catalogue,
  });
  const context = { signal: new AbortController().signal, report: () => undefined };

  it('hands out every file with what a person can read of it', async () => {
    const result = await handlers.methods.build({ projectId: 'any' }, context);
    expect(result.hash).toBe((await build(template)).hash);
    expect(result.files[0]).toMatchObject({ path: 'manifest.json', sha256: result.hash });
    const driver = result.files.find(({ path }) => path === 'drivers/sensors_button.mpy');
    expect(driver?.text).toContain('class Driver');
    expect(driver?.bytes).toBeGreaterThan(100);
    expect(result.report).not.toBeNull();
  });
});
