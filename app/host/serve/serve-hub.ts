import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { StartHub } from '../devices/hub-bridge.ts';
import type { SpanLog } from '../hub/span-log.ts';
import { HubMetrics } from './hub-metrics.ts';
import { LinkSession, type ServedProgram } from './link-session.ts';
import { ServeGuard } from './serve-guard.ts';

/** How a provider's circuit stands: open means that its nodes are on their offline path. */
export interface CircuitStatus {
  readonly provider: string;
  readonly state: 'closed' | 'half-open' | 'open';
}

export interface ServeHubOptions {
  readonly program: ServedProgram;
  readonly startHub: StartHub;
  readonly spans: SpanLog;
  readonly log: Logger;
  readonly token: string;
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How the providers of models stand. */
  readonly circuits?: () => readonly CircuitStatus[];
  /** Kits on cables that run the program, and what their sessions dropped. */
  readonly kits?: () => { readonly running: number; readonly dropped: number };
  /** Most devices at once; more are refused. */
  readonly mostSessions?: number;
}

export interface ServedHub {
  readonly port: number;
  /** Devices whose hub runs. */
  readonly sessions: number;
  /** Ends every session, and frees the port. Idempotent. */
  close(): Promise<void>;
}

/** A longer message is no frame that a device sends: a picture of a camera is far smaller. */
const longestMessageBytes = 4 * 1024 * 1024;
const defaultMostSessions = 2_000;
const pingPeriodMs = 20_000;

/**
 * Serves a program's hub to devices on the network: `/link` for them, `/health` and `/metrics` for whoever watches over
 * it. Each device has a hub of its own.
 * @throws StudioError `serve/cannot-listen`
 */
export async function serveHub(options: ServeHubOptions): Promise<ServedHub> {
  const { host, log, mostSessions = defaultMostSessions, program, spans, startHub } = options;
  const sessions = new Set<LinkSession>();
  const startedAtMs = performance.now();
  let droppedBefore = 0;
  let closing: Promise<void> | null = null;
  const running = () => [...sessions].filter(({ isRunning }) => isRunning).length;
  const metrics = new HubMetrics(() => ({
    link: running(),
    kit: options.kits?.().running ?? 0,
    dropped:
      [...sessions].reduce((sum, session) => sum + session.dropped, droppedBefore) +
      (options.kits?.().dropped ?? 0),
  }));
  const stopListening = spans.listen(span => metrics.add(span));
  const guard = new ServeGuard(options.token, [hostname(), `${hostname()}.local`, host]);
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessageBytes,
    perMessageDeflate: false,
  });

  const health = () => ({
    ok: closing === null,
    profile: program.profileId,
    bundle: program.bundle,
    sessions: running() + (options.kits?.().running ?? 0),
    uptimeSeconds: Math.round((performance.now() - startedAtMs) / 1000),
    circuits: options.circuits?.() ?? [],
  });

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verdict = guard.judge(factsOf(request, false));
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    switch (verdict.kind) {
      case 'health': {
        const answer = health();
        response.writeHead(answer.ok ? 200 : 503, { 'Content-Type': 'application/json' });
        response.end(`${JSON.stringify(answer)}\n`);
        return;
      }
      case 'metrics': {
        const text = await metrics.text();
        response.writeHead(200, { 'Content-Type': metrics.contentType });
        response.end(text);
        return;
      }
      case 'refuse':
        response.writeHead(verdict.status, {
          'Content-Type': 'text/plain; charset=utf-8',
          ...(verdict.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
        });
        response.end(`${verdict.reason}\n`);
        return;
      case 'link':
        throw new Error('an upgrade that is none');
    }
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A connection that breaks is no failure of the server.
    socket.on('error', () => socket.destroy());
    const verdict = guard.judge(factsOf(request, true));
    if (verdict.kind !== 'link' || closing !== null) {
      const status = verdict.kind === 'refuse' ? verdict.status : 503;
      log.warn({ status, from: request.socket.remoteAddress }, 'a connection was refused');
      refuseUpgrade(socket, status);
      return;
    }
    if (sessions.size >= mostSessions) {
      log.warn({ sessions: sessions.size }, 'too many devices: a connection was refused');
      refuseUpgrade(socket, 503);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, webSocket => {
      const sessionId = `link:${randomUUID()}`;
      const session = new LinkSession({
        socket: webSocket,
        sessionId,
        program,
        startHub,
        log: log.child({ session: sessionId }),
      });
      sessions.add(session);
      webSocket.on('pong', () => alive.add(webSocket));
      alive.add(webSocket);
      webSocket.once('close', () => {
        void session.end().then(() => {
          sessions.delete(session);
          droppedBefore += session.dropped;
          spans.forget(sessionId);
        });
      });
    });
  };

  /** Connections that have spoken since the last look; a device that lost its power says no goodbye. */
  const alive = new WeakSet<object>();
  const pings = setInterval(() => {
    for (const client of webSockets.clients) {
      if (!alive.delete(client)) client.terminate();
      else client.ping();
    }
  }, pingPeriodMs);
  pings.unref();

  const server = createServer({ requestTimeout: 30_000, maxHeaderSize: 16 * 1024 }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request failed');
      response.destroy();
    });
  }).on('upgrade', onUpgrade);
  const { promise: listening, reject, resolve } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port: options.port, exclusive: true }, resolve);
  try {
    await listening;
  } catch (cause) {
    clearInterval(pings);
    stopListening();
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StudioError('serve/cannot-listen', { host, port: options.port, reason }, { cause });
  }

  return {
    port: (server.address() as AddressInfo).port,
    get sessions() {
      return running();
    },
    close: () => {
      closing ??= (async () => {
        clearInterval(pings);
        const closed = new Promise<void>(done => server.close(() => done()));
        await Promise.all([...sessions].map(session => session.end()));
        for (const client of webSockets.clients) client.terminate();
        server.closeAllConnections();
        await closed;
        stopListening();
      })();
      return closing;
    },
  };
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function factsOf(request: IncomingMessage, isUpgrade: boolean) {
  // `request.headers` keeps only the first of some repeated headers; the raw list hides nothing.
  const all = (name: string) =>
    request.rawHeaders.flatMap((header, index) =>
      index % 2 === 0 && header.toLowerCase() === name ? [request.rawHeaders[index + 1] ?? ''] : [],
    );
  const from = request.socket.remoteAddress ?? '';
  return {
    method: request.method ?? '',
    path: (request.url ?? '').split('?')[0] ?? '',
    hosts: all('host'),
    origins: all('origin'),
    authorizations: all('authorization'),
    isUpgrade,
    isLocal: /^(::ffff:)?127\./.test(from) || from === '::1',
  };
}
