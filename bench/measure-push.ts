import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { assembleBundle, type Bundle, hashHex } from '../app/host/build/bundle-writer.ts';
import { root, withBenchHost } from './bench-host.ts';
import { type Figure, percentile } from './figure.ts';

const rounds = 5;
const blobs = 4;
const blobBytes = 50_000;

/** A virtual board on a pseudo-terminal, in a process of its own as a real board is. */
async function startBoard(): Promise<{ path: string; stop: () => void }> {
  const child = spawn(
    process.execPath,
    [join(root, 'app', 'cli', 'cambrian.ts'), 'board', '--pty', '--json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('}')) break;
  }
  const answer: { readonly path: string } = JSON.parse(printed);
  return { path: answer.path, stop: () => child.kill('SIGINT') };
}

/** The bundle and 200 kB of random bytes, which no compression makes smaller. */
function withBlobs(bundle: Bundle): Bundle {
  const files = [...bundle.files];
  for (let index = 0; index < blobs; index++) {
    const bytes = new Uint8Array(randomBytes(blobBytes));
    files.push([`assets/${index}.bin`, { bytes, sha256: hashHex(bytes), text: '' }]);
  }
  return assembleBundle(files, bundle.manifest);
}

/** Pushes over a real pseudo-terminal through `serialport`: 200 kB changed, and nothing changed. */
export function measurePush(): Promise<Figure[]> {
  return withBenchHost(async host => {
    const board = await startBoard();
    try {
      const { projectId } = await host.parts.projects.openTemplate('night-light');
      const { catalogue } = host.parts.plugins.library;
      const profile = host.parts.projects.profile(projectId);
      const built = await host.parts.builder.build(profile, catalogue);
      const { bundle, compilation } = built;
      if (bundle === null || compilation === null) throw new Error('the night light does not build');
      const { kitId } = await host.parts.kits.addPort(board.path);
      const session = await host.parts.kits.session(kitId);
      const push = async (next: Bundle) => {
        const { result } = await session.run({
          bundle: next,
          compilation,
          loader: host.parts.sources.loader(),
          rules: { boardTitle: 'Virtual kit', machineWords: [], ramBytes: 0, replaceForeign: false },
          startedAtMs: performance.now(),
          signal: AbortSignal.timeout(300_000),
          report: () => undefined,
        });
        return result;
      };
      await push(bundle);
      const whole: number[] = [];
      const writing: number[] = [];
      const unchanged: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const changed = withBlobs(bundle);
        const result = await push(changed);
        if (result.outcome !== 'confirmed') throw new Error(`a push was ${result.outcome}: ${result.reason}`);
        const write = result.phases.find(({ phase }) => phase === 'write')?.elapsedMs ?? Number.NaN;
        whole.push(result.elapsedMs);
        writing.push((blobs * blobBytes) / 1000 / (write / 1000));
        const again = await push(changed);
        if (again.outcome !== 'unchanged')
          throw new Error(`nothing changed, and yet the push was ${again.outcome}`);
        unchanged.push(again.elapsedMs);
      }
      return [
        {
          name: 'push 200 kB over a pseudo-terminal, writing, median',
          value: percentile(writing, 0.5),
          unit: 'kB/s',
          isMore: true,
        },
        {
          name: 'push 200 kB over a pseudo-terminal, whole, median',
          value: percentile(whole, 0.5),
          unit: 'ms',
        },
        { name: 'push with nothing changed, median', value: percentile(unchanged, 0.5), unit: 'ms' },
      ];
    } finally {
      board.stop();
    }
  });
}
