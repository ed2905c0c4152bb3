import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, StudioError } from '../contract/errors/studio-error.ts';
import { createHost } from '../host/create-host.ts';
import { defaultHostOptions } from '../host/default-host-options.ts';
import { openStudioLog } from '../host/studio-log.ts';
import { type RunningServer, startServer } from './start-server.ts';

// The browser shell: `node app/server/main.ts [--port n] [--no-open] [--project folder]`. Prints the address on one line of its own.

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'no-open': { type: 'boolean', default: false },
    /** The project to show first, instead of the one that was open last. */

    /** A project's folder, opened first; else the last one, else the first sample. */
    project: { type: 'string' },
    /** The built face, for tests of another build. */
    renderer: { type: 'string' },
  },
});

const applicationRoot = resolve(import.meta.dirname, '../..');

try {
  await serve();
} catch (error) {
  const { title, explanation, nextStep } = describeError(error, 'en');
  console.error(`${title}. ${explanation}\n${nextStep}`);
  // What is not one of ours is a bug, and its stack says where.
  if (!(error instanceof StudioError)) console.error(error);
  process.exitCode = 1;
}

async function serve(): Promise<void> {
  const shell = { kind: 'browser', nativeDialogs: false, kiosk: false } as const;
  const options = defaultHostOptions(shell, applicationRoot, process.env);
  const log = openStudioLog(options.stateDirectory);
  // One promise that nobody looked after must not darken a booth: it is written down, and the studio goes on.
  process.on('unhandledRejection', error =>
    log.onInternalFailure({ name: 'server', reference: 'rejection', error }),
  );
  const host = await createHost({ ...options, environment: process.env, log: log.logger });
  log.redactBy(line => host.parts.models.secrets.redact(line));
  let server: RunningServer;
  try {
    if (values.project !== undefined) await host.parts.projects.open(resolve(values.project));
    server = await startServer({
      host,
      rendererDirectory: resolve(applicationRoot, values.renderer ?? 'build/renderer'),
      port: parsePort(values.port),
      onInternalFailure: log.onInternalFailure,
    });
  } catch (error) {
    await host.dispose();
    throw error;
  }

  let isStopping = false;
  const stop = async () => {
    // A second Ctrl-C does not wait for boards and disks.
    if (isStopping) process.exit(130);
    isStopping = true;
    await server.close();
    await host.dispose();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  console.log(`Cambrian: ${server.url}`);
  if (!values['no-open'] && hasDesktop()) openBrowser(server.url);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StudioError('server/invalid-port', { port: text });
}

function hasDesktop(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openBrowser(address: string): void {
  const [command, ...leading] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  if (command === undefined) return;
  const opener = spawn(command, [...leading, address], { stdio: 'ignore', detached: true });
  opener.on('error', () => console.log('No browser could be opened; open the address yourself.'));
  opener.unref();
}
