import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { WebSocketServer } from 'ws';
import { rpcSuite } from '../contract/rpc/rpc-suite.ts';
import { openWebSocketChannel, webSocketChannel } from '../contract/rpc/web-socket-channel.ts';

// The client's end is the standard WebSocket, as a browser has it; the host's end is that of `ws`, as the server has.
let server: WebSocketServer;

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 48 * 1024 * 1024 });
  await once(server, 'listening');
});

afterAll(async () => {
  for (const client of server.clients) client.terminate();
  server.close();
  await once(server, 'close');
});

rpcSuite('WebSocket', async () => {
  const accepted = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const clientEnd = openWebSocketChannel(client);
  const [socket] = await accepted;
  return {
    clientEnd: await clientEnd,
    hostEnd: webSocketChannel(socket),
    release: async () => {
      client.close();
    },
  };
});
