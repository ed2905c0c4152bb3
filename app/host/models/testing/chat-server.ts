import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What was asked of the server. */
export interface ReceivedCall {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model?: string;
    readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
    readonly tools?: readonly unknown[];
    readonly response_format?: unknown;
    readonly [name: string]: unknown;
  };
}

export interface ToolDelta {
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: string;
}

/** How the server answers one call. */
export type ChatReply =
  | {
      readonly kind: 'stream';
      readonly words?: readonly string[];
      readonly tools?: readonly ToolDelta[];
      readonly finish?: string;
      /** Bytes of each piece that is put on the line; it cuts lines, events and characters anywhere. */
      readonly bytesAtOnce?: number;
      /** After the words, instead of the end: silence, a torn line, an end without the protocol's own, or text as it is. */
      readonly afterwards?: 'hang' | 'break' | 'end' | { readonly raw: string };
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'break' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'raw'; readonly text: string; readonly contentType?: string }
  /** Words without an end, until nobody reads any more. */
  | { readonly kind: 'flood' };

export interface ChatServer {
  readonly origin: string;
  readonly baseUrl: string;
  readonly calls: ReceivedCall[];
  /** Answers of the next calls, in order; afterwards it says `Hello there.` */
  readonly replies: (ChatReply | ((call: ReceivedCall) => ChatReply))[];
  /** Models that `/models` lists. */
  models: readonly string[];
  /** Resolves when a call came in that was not waited for yet. */
  nextCall(): Promise<ReceivedCall>;
  /** Resolves when the client has let go of a call that had no end. */
  nextClosed(): Promise<void>;
  close(): Promise<void>;
}

const chunk = (delta: unknown, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chat-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

const usage = `data: ${JSON.stringify({
  id: 'chat-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'test-model',
  choices: [],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
})}\n\n`;

function toolDelta({ index = 0, id, name, arguments: text }: ToolDelta): unknown {
  return {
    tool_calls: [
      {
        index,
        ...(id !== undefined && { id }),
        type: 'function',
        function: { ...(name !== undefined && { name }), ...(text !== undefined && { arguments: text }) },
      },
    ],
  };
}

/** One number after another, each waited for once: what came early is not lost. */
class Arrivals<Value> {
  readonly #early: Value[] = [];
  readonly #waiting: ((value: Value) => void)[] = [];

  add(value: Value): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#early.push(value);
    else waiting(value);
  }

  next(): Promise<Value> {
    const early = this.#early.shift();
    return early === undefined ? new Promise(resolve => this.#waiting.push(resolve)) : Promise.resolve(early);
  }
}

/** A server that speaks the streaming chat protocol of OpenAI, on a free port of this computer, and misbehaves on demand. */
export async function startChatServer(): Promise<ChatServer> {
  const calls: ReceivedCall[] = [];
  const replies: ChatServer['replies'] = [];
  const arrivals = new Arrivals<ReceivedCall>();
  const closed = new Arrivals<void>();
  const sockets = new Set<Socket>();

  const write = async (response: ServerResponse, text: string, bytesAtOnce: number): Promise<void> => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += bytesAtOnce) {
      const isFree = response.write(bytes.subarray(at, at + bytesAtOnce));
      if (!isFree) await new Promise<void>(resolve => response.once('drain', resolve).once('close', resolve));
      // Its own turn of the loop, so that pieces arrive as pieces.
      else await new Promise<void>(resolve => setImmediate(resolve));
    }
  };

  const give = async (reply: ChatReply, response: ServerResponse): Promise<void> => {
    if (reply.kind === 'hang') return;
    if (reply.kind === 'break') {
      response.destroy();
      return;
    }
    if (reply.kind === 'error') {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
      return;
    }
    if (reply.kind === 'redirect') {
      response.writeHead(307, { location: reply.to });
      response.end();
      return;
    }
    if (reply.kind === 'raw') {
      response.writeHead(200, { 'content-type': reply.contentType ?? 'text/event-stream' });
      response.end(reply.text);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (reply.kind === 'flood') {
      const block = chunk({ content: 'x'.repeat(4_000) }).repeat(4);
      while (!response.destroyed) await write(response, block, block.length);
      return;
    }
    const { words = ['Hello', ' there.'], tools = [], bytesAtOnce = 4_096, afterwards } = reply;
    const text = [
      chunk({ role: 'assistant', content: '' }),
      ...words.map(content => chunk({ content })),
      ...tools.map(tool => chunk(toolDelta(tool))),
    ].join('');
    await write(response, text, bytesAtOnce);
    if (afterwards === 'hang') return;
    if (afterwards === 'break') {
      response.destroy();
      return;
    }
    if (afterwards === 'end') {
      response.end();
      return;
    }
    const end =
      afterwards === undefined
        ? `${chunk({}, reply.finish ?? (tools.length > 0 ? 'tool_calls' : 'stop'))}${usage}data: [DONE]\n\n`
        : afterwards.raw;
    await write(response, end, bytesAtOnce);
    response.end();
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      response.on('close', () => {
        if (!response.writableFinished) closed.add();
      });
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece);
      const text = Buffer.concat(pieces).toString('utf8');
      if (request.method === 'GET' && request.url?.endsWith('/models') === true) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ object: 'list', data: chatServer.models.map(id => ({ id, object: 'model' })) }),
        );
        return;
      }
      const call: ReceivedCall = {
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? {} : JSON.parse(text),
      };
      calls.push(call);
      arrivals.add(call);
      const planned = replies.shift() ?? { kind: 'stream' };
      await give(typeof planned === 'function' ? planned(call) : planned, response);
    })();
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const chatServer: ChatServer = {
    origin: `http://127.0.0.1:${port}`,
    baseUrl: `http://127.0.0.1:${port}/compatible-mode/v1`,
    calls,
    replies,
    models: ['test-model', 'other-model'],
    nextCall: () => arrivals.next(),
    nextClosed: () => closed.next(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return chatServer;
}
