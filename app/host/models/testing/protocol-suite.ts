import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { ModelRequest, ResolvedModel } from '../model-access.ts';
import type { ModelLibraryOptions } from '../model-library.ts';
import { type ChatServer, startChatServer } from './chat-server.ts';
import { canaryKey, hear, readAll, testingLibrary, testingProvider } from './testing-models.ts';

const request: ModelRequest = { name: 'acme/test-model', markets: [], placement: 'cloud' };

const weather = {
  type: 'function' as const,
  name: 'weather',
  description: 'Weather of a place',
  inputSchema: { type: 'object' as const, properties: { place: { type: 'string' as const } } },
};

/** What an error says, to everyone who may see it: people, logs, traces. */
function everythingOf(error: unknown): string {
  const seen: unknown[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    seen.push(at.message, at.stack, { ...at });
    if (at instanceof StudioError) seen.push(at.toJson());
  }
  return JSON.stringify(seen);
}

/** The streaming chat protocol, as it should be and as it should not, through one of the adapters. */
export function describeProtocol(adapter: 'alibaba' | 'openai-compatible'): void {
  describe(`chat through ${adapter}`, () => {
    let server: ChatServer;
    beforeEach(async () => {
      server = await startChatServer();
    });
    afterEach(async () => {
      vi.useRealTimers();
      await server.close();
    });

    const open = (given: Partial<ModelLibraryOptions> = {}) =>
      testingLibrary(testingProvider(adapter, server.baseUrl), given);
    const model = (
      given: Partial<ModelLibraryOptions> = {},
      asked: Partial<ModelRequest> = {},
    ): ResolvedModel => open(given).library.resolve({ ...request, ...asked });
    const failure = async (
      given: Partial<ModelLibraryOptions> = {},
      asked: Partial<ModelRequest> = {},
    ): Promise<unknown> => {
      const error: unknown = await hear(model(given, asked)).then(
        heard => heard.error ?? 'no failure',
        (reason: unknown) => reason,
      );
      expect(everythingOf(error)).not.toContain(canaryKey);
      return error;
    };

    it('streams words, counts tokens, and sends the key where it belongs', async () => {
      const resolved = model();
      const heard = await hear(resolved);
      expect(heard.text).toBe('Hello there.');
      expect(heard.finish).toMatchObject({
        finishReason: { unified: 'stop' },
        usage: { inputTokens: { total: 11 }, outputTokens: { total: 7 } },
      });
      expect(resolved.costYuan(1_000_000, 1_000_000)).toBe(14);
      expect(server.calls[0]).toMatchObject({
        path: '/compatible-mode/v1/chat/completions',
        authorization: `Bearer ${canaryKey}`,
        body: { model: 'test-model', stream: true },
      });
      expect(JSON.stringify(heard.parts)).not.toContain(canaryKey);
    });

    it.each([1, 2, 3, 7, 64])('puts fragments of %d bytes together', async bytesAtOnce => {
      server.replies.push({ kind: 'stream', words: ['你好', '，世', '界 🌍', ' “ok”'], bytesAtOnce });
      expect((await hear(model())).text).toBe('你好，世界 🌍 “ok”');
    });

    it('gives a whole answer as well', async () => {
      server.replies.push({ kind: 'stream', words: ['One', ' two'] });
      const { language } = model();
      const whole = await language.doGenerate({
        prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      });
      expect(whole.content).toEqual([{ type: 'text', text: 'One two' }]);
      expect(whole.usage.outputTokens.total).toBe(7);
    });

    it('sends tools and puts their calls together from pieces', async () => {
      server.replies.push({
        kind: 'stream',
        words: [],
        bytesAtOnce: 11,
        tools: [
          { index: 0, id: 'call-1', name: 'weather', arguments: '' },
          { index: 0, arguments: '{"pla' },
          { index: 0, arguments: 'ce":"北' },
          { index: 0, arguments: '京"}' },
        ],
      });
      const heard = await hear(model(), { tools: [weather] });
      expect(heard.tools).toEqual([{ name: 'weather', input: { place: '北京' } }]);
      expect(heard.finish?.finishReason.unified).toBe('tool-calls');
      expect(server.calls[0]?.body.tools).toHaveLength(1);
    });

    it('tells two calls apart whose pieces come mixed and out of order', async () => {
      server.replies.push({
        kind: 'stream',
        words: [],
        tools: [
          { index: 1, id: 'b', name: 'weather', arguments: '{"place":' },
          { index: 0, id: 'a', name: 'weather', arguments: '{"place"' },
          { index: 1, arguments: '"Rome"}' },
          { index: 0, arguments: ':"Oslo"}' },
        ],
      });
      const heard = await hear(model(), { tools: [weather] });
      expect(heard.tools.map(({ input }) => input)).toEqual(
        expect.arrayContaining([{ place: 'Oslo' }, { place: 'Rome' }]),
      );
      expect(heard.tools).toHaveLength(2);
    });

    it('makes no call twice where an index comes twice', async () => {
      server.replies.push({
        kind: 'stream',
        words: [],
        tools: [
          { index: 0, id: 'a', name: 'weather', arguments: '{"place":"Oslo"}' },
          { index: 0, id: 'a', name: 'weather', arguments: '' },
        ],
      });
      expect((await hear(model(), { tools: [weather] })).tools).toEqual([
        { name: 'weather', input: { place: 'Oslo' } },
      ]);
    });

    it('sends pictures', async () => {
      await hear(model(), {
        prompt: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBORw0KGgo=' } },
            ],
          },
        ],
      });
      expect(JSON.stringify(server.calls[0]?.body.messages)).toContain('data:image/png;base64,iVBORw0KGgo=');
    });

    it.each([
      [401, { error: { message: `Incorrect API key provided: ${canaryKey}` } }, 'model/key-refused'],
      [403, { error: { message: 'Invalid API-key provided.' } }, 'model/key-refused'],
      [403, { error: { code: 'Model.AccessDenied', message: 'Model access denied.' } }, 'model/wrong-region'],
      [402, { error: { message: 'Payment required' } }, 'model/no-quota'],
      [
        429,
        { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } },
        'model/no-quota',
      ],
      [400, { error: { code: 'Arrearage', message: 'Access denied, account overdue' } }, 'model/no-quota'],
      [404, { error: { message: 'The model `x` does not exist' } }, 'model/gone'],
      [
        400,
        { error: { code: 'data_inspection_failed', message: 'Input may contain…' } },
        'model/content-refused',
      ],
      [400, { error: { message: `max_tokens is too large ${canaryKey}` } }, 'model/bad-request'],
      [418, 'short and stout', 'model/bad-request'],
    ])('explains status %d %j', async (status, body, code) => {
      server.replies.push({ kind: 'error', status, body });
      expect(await failure()).toMatchObject({ code });
      expect(server.calls).toHaveLength(1);
    });

    it.each([500, 502, 503])('tries status %d again and gives up in the end', async status => {
      const reply = { kind: 'error', status, body: { error: { message: 'oops' } } } as const;
      server.replies.push(reply, { kind: 'stream' });
      expect((await hear(model())).text).toBe('Hello there.');
      server.replies.push(reply, reply, reply, reply);
      expect(await failure()).toMatchObject({ code: 'model/provider-failed', details: { status } });
      expect(server.calls).toHaveLength(5);
    });

    it('waits as long as Retry-After asks', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      server.replies.push({ kind: 'error', status: 429, headers: { 'retry-after': '7' } });
      const hearing = hear(model());
      await server.nextCall();
      await vi.waitUntil(() => vi.getTimerCount() > 1);
      await vi.advanceTimersByTimeAsync(6_900);
      expect(server.calls).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(200);
      await server.nextCall();
      expect((await hearing).text).toBe('Hello there.');
    });

    it('does not wait for Retry-After past the deadline', async () => {
      server.replies.push({ kind: 'error', status: 429, headers: { 'retry-after': '120' } });
      expect(await failure()).toMatchObject({ code: 'model/rate-limited', details: { seconds: 120 } });
      expect(server.calls).toHaveLength(1);
    });

    it('gives up on a provider that hangs before the first word', async () => {
      server.replies.push({ kind: 'hang' });
      expect(await failure({}, { firstPieceMs: 60 })).toMatchObject({ code: 'model/timed-out' });
      await server.nextClosed();
    });

    it('gives up on one that falls silent in the middle', async () => {
      server.replies.push({ kind: 'stream', words: ['Once upon'], afterwards: 'hang' });
      const heard = await hear(model({ limits: { silentMs: 60 } }));
      expect(heard).toMatchObject({ text: 'Once upon', error: { code: 'model/stalled' }, finish: undefined });
      await server.nextClosed();
    });

    it.each(['break', 'end'] as const)(
      'does not take half an answer for a whole one: %s',
      async afterwards => {
        server.replies.push({ kind: 'stream', words: ['Once upon'], afterwards });
        const heard = await hear(model());
        expect(heard).toMatchObject({
          text: 'Once upon',
          error: { code: 'model/bad-answer' },
          finish: undefined,
        });
        expect(server.calls).toHaveLength(1);
      },
    );

    it('tries again where the line breaks before the first word', async () => {
      server.replies.push({ kind: 'break' }, { kind: 'stream' });
      expect((await hear(model())).text).toBe('Hello there.');
      expect(server.calls).toHaveLength(2);
    });

    it.each([
      ['no JSON', 'data: {"id": oops\n\n'],
      ['another protocol', 'data: {"hello": "world"}\n\ndata: [DONE]\n\n'],
      ['nothing', ''],
      ['a page', '<html>login</html>'],
    ])('says that it cannot read %s', async (_name, text) => {
      server.replies.push({ kind: 'raw', text });
      expect(await failure()).toMatchObject({ code: 'model/bad-answer' });
    });

    it('explains an error in the middle of a stream', async () => {
      server.replies.push({ kind: 'stream', words: ['Once'], afterwards: { raw: 'data: {"id": oops\n\n' } });
      expect(await hear(model())).toMatchObject({ text: 'Once', error: { code: 'model/bad-answer' } });
    });

    it('says where the filter stopped an answer', async () => {
      server.replies.push({ kind: 'stream', words: [], finish: 'content_filter' });
      expect(await failure()).toMatchObject({ code: 'model/content-refused' });
    });

    it('cuts an answer without end', async () => {
      server.replies.push({ kind: 'flood' });
      const heard = await hear(model({ largestAnswerBytes: 100_000 }));
      expect(heard.error).toMatchObject({ code: 'model/answer-too-large' });
      await server.nextClosed();
    });

    it('does not follow to another origin, and takes the key nowhere', async () => {
      const other = await startChatServer();
      try {
        server.replies.push({ kind: 'redirect', to: `${other.origin}/compatible-mode/v1/chat/completions` });
        expect(await failure()).toMatchObject({
          code: 'model/redirected',
          details: { origin: other.origin },
        });
        expect(other.calls).toEqual([]);
      } finally {
        await other.close();
      }
    });

    it('ends at once when the caller does not want it any more', async () => {
      server.replies.push({ kind: 'stream', words: ['Once'], afterwards: 'hang' });
      const { library } = open();
      const stop = new AbortController();
      const { stream } = await library.resolve(request).language.doStream({
        prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
        abortSignal: stop.signal,
      });
      stop.abort();
      await expect(readAll(stream)).rejects.toMatchObject({ name: 'AbortError' });
      await server.nextClosed();
      const [status] = library.providers.map(provider => library.gate(provider).status);
      expect(status).toMatchObject({ callsRunning: 0, lastError: null, circuit: 'closed' });
    });

    it('really cuts the cloud: before a call, and in the middle of one', async () => {
      const { library, cloud } = open();
      const resolved = library.resolve(request);
      server.replies.push({ kind: 'stream', words: ['Once'], afterwards: 'hang' });
      const hearing = hear(resolved);
      await server.nextCall();
      cloud.set(false);
      const ended: unknown = await hearing.then(
        heard => heard.error,
        (reason: unknown) => reason,
      );
      expect(ended).toMatchObject({ code: 'model/cloud-off' });
      await server.nextClosed();
      await expect(hear(resolved)).rejects.toMatchObject({ code: 'model/cloud-off' });
      expect(() => library.resolve(request)).toThrow(expect.objectContaining({ code: 'model/cloud-off' }));
      expect(server.calls).toHaveLength(1);
      cloud.set(true);
      expect((await hear(resolved)).text).toBe('Hello there.');
    });

    it('rests after failures in a row and is back after a trial', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const { library } = open({ limits: { retries: 0, failuresToOpen: 2, restMs: 5_000 } });
      const resolved = library.resolve(request);
      const status = () => library.providers.map(provider => library.gate(provider).status)[0];
      const oops = { kind: 'error', status: 500 } as const;
      server.replies.push(oops, oops, oops);
      for (let call = 0; call < 2; call += 1) {
        await expect(hear(resolved)).rejects.toMatchObject({ code: 'model/provider-failed' });
      }
      expect(status()).toMatchObject({ circuit: 'open', lastError: { code: 'model/provider-failed' } });
      await expect(hear(resolved)).rejects.toMatchObject({ code: 'model/circuit-open' });
      expect(server.calls).toHaveLength(2);
      vi.setSystemTime(Date.now() + 5_001);
      await expect(hear(resolved)).rejects.toMatchObject({ code: 'model/provider-failed' });
      expect(status()).toMatchObject({ circuit: 'open' });
      vi.setSystemTime(Date.now() + 5_001);
      await expect(hear(resolved)).rejects.toMatchObject({ code: 'model/circuit-open' });
      vi.setSystemTime(Date.now() + 5_001);
      expect((await hear(resolved)).text).toBe('Hello there.');
      await vi.waitFor(() => expect(status()).toMatchObject({ callsRunning: 0 }));
      expect(status()).toMatchObject({ circuit: 'closed', retryAt: null, lastError: null });
    });
  });
}
