import type { IForbiddenRuleType } from 'dependency-cruiser';

/** One row of the table "Who may import whom" in ARCHITECTURE.md. */
export interface Layer {
  /** Both columns of the row, as they stand there. */
  readonly row: readonly [layer: string, mayImport: string];
  readonly name: string;
  readonly folder: RegExp;
  /** Every path or package that a file of this layer may import; what matches none is refused. */
  readonly mayImport: readonly RegExp[];
}

const core = /^app\/core\//;
const contract = /^app\/contract\//;
const sdk = /^app\/sdk\//;
const host = /^app\/host\//;
const main = /^app\/main\//;
const server = /^app\/server\//;
const cli = /^app\/cli\//;
const renderer = /^app\/renderer\//;
const plugins = /^plugins\//;
const e2e = /^e2e\//;
/** Boards that are programs: for end-to-end specs, and for tests of the rooms that talk to boards. */
const simulators = /^e2e\/fixtures\/simulators\//;

/** A package by its name, whether it was found in node_modules or not. */
function library(name: string): RegExp {
  const escaped = name.replaceAll('/', '\\/');
  return new RegExp(`(^|node_modules/)${escaped}(/|$)`);
}

/** Node's own modules, as they are named after `node:` is taken off. */
const nodeModules =
  /^(node:)?(assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|sqlite|stream|string_decoder|sys|test|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)(\/|$)/;
const anyLibrary = /(^|\/)node_modules\//;
const zod = library('zod');

export const layers: readonly Layer[] = [
  { row: ['`app/core`', 'itself, zod'], name: 'core', folder: core, mayImport: [core, zod] },
  {
    row: ['`app/contract`', 'core, zod'],
    name: 'contract',
    folder: contract,
    mayImport: [contract, core, zod],
  },
  {
    row: ['`app/sdk`', 'core, contract, zod'],
    name: 'sdk',
    folder: sdk,
    mayImport: [sdk, core, contract, zod],
  },
  {
    row: ['`app/host`', 'core, contract, sdk, `node:*`, libraries; never electron, react'],
    name: 'host',
    folder: host,
    mayImport: [host, core, contract, sdk, nodeModules, anyLibrary],
  },
  {
    row: ['`app/main`, `app/server`, `app/cli`', 'host, core, contract, sdk; nobody imports them'],
    name: 'shells',
    folder: /^app\/(main|server|cli)\//,
    // Which of the three may import which is said below: none another.
    mayImport: [main, server, cli, host, core, contract, sdk, nodeModules, anyLibrary],
  },
  {
    row: ['`app/renderer`', 'core, contract, sdk; never `node:*`, electron, serialport, host'],
    name: 'renderer',
    folder: renderer,
    mayImport: [renderer, core, contract, sdk, anyLibrary],
  },
  {
    row: ['`plugins/**`', '`app/sdk` and itself'],
    name: 'plugins',
    folder: plugins,
    mayImport: [plugins, sdk],
  },
  {
    row: ['`e2e`', 'no app code'],
    name: 'e2e',
    folder: e2e,
    // Which browser to take is the tools' knowledge, shared with the Playwright configuration.
    mayImport: [e2e, nodeModules, anyLibrary, /^scripts\/find-chromium\.mjs$/],
  },
];

/** Only this folder imports this package. */
export const owners: readonly { readonly library: string; readonly folder: RegExp }[] = [
  { library: 'serialport', folder: /^app\/host\/devices\// },
  { library: 'monaco-editor', folder: /^app\/renderer\/features\/code\// },
  { library: 'electron', folder: main },
  { library: 'ws', folder: /^app\/(server|host\/(speech|serve))\// },
  { library: 'ai', folder: /^app\/host\/(models|agents)\// },
  { library: '@modelcontextprotocol/sdk', folder: /^app\/host\/tools\// },
  { library: '@libsql/client', folder: /^app\/host\/memory\// },
  { library: '@vladmandic/human', folder: /^app\/host\/vision\// },
  { library: 'sherpa-onnx-node', folder: /^app\/host\/speech\// },
  { library: 'esptool-js', folder: /^app\/host\/firmware\// },
  { library: 'uqr', folder: /^app\/host\/fleet\// },
  { library: 'commander', folder: cli },
  { library: 'react', folder: renderer },
  { library: 'react-dom', folder: renderer },
  { library: 'zustand', folder: renderer },
  { library: '@mantine/core', folder: renderer },
  { library: '@xyflow/react', folder: renderer },
];

/** Tests and what serves only them. They may use every library; for code of our own they keep to the table. */
const testFile = /(\.test\.tsx?|-suite\.tsx?|\/testing-[\w-]+\.tsx?|\/testing\/.+|\/builders\/.+)$/;

function text(patterns: readonly RegExp[]): string[] {
  return patterns.map(pattern => pattern.source);
}

/** The table as rules of dependency-cruiser. Paths are relative to the root of the project. */
export const houseRules: readonly IForbiddenRuleType[] = [
  ...layers.map(
    (layer): IForbiddenRuleType => ({
      name: `${layer.name}-imports`,
      comment: `${layer.row[0]} may import: ${layer.row[1]}`,
      severity: 'error',
      from: { path: layer.folder.source, pathNot: testFile.source },
      to: { pathNot: text(layer.mayImport) },
    }),
  ),
  ...layers.map(
    (layer): IForbiddenRuleType => ({
      name: `${layer.name}-test-imports`,
      comment: `Tests of ${layer.row[0]} may use every library and simulators, and of our own code what it may: ${layer.row[1]}`,
      severity: 'error',
      from: { path: `(?=${layer.folder.source}).*${testFile.source}` },
      to: { pathNot: text([...layer.mayImport, nodeModules, anyLibrary, simulators]) },
    }),
  ),
  ...(['main', 'server', 'cli'] as const).map(
    (shell): IForbiddenRuleType => ({
      name: `nobody-imports-${shell}`,
      comment: `app/${shell} is a shell; what others need of it belongs to the host`,
      severity: 'error',
      from: { path: '^(app|plugins)/', pathNot: `^app/${shell}/` },
      to: { path: `^app/${shell}/` },
    }),
  ),
  ...owners.map(
    (owner): IForbiddenRuleType => ({
      name: `${owner.library.replace(/^@/, '').replaceAll('/', '-')}-has-one-owner`,
      comment: `${owner.library} is imported by ${owner.folder.source} only`,
      severity: 'error',
      from: { path: '^(app|plugins)/', pathNot: [owner.folder.source, testFile.source] },
      to: { path: library(owner.library).source },
    }),
  ),
  {
    name: 'one-plugin-imports-no-other',
    comment: 'a plugin imports app/sdk and itself',
    severity: 'error',
    from: { path: '^plugins/([^/]+/[^/]+)/' },
    to: { path: '^plugins/', pathNot: '^plugins/$1/' },
  },
  {
    name: 'no-test-code-in-the-product',
    comment: 'what serves tests is imported by tests only',
    severity: 'error',
    // The fake studio of the renderer is a build mode of its own, for pictures without a host.
    from: { path: '^(app|plugins)/', pathNot: [testFile.source, '^app/renderer/bootstrap/connect\\.ts$'] },
    to: { path: `^(app|plugins)/.*${testFile.source}` },
  },
  {
    name: 'no-cycles',
    comment: 'no import leads back to where it started',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-missing',
    comment: 'every import is found',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];
