import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallUsage, ChatOptions } from '../../sdk/hub-node.ts';
import { createModelServices } from './create-model-services.ts';
import { type ChatServer, startChatServer } from './testing/chat-server.ts';
import { testingLibrary, testingProvider } from './testing/testing-models.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await startChatServer();
});
afterEach(() => server.close());

const schema = {
  type: 'object',
  properties: { color: { type: 'string' } },
  required: ['color'],
  additionalProperties: false,
};

async function ask(options: Partial<ChatOptions>, signal = new AbortController().signal) {
  const { library } = testingLibrary(testingProvider('openai-compatible', server.baseUrl));
  const { chat } = createModelServices({
    access: library,
    image: async () => {
      throw new Error('no pictures here');
    },
  });
  const usages: CallUsage[] = [];
  const answer = chat(
    { model: 'acme/test-model', system: '', prompt: 'hello', ...options },
    { signal, report: usage => usages.push(usage) },
  );
  const pieces: string[] = [];
  for (;;) {
    const { done, value } = await answer.next();
    if (done === true) return { pieces, text: value, usages };
    pieces.push(value);
  }
}

describe('chat for nodes', () => {
  it('streams, and reports what it cost', async () => {
    const { pieces, text, usages } = await ask({ system: 'Be short.', maxTokens: 9, temperature: 0 });
    expect([pieces, text]).toEqual([['Hello', ' there.'], 'Hello there.']);
    expect(usages).toEqual([
      expect.objectContaining({
        provider: 'acme',
        model: 'acme/test-model',
        region: 'beijing',
        isOffline: false,
        tokensIn: 11,
        tokensOut: 7,
        costYuan: (11 * 2 + 7 * 12) / 1_000_000,
      }),
    ]);
    expect(server.calls[0]?.body).toMatchObject({ max_tokens: 9, temperature: 0 });
  });

  it('checks data against its schema', async () => {
    server.replies.push({ kind: 'stream', words: ['```json\n{"color":', ' "#ff0000"}\n```'] });
    expect((await ask({ schema })).text).toBe('{"color":"#ff0000"}');
    expect(server.calls[0]?.body.response_format).toMatchObject({ type: 'json_schema' });
  });

  it.each(['Red!', '{"color": 7}', '{"colour": "red"}', '[]', ''])(
    'does not take %j for what was asked',
    async words => {
      server.replies.push({ kind: 'stream', words: [words] });
      await expect(ask({ schema })).rejects.toMatchObject({ code: 'model/answer-not-schema' });
    },
  );

  it('shows a picture', async () => {
    await ask({ image: { data: '/9j/4AAQ', encoding: 'jpeg' } });
    expect(JSON.stringify(server.calls[0]?.body)).toContain('data:image/jpeg;base64,/9j/4AAQ');
  });

  it('goes over to its examples where the model cannot be asked, and back', async () => {
    const system = 'Be kind.\nhello → Hi from here!';
    server.replies.push({ kind: 'error', status: 401 });
    const offline = await ask({ system });
    expect(offline.text).toBe('Hi from here!');
    expect(offline.usages).toEqual([
      // The trace tells of the call that failed as well.
      expect.objectContaining({ model: 'acme/test-model', failure: 'model/key-refused' }),
      expect.objectContaining({ isOffline: true, costYuan: 0 }),
    ]);
    expect((await ask({ system })).text).toBe('Hello there.');
    server.replies.push({ kind: 'error', status: 401 });
    await expect(ask({})).rejects.toMatchObject({ code: 'model/key-refused' });
  });

  it('does not begin again what broke off', async () => {
    server.replies.push({ kind: 'stream', words: ['Once'], afterwards: 'break' });
    await expect(ask({ system: 'hello → Hi!' })).rejects.toMatchObject({ code: 'model/bad-answer' });
  });

  it('ends when its message is cancelled', async () => {
    const stop = new AbortController();
    server.replies.push({ kind: 'stream', words: ['Once'], afterwards: 'hang' });
    const asking = ask({}, stop.signal);
    await server.nextCall();
    stop.abort();
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    await server.nextClosed();
  });
});
