import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { StudioError } from '../contract/errors/studio-error.ts';
import { maximumFrameLength } from '../contract/rpc/frame.ts';
import { type InternalFailure, type RpcServer, serveRpc } from '../contract/rpc/serve-rpc.ts';
import { webSocketChannel } from '../contract/rpc/web-socket-channel.ts';
import { services } from '../contract/services/services.ts';
import { securityHeaders } from '../contract/shell/content-security-policy.ts';
import type { Host } from '../host/create-host.ts';
import { StaticFiles } from '../host/files/static-files.ts';
import { type RequestFacts, RequestGuard, type Verdict } from './request-guard.ts';

export interface ServerOptions {
  readonly host: Pick<Host, 'handlers'>;
  /** The built face: a folder with index.html. */
  readonly rendererDirectory: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly onInternalFailure: (failure: InternalFailure) => void;
}

export interface RunningServer {
  /** The address to open first, with its token. */
  readonly url: string;
  readonly port: number;
  /** Ends every conversation and frees the port; the host is not disposed. Idempotent. */
  close(): Promise<void>;
}

/** Most browser windows and other clients at once. */
const maximumClients = 32;
const pingIntervalMs = 20_000;

/**
 * Serves the face and the RPC on the loopback addresses of this machine, and on no other. Who may speak is decided
 * by `RequestGuard` alone. Throws `server/port-in-use`, `server/renderer-missing`.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const files = openFiles(options.rendererDirectory);
  const webSockets = new WebSocketServer({
    noServer: true,
    // Bytes, while the protocol counts characters, which take up to three.
    maxPayload: maximumFrameLength * 3,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const conversations = new Set<RpcServer>();
  // Set once the port is known; nothing is answered before.
  let guard: RequestGuard | null = null;

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const verdict = guard?.judge(factsOf(request, false));
    if (guard === null || verdict === undefined) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    respond(files, guard, verdict, request, response).catch((error: unknown) => {
      options.onInternalFailure({ name: 'server.respond', reference: 'http', error });
      if (response.headersSent) response.destroy();
      else end(response, 500, 'The file cannot be read. Start the studio again.');
    });
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A connection that breaks is no failure of the server.
    socket.on('error', () => socket.destroy());
    const verdict = guard?.judge(factsOf(request, true));
    if (verdict?.kind !== 'rpc') {
      const status = verdict?.kind === 'refuse' ? verdict.status : 404;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    if (conversations.size >= maximumClients) {
      socket.end('HTTP/1.1 503 Too many clients\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, webSocket => {
      const conversation = serveRpc(webSocketChannel(webSocket), services, options.host.handlers, {
        onInternalFailure: options.onInternalFailure,
      });
      conversations.add(conversation);
      const stopPings = keepAlive(webSocket);
      void conversation.closed.then(() => {
        stopPings();
        conversations.delete(conversation);
      });
    });
  };

  const { port, servers } = await listenOnLoopback(options.port ?? 0, () =>
    createServer({ requestTimeout: 30_000, maxHeaderSize: 16 * 1024 }, onRequest).on('upgrade', onUpgrade),
  );
  guard = new RequestGuard(port);

  return {
    url: `http://127.0.0.1:${port}/?token=${guard.token}`,
    port,
    close: async () => {
      for (const conversation of conversations) conversation.dispose();
      for (const client of webSockets.clients) client.terminate();
      await Promise.all(servers.map(closeServer));
    },
  };
}

function openFiles(directory: string): StaticFiles {
  let files: StaticFiles;
  try {
    files = new StaticFiles(directory);
  } catch (cause) {
    throw new StudioError('server/renderer-missing', { directory }, { cause });
  }
  if (!files.paths.includes('/index.html')) throw new StudioError('server/renderer-missing', { directory });
  return files;
}

function factsOf(request: IncomingMessage, isUpgrade: boolean): RequestFacts {
  // `request.headers` keeps only the first of some repeated headers; the raw list hides nothing.
  const all = (name: string) =>
    request.rawHeaders.flatMap((header, index) =>
      index % 2 === 0 && header.toLowerCase() === name ? [request.rawHeaders[index + 1] ?? ''] : [],
    );
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    hosts: all('host'),
    origins: all('origin'),
    fetchSites: all('sec-fetch-site'),
    cookies: all('cookie'),
    isUpgrade,
  };
}

async function respond(
  files: StaticFiles,
  guard: RequestGuard,
  verdict: Verdict,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (verdict.kind) {
    case 'refuse':
      end(response, verdict.status, verdict.reason);
      return;
    case 'rpc':
      end(response, 404, 'This address takes WebSockets only.');
      return;
    case 'log-in':
      // The token leaves the address bar and the history; from here on the cookie bears it.
      response.writeHead(303, { 'Set-Cookie': guard.cookie(), Location: '/', 'Cache-Control': 'no-store' });
      response.end();
      return;
    case 'file': {
      const acceptsGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
      const answer = await files.answer(verdict.path, acceptsGzip, request.headers['if-none-match']);
      if (answer === null) {
        end(response, 404, 'There is no such file.');
      } else if (answer === 'not-modified') {
        response.writeHead(304).end();
      } else {
        response.writeHead(200, { ...answer.headers, 'Content-Length': answer.body.length });
        response.end(request.method === 'HEAD' ? undefined : answer.body);
      }
    }
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** Ends a connection whose other side has gone without a word, as when a tablet falls asleep. */
function keepAlive(webSocket: WebSocket): () => void {
  let isAlive = true;
  webSocket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) webSocket.terminate();
    isAlive = false;
    webSocket.ping();
  }, pingIntervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Listens on the same port of 127.0.0.1 and, where this machine has it, of ::1. */
async function listenOnLoopback(
  wanted: number,
  create: () => Server,
): Promise<{ port: number; servers: Server[] }> {
  for (let attempt = 1; ; attempt += 1) {
    const first = create();
    const port = await listen(first, '127.0.0.1', wanted).catch((cause: unknown) => {
      throw isCode(cause, 'EADDRINUSE', 'EACCES')
        ? new StudioError('server/port-in-use', { port: wanted }, { cause })
        : cause;
    });
    const second = create();
    try {
      await listen(second, '::1', port);
      return { port, servers: [first, second] };
    } catch (error) {
      if (isCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL')) return { port, servers: [first] };
      await closeServer(first);
      if (!isCode(error, 'EADDRINUSE')) throw error;
      // Someone else has this port on ::1; where any port will do, another is tried.
      if (wanted !== 0 || attempt >= 20) {
        throw new StudioError('server/port-in-use', { port }, { cause: error });
      }
    }
  }
}

function listen(server: Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
