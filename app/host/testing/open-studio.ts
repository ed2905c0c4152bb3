import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type ClientsOf, connectRpc } from '../../contract/rpc/connect-rpc.ts';
import { memoryChannelPair } from '../../contract/rpc/memory-channel.ts';
import { type HandlersOf, serveRpc } from '../../contract/rpc/serve-rpc.ts';
import { type Services, services } from '../../contract/services/services.ts';
import { createHost, type Host } from '../create-host.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { openStudioLog } from '../studio-log.ts';

const root = join(import.meta.dirname, '../../..');

/** A whole studio on a host of its own, with the network cut off but for what a test puts in its place. */
export interface OpenStudio {
  readonly host: Host;
  readonly client: ClientsOf<Services>;
  readonly folder: string;
  readonly stateDirectory: string;
  readonly projectsDirectory: string;
  /** Frames that were sent to the face, in order. */
  readonly toFace: string[];
  /** Addresses that were asked for beyond this computer, in order, also those that nothing stands for. */
  readonly leaving: string[];
  close(): Promise<void>;
}

export interface OpenStudioOptions {
  /** Origin of the internet → origin of the fixture that stands for it. */
  readonly network?: Readonly<Record<string, string>>;
  readonly environment?: Record<string, string | undefined>;
  readonly keychain?: Keychain;
  /** Puts other handlers in the place of the host's. */
  readonly handlers?: (handlers: HandlersOf<Services>) => HandlersOf<Services>;
  /** State that is there before it starts. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** Opens a studio as the shells do: log, host, RPC over a channel. The built-in plugins are the real ones. */
export async function openStudio(options: OpenStudioOptions = {}): Promise<OpenStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'cambrian-studio-'));
  const stateDirectory = join(folder, 'state');
  const projectsDirectory = join(folder, 'projects');
  const leaving: string[] = [];
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.hostname === '127.0.0.1') return realFetch(input, init);
    leaving.push(url.href);
    const fixture = options.network?.[url.origin];
    if (fixture === undefined) return Promise.reject(new TypeError('fetch failed'));
    return realFetch(new URL(url.pathname + url.search, fixture), init);
  });
  await options.prepare?.(stateDirectory);
  const log = openStudioLog(stateDirectory);
  const host = await createHost({
    shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
    builtInPlugins: join(root, 'plugins'),
    deviceSources: join(root, 'device'),
    userPlugins: join(stateDirectory, 'plugins'),
    projectsDirectory,
    stateDirectory,
    environment: options.environment ?? {},
    ...(options.keychain !== undefined && { keychain: options.keychain }),
    log: log.logger,
  });
  log.redactBy(line => host.parts.models.secrets.redact(line));
  const [faceEnd, hostEnd] = memoryChannelPair();
  const toFace: string[] = [];
  const handlers = options.handlers?.(host.handlers) ?? host.handlers;
  serveRpc(
    {
      ...hostEnd,
      send: text => {
        toFace.push(text);
        hostEnd.send(text);
      },
      listen: listener => hostEnd.listen(listener),
      close: () => hostEnd.close(),
    },
    services,
    handlers,
    { onInternalFailure: log.onInternalFailure },
  );
  const connection = connectRpc(faceEnd, services);
  await connection.ready;
  return {
    host,
    client: connection.client,
    folder,
    stateDirectory,
    projectsDirectory,
    toFace,
    leaving,
    close: async () => {
      connection.dispose();
      await host.dispose();
      vi.unstubAllGlobals();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
