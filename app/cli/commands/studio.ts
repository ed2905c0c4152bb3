import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { applicationRoot } from '../with-host.ts';

export interface StudioOptions {
  readonly project?: string;
  readonly port: string;
  readonly open: boolean;
}

/** `studio [project]`: the browser shell as a process of its own, until it ends. */
export async function studio(options: StudioOptions): Promise<ExitCode> {
  const child = spawn(
    process.execPath,
    [
      join(applicationRoot, 'app', 'server', 'main.ts'),
      ...(options.project === undefined ? [] : ['--project', resolve(options.project)]),
      '--port',
      options.port,
      ...(options.open ? [] : ['--no-open']),
    ],
    { stdio: 'inherit' },
  );
  // Ctrl-C reaches the server as well; it saves and ends by itself.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  const code = await new Promise<number | null>((resolveCode, reject) => {
    child.on('error', reject);
    child.on('close', resolveCode);
  });
  process.off('SIGINT', wait);
  return code === 0 ? exitCodes.ok : exitCodes.internal;
}
