import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CloudCall, SpeechAccess } from '../speech-access.ts';

/** One conversation of a client with a server in a test. */
export interface TestingPeer {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Everything that came as JSON, in order. */
  readonly received: Record<string, unknown>[];
  /** Bytes of sound that came. */
  audioBytes: number;
  send(message: Readonly<Record<string, unknown>>): void;
  sendBinary(bytes: Uint8Array): void;
}

export interface TestingServer {
  /** `ws://127.0.0.1:…/api-ws/v1` */
  readonly socketUrl: string;
  /** Sockets that were opened, oldest first. */
  readonly peers: TestingPeer[];
  /** Resolves when the n-th socket is closed by the client. */
  closed(index: number): Promise<void>;
  close(): Promise<void>;
}

/** What a server does with what it is sent. */
export interface Behaviour {
  /** HTTP status and body instead of an upgrade. */
  readonly refuse?: { readonly status: number; readonly body?: string };
  /** Takes the connection and never answers the upgrade. */
  readonly isSilentAtUpgrade?: boolean;
  onOpen?(peer: TestingPeer): void;
  onJson?(message: Record<string, unknown>, peer: TestingPeer): void;
  onBinary?(bytes: Buffer, peer: TestingPeer): void;
}

/** A WebSocket server on a free port that behaves as it is told. */
export async function startTestingServer(behaviour: Behaviour): Promise<TestingServer> {
  const webSockets = new WebSocketServer({ noServer: true });
  const peers: TestingPeer[] = [];
  const closings: PromiseWithResolvers<void>[] = [];
  const closing = (index: number) => {
    closings[index] ??= Promise.withResolvers<void>();
    return closings[index];
  };
  const server = createServer();
  const connections = new Set<Socket>();
  server.on('connection', socket => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (behaviour.isSilentAtUpgrade === true) return;
    if (behaviour.refuse !== undefined) {
      const { status, body = '' } = behaviour.refuse;
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
          `Connection: close\r\n\r\n${body}`,
      );
      return;
    }
    webSockets.handleUpgrade(request, socket, head, webSocket => {
      const index = peers.length;
      const peer: TestingPeer = {
        socket: webSocket,
        request,
        received: [],
        audioBytes: 0,
        send: message => webSocket.send(JSON.stringify(message)),
        sendBinary: bytes => webSocket.send(bytes),
      };
      peers.push(peer);
      webSocket.on('error', () => undefined);
      webSocket.on('close', () => closing(index).resolve());
      webSocket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) {
          peer.audioBytes += data.length;
          behaviour.onBinary?.(data, peer);
          return;
        }
        const message = JSON.parse(data.toString('utf8')) as Record<string, unknown>;
        peer.received.push(message);
        behaviour.onJson?.(message, peer);
      });
      behaviour.onOpen?.(peer);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    socketUrl: `ws://127.0.0.1:${port}/api-ws/v1`,
    peers,
    closed: index => closing(index).promise,
    close: async () => {
      for (const socket of connections) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

/** Access to a server of a test, with a cloud switch; `ended` holds how each call went. */
export function createTestingAccess(socketUrl: string): SpeechAccess & {
  readonly ended: unknown[];
  cutCloud(reason: Error): void;
} {
  const ended: unknown[] = [];
  const cloud = new AbortController();
  return {
    ended,
    cutCloud: reason => cloud.abort(reason),
    connect: async ({ model }, signal) => {
      signal.throwIfAborted();
      cloud.signal.throwIfAborted();
      const call: CloudCall = {
        provider: 'qwen',
        title: 'Qwen',
        model: model.slice(model.indexOf('/') + 1),
        region: 'cn-beijing',
        socketUrl,
        origin: socketUrl.replace('ws:', 'http:').replace('/api-ws/v1', ''),
        headers: { Authorization: 'Bearer test-key' },
        signal: cloud.signal,
        costYuan: ({ input, output }) => (input + output) / 1000,
        end: failure => ended.push(failure),
      };
      return call;
    },
  };
}
