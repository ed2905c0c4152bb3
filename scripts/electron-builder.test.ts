import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
/** The matcher that electron-builder reads its patterns with. */
const { minimatch }: typeof import('minimatch') = createRequire(
  require.resolve('app-builder-lib/package.json'),
)('minimatch');
const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));

/** The parts that the tests below look at. */
const builderSchema = z.looseObject({
  files: z.array(
    z.union([z.string(), z.object({ from: z.string(), to: z.string(), filter: z.array(z.string()) })]),
  ),
  asar: z.literal(true),
  asarUnpack: z.array(z.string()),
  electronFuses: z.record(z.string(), z.boolean()),
  directories: z.object({ output: z.string(), buildResources: z.string() }),
  win: z.object({ target: z.array(z.object({ target: z.string(), arch: z.array(z.string()) })) }),
  mac: z.looseObject({
    target: z.array(z.object({ target: z.string(), arch: z.array(z.string()) })),
    hardenedRuntime: z.literal(true),
    entitlements: z.string(),
  }),
  linux: z.looseObject({ target: z.array(z.object({ target: z.string(), arch: z.array(z.string()) })) }),
});

/** Of the package's models those that the vision worker may ask for. */
const visionModels = [
  'antispoof',
  'blazeface',
  'centernet',
  'emotion',
  'facemesh',
  'faceres',
  'handlandmark-lite',
  'handtrack',
  'iris',
  'liveness',
  'movenet-lightning',
];

const config = builderSchema.parse(read('electron-builder.yml'));

/** electron-builder's own schema marks a few things in a way that is no JSON schema; ajv is told of them. */
function validator() {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addKeyword('typeof');
  return ajv.compile(require('app-builder-lib/scheme.json'));
}

describe('electron-builder.yml', () => {
  it('is valid by the schema of electron-builder', () => {
    const validate = validator();
    validate(read('electron-builder.yml'));
    expect(validate.errors ?? []).toEqual([]);
    // The schema does find mistakes.
    expect(validate({ ...config, electronFuses: { runAsNod: true } })).toBe(false);
    expect(validate({ ...config, win: { target: 7 } })).toBe(false);
  });

  it('sets every fuse that matters, the safe way', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    });
  });

  it('packages for Windows, macOS and Linux, for both kinds of processor', () => {
    const targets = [config.win, config.mac, config.linux].flatMap(system => system.target);
    expect(targets.map(({ target }) => target)).toEqual(['nsis', 'dmg', 'AppImage', 'deb']);
    for (const { arch } of targets) expect(arch).toEqual(['x64', 'arm64']);
  });

  it('takes what the shell needs at run time, and no sources', () => {
    for (const needed of [
      'build/main/**/*',
      'build/renderer/**/*',
      'device/**/*.py',
      'plugins/**/*',
      'package.json',
    ]) {
      expect(config.files).toContain(needed);
    }
    expect(config.files).toContain('!plugins/**/*.ts');
    const fromSources = config.files.filter(entry => typeof entry === 'string' && entry.startsWith('app/'));
    expect(fromSources).toEqual(['app/host/virtual-board/shims/*.py']);
    expect(config.asarUnpack).toContain('**/*.node');
  });

  it('packs every file that the workers of models load, and the licences', () => {
    const excluded = config.files
      .filter(entry => typeof entry === 'string')
      .filter(entry => entry.startsWith('!'))
      .map(entry => entry.slice(1));
    const isPacked = (file: string) => !excluded.some(pattern => minimatch(file, pattern, { dot: true }));
    const loaded = [
      '@vladmandic/human/package.json',
      // By which the folder of the package is found.
      '@vladmandic/human/dist/human.node.js',
      '@vladmandic/human/dist/human.node-wasm.js',
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      '@tensorflow/tfjs-core/dist/tf-core.node.js',
      'onnxruntime-web/dist/ort.wasm.min.js',
      'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
      'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
      '@ricky0123/vad-web/package.json',
      '@ricky0123/vad-web/dist/silero_vad_v5.onnx',
      'sherpa-onnx-node/sherpa-onnx.js',
      '@vladmandic/human/LICENSE',
      ...visionModels.flatMap(name => [
        `@vladmandic/human/models/${name}.json`,
        `@vladmandic/human/models/${name}.bin`,
      ]),
    ];
    for (const file of loaded) {
      expect(existsSync(join(root, 'node_modules', file)), file).toBe(true);
      expect(isPacked(`node_modules/${file}`), file).toBe(true);
    }
    expect(isPacked('node_modules/some-library/LICENSE.md')).toBe(true);
    for (const file of [
      'some-library/README.md',
      'some-library/index.d.ts',
      '@vladmandic/human/demo/index.html',
      '@vladmandic/human/dist/human.esm.js',
      'onnxruntime-web/dist/ort-wasm-simd-threaded.jsep.wasm',
      'onnxruntime-web/dist/ort.all.min.js',
      '@ricky0123/vad-web/dist/silero_vad_legacy.onnx',
      // GPL code is never handed on: these hold eSpeak NG.
      'sherpa-onnx-linux-x64/libsherpa-onnx-c-api.so',
      'sherpa-onnx-darwin-arm64/libsherpa-onnx-c-api.dylib',
      'sherpa-onnx-win-x64/sherpa-onnx.node',
    ]) {
      expect(isPacked(`node_modules/${file}`), file).toBe(false);
    }
  });

  it('names files that exist', () => {
    expect(existsSync(join(root, config.directories.buildResources))).toBe(true);
    expect(existsSync(join(root, config.mac.entitlements))).toBe(true);
    const manifest = z
      .object({ main: z.string(), dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    expect(manifest.main).toBe('build/main/main.js');
    // What is unpacked is a dependency that ships, not one of development.
    expect(manifest.dependencies).toHaveProperty('serialport');
  });
});
