import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { createTestingAccess } from '../speech/testing/speech-server.ts';
import { createTestingMessage } from '../speech/testing/testing-caller.ts';
import { createImages } from './create-images.ts';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(server => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(resolve));
    }),
  );
});

const png = PNG.sync.write(new PNG({ width: 8, height: 4 }));
const jpeg = encode({ width: 8, height: 4, data: Buffer.alloc(8 * 4 * 4) }, 50).data;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown> | null;
}

/** A server that speaks the task interface; a handler may answer by itself. */
async function open(
  handle: (asked: Asked, response: ServerResponse, address: string) => boolean = () => false,
  settings: { readonly requestMs?: number; readonly totalMs?: number; readonly picture?: Buffer } = {},
) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
    };
    asked.push(one);
    if (handle(one, response, address)) return;
    if (one.path.startsWith('/picture')) {
      response.end(settings.picture ?? png);
      return;
    }
    const output = one.path.startsWith('/api/v1/tasks/')
      ? { task_status: 'SUCCEEDED', results: [{ url: `${address}/picture.png` }] }
      : { task_id: 'task-1', task_status: 'PENDING' };
    response.end(JSON.stringify({ output }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const access = createTestingAccess(`${address.replace('http', 'ws')}/api-ws/v1`);
  const message = createTestingMessage();
  const image = createImages({ access, pollMs: 1, requestMs: 2_000, ...settings });
  return {
    asked,
    access,
    message,
    make: (model = 'qwen/wan2.2-t2i-flash') =>
      image({ model, prompt: 'a fox', widthPx: 512, heightPx: 512 }, message),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const failure = await work.catch((error: unknown) => error);
  return StudioError.is(failure) ? failure.code : `no StudioError: ${String(failure)}`;
}

describe('pictures', () => {
  it('sets a task, asks until it is done, and fetches the picture without the key', async () => {
    let polls = 0;
    const setup = await open((asked, response) => {
      if (!asked.path.startsWith('/api/v1/tasks/') || ++polls > 2) return false;
      response.end(JSON.stringify({ output: { task_status: polls === 1 ? 'PENDING' : 'RUNNING' } }));
      return true;
    });
    expect(await setup.make()).toEqual({
      data: png.toString('base64'),
      encoding: 'png',
      widthPx: 8,
      heightPx: 4,
    });
    expect(setup.asked[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/services/aigc/text2image/image-synthesis',
      headers: { 'x-dashscope-async': 'enable', authorization: 'Bearer test-key' },
      body: {
        model: 'wan2.2-t2i-flash',
        input: { prompt: 'a fox' },
        parameters: { size: '512*512', n: 1 },
      },
    });
    expect(setup.asked.map(({ path }) => path).slice(1)).toEqual([
      '/api/v1/tasks/task-1',
      '/api/v1/tasks/task-1',
      '/api/v1/tasks/task-1',
      '/picture.png',
    ]);
    expect(setup.asked.at(-1)?.headers.authorization).toBeUndefined();
    expect(setup.message.usages).toMatchObject([{ model: 'wan2.2-t2i-flash', costYuan: 0.001 }]);
    expect(setup.access.ended).toEqual([undefined]);
  });

  it('speaks to Wan 2.6 in messages, and reads JPEG', async () => {
    const setup = await open(
      (asked, response, address) => {
        if (!asked.path.startsWith('/api/v1/tasks/')) return false;
        const content = [{ type: 'image', image: `${address}/picture.jpg` }];
        response.end(
          JSON.stringify({ output: { task_status: 'SUCCEEDED', choices: [{ message: { content } }] } }),
        );
        return true;
      },
      { picture: jpeg },
    );
    expect(await setup.make('qwen/wan2.6-t2i')).toMatchObject({ encoding: 'jpeg', widthPx: 8, heightPx: 4 });
    expect(setup.asked[0]).toMatchObject({
      path: '/api/v1/services/aigc/image-generation/generation',
      body: { input: { messages: [{ role: 'user', content: [{ text: 'a fox' }] }] } },
    });
  });

  it.each([
    [401, { code: 'InvalidApiKey' }, 'image/not-authorized'],
    [403, { code: 'Arrearage', message: 'no money' }, 'image/quota'],
    [429, { code: 'Throttling.RateQuota' }, 'image/rate-limited'],
    [400, { code: 'InvalidParameter', message: 'size' }, 'image/refused'],
    [500, {}, 'image/unreachable'],
    [200, { output: {} }, 'image/bad-reply'],
    [200, { output: { task_id: '../../secret' } }, 'image/bad-reply'],
    [200, 'text', 'image/bad-reply'],
  ])('an answer %i %j is %s', async (status, body, code) => {
    const setup = await open((_, response) => {
      response.writeHead(status).end(JSON.stringify(body));
      return true;
    });
    expect(await codeOf(setup.make())).toBe(code);
    expect(setup.access.ended).toHaveLength(1);
  });

  it.each([
    [{ task_status: 'FAILED', code: 'DataInspectionFailed', message: 'no' }, 'image/refused'],
    [{ task_status: 'UNKNOWN' }, 'image/refused'],
    [{ task_status: 'SUCCEEDED', results: [] }, 'image/bad-reply'],
    [{ task_status: 'SUCCEEDED', results: [{ url: 'file:///etc/hostname' }] }, 'image/bad-reply'],
    [{ task_status: 'SUCCEEDED', results: [{ url: 'http://10.0.0.1/x.png' }] }, 'image/bad-reply'],
  ])('a task %j is %s', async (output, code) => {
    const setup = await open((asked, response) => {
      if (!asked.path.startsWith('/api/v1/tasks/')) return false;
      response.end(JSON.stringify({ output }));
      return true;
    });
    expect(await codeOf(setup.make())).toBe(code);
  });

  it('a picture that is none, or too large, is refused', async () => {
    const text = await open(() => false, { picture: Buffer.from('not a picture') });
    expect(await codeOf(text.make())).toBe('image/bad-reply');
    const large = await open(() => false, { picture: Buffer.alloc(9 * 1024 * 1024) });
    expect(await codeOf(large.make())).toBe('image/bad-reply');
  });

  it('silence, and a task that never ends, have a deadline', async () => {
    const silent = await open(() => true, { requestMs: 50 });
    expect(await codeOf(silent.make())).toBe('image/timeout');
    const endless = await open(
      (asked, response) => {
        if (!asked.path.startsWith('/api/v1/tasks/')) return false;
        response.end(JSON.stringify({ output: { task_status: 'RUNNING' } }));
        return true;
      },
      { totalMs: 100 },
    );
    expect(await codeOf(endless.make())).toBe('image/timeout');
  });

  it('ends at once when it is cancelled, and with the cloud', async () => {
    const setup = await open(() => {
      setup.message.cancel();
      return true;
    });
    await expect(setup.make()).rejects.toThrow('interrupted');
    expect(setup.access.ended).toEqual([undefined]);

    const cut = await open(() => {
      cut.access.cutCloud(new StudioError('model/cloud-off', { provider: 'Qwen' }));
      return true;
    });
    expect(await codeOf(cut.make())).toBe('model/cloud-off');
  });

  it('needs a model', async () => {
    const setup = await open();
    expect(await codeOf(setup.make(''))).toBe('image/no-model');
    expect(await codeOf(setup.make('offline'))).toBe('image/cannot');
  });
});
