import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/**
 * Bundles the desktop shell into build/main: the main process, the preload script (CommonJS, as a sandboxed one must
 * be), the host's process and every worker that the host starts. Electron's Node does not run TypeScript. Libraries
 * stay outside, in node_modules. The code of hub nodes goes to build/plugins, from where packaging lays it over
 * plugins/. `--output <folder>` builds elsewhere, for a test of the bundle.
 */

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { output: { type: 'string', default: 'build/main' } } });
const output = resolve(root, values.output);
const pluginOutput = join(dirname(output), 'plugins');

/** Sources say where they are by `import.meta`; what they find from there must stay found from the bundle. */
const workerAddress = /new URL\('(\.\/[\w/-]+)\.ts', import\.meta\.url\)/g;

function findSources(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}

/** Every file that some source of the host starts as a worker. */
function findWorkers(): string[] {
  const addresses = findSources('app/host', /\.ts$/).flatMap(source =>
    [...readFileSync(source, 'utf8').matchAll(workerAddress)].map(([, name]) =>
      resolve(dirname(source), `${name}.ts`),
    ),
  );
  // One that is a process here and a thread there has two addresses in its source.
  const workers = [...new Set(addresses)];
  const names = workers.map(worker => basename(worker));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Error(`Two workers are called ${twice}; in the bundle they would be one.`);
  return workers;
}

/**
 * Rewrites `import.meta` of the host's sources: a worker's address becomes that of its bundle beside this one, any
 * other address is counted from where the source stood. app/main is left alone: it means the bundle.
 */
const keepPlaces: Plugin = {
  name: 'keep-places',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]app[\\/](host|contract|core|sdk)[\\/].*\.ts$/ }, ({ path }) => {
      const place = relative(output, path).split(sep).join('/');
      const contents = readFileSync(path, 'utf8').replace(
        /new URL\('\.\/(?:[\w-]+\/)*([\w-]+)\.ts', import\.meta\.url\)|import\.meta\.(url|dirname|filename)/g,
        (_, worker: string | undefined, property: string | undefined) => {
          if (worker !== undefined) return `new URL('./${worker}.js', import.meta.url)`;
          const address = `new URL(${JSON.stringify(place)}, import.meta.url)`;
          if (property === 'url') return `${address}.href`;
          const file = property === 'dirname' ? `new URL('.', ${address})` : address;
          return `process.getBuiltinModule('node:url').fileURLToPath(${file}).replace(/[\\\\/]$/, '')`;
        },
      );
      return { contents, loader: 'ts' };
    });
  },
};

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [keepPlaces],
};

rmSync(output, { recursive: true, force: true });
rmSync(pluginOutput, { recursive: true, force: true });

const workers = findWorkers();
const hubNodes = findSources('plugins', /\.host\.ts$/);
await Promise.all([
  build({
    ...common,
    entryPoints: ['app/main/main.ts', 'app/main/host-process.ts', ...workers],
    entryNames: '[name]',
    outdir: output,
    format: 'esm',
  }),
  build({
    ...common,
    entryPoints: ['app/main/preload.ts'],
    outfile: join(output, 'preload.cjs'),
    format: 'cjs',
    packages: 'bundle',
    external: ['electron'],
  }),
  build({
    ...common,
    entryPoints: hubNodes,
    outbase: join(root, 'plugins'),
    outdir: pluginOutput,
    format: 'esm',
    sourcemap: false,
  }),
]);
console.log(`desktop shell: 3 programs, ${workers.length} workers, ${hubNodes.length} hub nodes`);
