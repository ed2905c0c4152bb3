import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import type { ApprovalRequest, ToolCallOptions } from './agent-tool.ts';
import { createToolSet, type ProgramTools, type ToolSetOptions } from './create-tool-set.ts';
import { McpHub } from './mcp/mcp-hub.ts';
import {
  createTestWorld,
  devicePort,
  kettle,
  libraryOf,
  mapAt,
  type TestWorld,
  valuesInMemory,
  weatherAt,
} from './testing/tool-fixtures.ts';
import { defaultToolLimits } from './tool-limits.ts';

const canary = 'canary-key-7f3a91';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function setOf(
  tools: readonly ToolDefinition[],
  change: Partial<ToolSetOptions> & { readonly world?: TestWorld } = {},
): Promise<ProgramTools> {
  const limits = { ...defaultToolLimits, callMs: 1_000 };
  const mcp = await McpHub.load({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    fetch,
    isCloudOn: () => true,
    limits,
    log: () => undefined,
    variables: {},
  });
  mcp.adopt(tools);
  const toolSet = createToolSet({
    world: createTestWorld(),
    library: libraryOf(...tools),
    values: valuesInMemory(),
    mcp,
    askForApproval: async () => false,
    isCloudOn: () => true,
    secrets: { read: async () => canary },
    fetch,
    projectDirectory: folder,
    timeZone: 'Asia/Shanghai',
    limits,
    ...change,
  });
  onTestFinished(async () => {
    await toolSet.dispose();
    await mcp.dispose();
  });
  return toolSet;
}

function call(
  set: ProgramTools,
  id: string,
  arguments_: JsonValue = {},
  options: Partial<ToolCallOptions> = {},
) {
  const tool = set.granted([{ id, approval: 'always' }])[0];
  if (tool === undefined) throw new Error(`${id} is not in the set`);
  return tool.call(arguments_, {
    signal: new AbortController().signal,
    person: 'Mia',
    language: 'en',
    ...options,
  });
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it was done',
    error => (StudioError.is(error) ? error.code : error),
  );

describe('grants', () => {
  it('show what they allow and nothing else, in id order, under names that models take', async () => {
    const set = await setOf([kettle, weatherAt('https://weather.example')]);
    expect(set.granted([])).toEqual([]);
    const granted = set.granted([
      { id: 'weather/*', approval: 'always' },
      { id: 'kettle/boil', approval: 'ask' },
    ]);
    expect(granted.map(({ id, name }) => [id, name])).toEqual([
      ['kettle/boil', 'kettle_boil'],
      ['weather/now', 'weather_now'],
      ['weather/order', 'weather_order'],
    ]);
    expect(set.granted([{ id: 'kettle', approval: 'always' }])).toEqual([]);
    expect(granted[0]?.inputSchema).toEqual({
      type: 'object',
      properties: { seconds: { type: 'integer', description: 'How long.', minimum: 1, maximum: 600 } },
      required: ['seconds'],
      additionalProperties: false,
    });
  });

  it('that ask wait for a yes, with the arguments that will be used', async () => {
    const asked: ApprovalRequest[] = [];
    let answer = false;
    const set = await setOf([kettle], {
      askForApproval: async request => {
        asked.push(request);
        return answer;
      },
    });
    const [boil] = set.granted([
      { id: 'kettle/*', approval: 'always' },
      { id: 'kettle/boil', approval: 'ask' },
    ]);
    const options = {
      signal: new AbortController().signal,
      person: null,
      language: 'en',
      persona: 'Momo',
    } as const;
    expect(await codeOf(boil?.call({ seconds: '5' }, options) ?? Promise.resolve())).toBe('tool/refused');
    answer = true;
    expect(await boil?.call({ seconds: 5 }, options)).toMatchObject({ text: 'on', data: { calls: 1 } });
    expect(asked[0]).toMatchObject({ tool: 'kettle/boil', arguments: { seconds: 5 }, persona: 'Momo' });
    // Nobody is asked about a call that cannot be made.
    expect(await codeOf(boil?.call({ seconds: 0 }, options) ?? Promise.resolve())).toBe('tool/bad-arguments');
    expect(asked).toHaveLength(2);
  });
});

describe('a preset with code', () => {
  it.each<[JsonValue, string]>([
    [{}, 'tool/argument-missing'],
    [{ seconds: 5, colour: 'red' }, 'tool/argument-unknown'],
    [{ seconds: 601 }, 'tool/bad-arguments'],
    [{ seconds: 1.5 }, 'tool/bad-arguments'],
    [{ seconds: 'soon' }, 'tool/bad-arguments'],
    [{ seconds: [5] }, 'tool/bad-arguments'],
    ['5', 'tool/bad-arguments'],
    [JSON.parse('{"seconds":5,"__proto__":{"a":1}}'), 'tool/argument-unknown'],
  ])('is not called with %j', async (arguments_, code) => {
    expect(await codeOf(call(await setOf([kettle]), 'kettle/boil', arguments_))).toBe(code);
  });

  it('has words for what it cannot do, and is cut where it hangs', async () => {
    const world = createTestWorld();
    const set = await setOf([kettle], { world });
    await expect(call(set, 'kettle/complain')).rejects.toMatchObject({
      code: 'tool/problem',
      details: { words: 'There is no water in it.' },
    });
    expect(await codeOf(call(set, 'kettle/crash'))).toBe('tool/failed');
    expect(world.logged.join()).toContain('undefined is not a kettle');
    expect(await codeOf(call(set, 'kettle/hang'))).toBe('tool/too-slow');
    const cancel = new AbortController();
    const hanging = codeOf(call(set, 'kettle/hang', {}, { signal: cancel.signal }));
    cancel.abort();
    expect(await hanging).toBe('tool/cancelled');
  });

  it('gives megabytes and is cut, honestly and between whole characters', async () => {
    const { text, data } = await call(await setOf([kettle]), 'kettle/flood');
    expect(text.length).toBeLessThanOrEqual(16_000);
    expect(text).toMatch(/cut: only the beginning of 2000000 characters/);
    expect(text.isWellFormed()).toBe(true);
    expect(data).toEqual({ cut: true, size: 100_011 });
  });

  it('keeps state and values for each person apart, and says later what it promised', async () => {
    const world = createTestWorld();
    const values = valuesInMemory();
    const set = await setOf([kettle], { world, values });
    const said: unknown[] = [];
    set.onAnnounce(announcement => said.push(announcement));
    await call(set, 'kettle/boil', { seconds: 10 });
    const second = await call(set, 'kettle/boil', { seconds: 60 }, { person: 'Leo', language: 'zh' });
    expect(second).toEqual({ text: '好的', data: { calls: 1 } });
    world.clock.advanceTo(10_000);
    expect(said).toEqual([{ tool: 'kettle', person: 'Mia', text: 'boils' }]);
    expect([...values.kept.keys()]).toEqual([
      '["tool/kettle","Mia","dueAt"]',
      '["tool/kettle","Leo","dueAt"]',
    ]);
  });

  it('sets up again after a restart what it kept, where the program can use it', async () => {
    const values = valuesInMemory();
    const dueAt = Date.parse('2026-11-20T08:00:30Z');
    await values.set('tool/kettle', 'Mia', 'dueAt', String(dueAt));
    const persona = personaSchema.parse({ name: 'Momo', tools: { t: { id: 'kettle/*' } } });
    for (const [personas, expected] of [
      [{ momo: persona }, ['Mia']],
      [{}, []],
    ] as const) {
      const world = createTestWorld({ personas });
      const set = await setOf([kettle], { world, values });
      const said: unknown[] = [];
      set.onAnnounce(({ person }) => said.push(person));
      if (expected.length > 0) await expect.poll(() => world.clock.nextMs).toBe(30_000);
      world.clock.advanceTo(30_000);
      expect(said).toEqual(expected);
    }
  });

  it('reads its listed files and the assets of the project, and nothing else', async () => {
    await mkdir(join(folder, 'assets', 'sub'), { recursive: true });
    await writeFile(join(folder, 'assets', 'sub', 'a.txt'), 'mine');
    await writeFile(join(folder, 'profile.json'), 'secret');
    await symlink(join(folder, 'profile.json'), join(folder, 'assets', 'link.txt'));
    await symlink(folder, join(folder, 'assets', 'up'));
    await writeFile(join(folder, 'assets', 'large.txt'), Buffer.alloc(1_048_577));
    const set = await setOf([kettle]);
    const read = async (path: string) => (await call(set, 'kettle/read', { path })).data;
    expect(await call(set, 'kettle/read', { path: 'sub/a.txt' })).toEqual({
      text: 'water boils at 100 °C',
      data: { asset: 'mine' },
    });
    for (const path of [
      'none',
      '../profile.json',
      'sub/../../profile.json',
      'link.txt',
      'up/profile.json',
      'sub',
      '/etc/passwd',
      '',
      'sub//a.txt',
      'sub\\a.txt',
      'a\0b',
      'x'.repeat(300),
    ]) {
      expect(await read(path), path).toEqual({ asset: null });
    }
    expect(await codeOf(read('large.txt'))).toBe('tool/problem');
    for (const path of ['tool.host.ts', '../kettle/data.txt', '/etc/passwd']) {
      expect(await codeOf(call(set, 'kettle/peek', { path })), path).toBe('tool/failed');
    }
  });

  it('reads the calendars of the project', async () => {
    await mkdir(join(folder, 'assets'));
    const event = (lines: string) => `BEGIN:VEVENT\r\nUID:${lines.length}\r\n${lines}\r\nEND:VEVENT\r\n`;
    const ics = (...events: string[]) =>
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;
    await writeFile(
      join(folder, 'assets', 'a.ics'),
      ics(
        event('SUMMARY:Standup\r\nDTSTART:20260101T093000\r\nDTEND:20260101T094500\r\nRRULE:FREQ=DAILY'),
        event('SUMMARY:Flight\r\nDTSTART:20261120T100000Z\r\nDTEND:20261120T120000Z'),
        event('SUMMARY:Past\r\nDTSTART:20261119T100000Z\r\nDTEND:20261119T120000Z'),
      ),
    );
    await writeFile(join(folder, 'assets', 'b.ics'), 'no calendar');
    const world = createTestWorld();
    const { text } = await call(await setOf([kettle], { world }), 'kettle/day');
    // 09:30 without a zone is that of Shanghai.
    expect(text).toBe('2026-11-20T10:00:00.000Z Flight\n2026-11-21T01:30:00.000Z Standup');
    expect(world.logged.join()).toContain('b.ics');
  });
});

describe('a preset over HTTP', () => {
  let server: Server;
  let origin: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const seen: { method: string; url: string; key: unknown; body: string }[] = [];

  beforeEach(async () => {
    seen.length = 0;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        key: request.headers['x-key'],
        body,
      });
      answer(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    answer = (_, response) => response.end(JSON.stringify({ main: { temp: 7 }, list: ['a', 'b'] }));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const sunny = {
    text: 'Sunny, 21 °C (recorded example of 2026-10-01)',
    data: { temperature: 21, recorded: '2026-10-01' },
  };

  it('encodes every argument, leaves out what was left out, and picks from the answer', async () => {
    const set = await setOf([weatherAt(origin)]);
    expect(await call(set, 'weather/now', { city: 'a/../b?c#d&e=f 上海' })).toEqual({
      text: 'temperature: 7\nsecond: b',
      data: { temperature: 7, second: 'b' },
    });
    await call(set, 'weather/now', { city: 'x', units: "m&a='1'" });
    await call(set, 'weather/order', { city: 'x"y', count: 2 });
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ['GET', '/v1/a%2F..%2Fb%3Fc%23d%26e%3Df%20%E4%B8%8A%E6%B5%B7/now?lang=en'],
      ['GET', '/v1/x/now?units=m%26a%3D%271%27&lang=en'],
      ['POST', '/order'],
    ]);
    expect(seen.map(({ key }) => key)).toEqual(Array(3).fill(`Bearer ${canary}`));
    expect(JSON.parse(seen[2]?.body ?? '')).toEqual({ city: 'x"y', count: 2, note: 'for x"y' });
    for (const city of ['..', '.', '\ud800']) {
      expect(await codeOf(call(set, 'weather/now', { city })), city).toBe('tool/bad-arguments');
    }
    expect(seen).toHaveLength(3);
  });

  it('gives its recorded answer, and says so, without cloud, consent, key or connection', async () => {
    const tool = weatherAt(origin);
    const off = await setOf([tool], { isCloudOn: () => false });
    expect(await call(off, 'weather/now', { city: ' shanghai ' })).toEqual(sunny);
    expect((await call(off, 'weather/now', { city: 'Shanghai' }, { language: 'zh' })).text).toMatch(
      /^晴.*录制/,
    );
    expect(await codeOf(call(off, 'weather/now', { city: 'Paris' }))).toBe('tool/no-recorded-answer');
    const keyless = await setOf([tool], { secrets: { read: async () => null } });
    expect(await call(keyless, 'weather/now', { city: 'Shanghai' })).toEqual(sunny);
    const set = await setOf([tool]);
    expect(await call(set, 'weather/now', { city: 'Shanghai' }, { mayUseNetwork: false })).toEqual(sunny);
    expect(seen).toEqual([]);
    const broken: (typeof answer)[] = [
      (_, response) => response.writeHead(503).end(),
      (_, response) => response.writeHead(429).end(),
      (_, response) => response.destroy(),
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"main"');
        response.destroy();
      },
      () => undefined,
    ];
    for (const breaks of broken) {
      answer = breaks;
      expect(await call(set, 'weather/now', { city: 'Shanghai' })).toEqual(sunny);
    }
  });

  it('does not follow to another origin, and hands the key to nobody', async () => {
    const others: unknown[] = [];
    const other = createServer((request, response) => {
      others.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const set = await setOf([weatherAt(origin)]);
    for (const location of [
      elsewhere,
      `//127.0.0.1:${new URL(elsewhere).port}/x`,
      'file:///etc/passwd',
      'http://[bad',
    ]) {
      answer = (_, response) => response.writeHead(302, { location }).end();
      expect(await codeOf(call(set, 'weather/now', { city: 'x' })), location).toBe('tool/left-origin');
    }
    expect(others).toEqual([]);
    answer = (request, response) =>
      request.url === '/moved'
        ? response.end('{"main":{"temp":3}}')
        : response.writeHead(302, { location: '/moved' }).end();
    expect((await call(set, 'weather/now', { city: 'x' })).data).toEqual({ temperature: 3 });
    answer = (_, response) => response.writeHead(302, { location: '/v1/loop' }).end();
    expect(await codeOf(call(set, 'weather/now', { city: 'x' }))).toBe('tool/left-origin');
  });

  it('never lets a key come back: not in text, data, error or log', async () => {
    const world = createTestWorld();
    const set = await setOf([weatherAt(origin)], { world });
    const results: unknown[] = [];
    const answers: (typeof answer)[] = [
      (_, response) =>
        response.end(
          JSON.stringify({ main: { temp: `your key is ${canary}` }, list: [0, { [canary]: canary }] }),
        ),
      (_, response) => response.writeHead(401).end(`wrong key ${canary}`),
      (_, response) => response.end(`not json ${canary}`),
      (_, response) => response.end('x'.repeat(2_000_000)),
    ];
    for (const each of answers) {
      answer = each;
      results.push(
        await call(set, 'weather/now', { city: 'x' }).catch(error => ({
          code: error.code,
          message: error.message,
          ...error.details,
          cause: String(error.cause),
        })),
      );
    }
    const failing = await setOf([weatherAt(origin)], {
      world,
      fetch: async () => {
        throw new TypeError(`fetch failed with ${canary}`);
      },
    });
    results.push(
      await call(failing, 'weather/now', { city: 'x' }).catch(error => ({
        message: error.message,
        cause: String(error.cause),
      })),
    );
    expect(results).toMatchObject([
      { text: expect.stringContaining('your key is •••') },
      { code: 'tool/service-refused', status: 401 },
      { code: 'tool/failed' },
      { code: 'tool/failed' },
      { message: expect.stringContaining('none of its recorded answers') },
    ]);
    expect(JSON.stringify([results, world.logged])).not.toContain('7f3a91');
  });

  it('asks before money is really spent, whatever the grant says', async () => {
    let asked = 0;
    const ask = async () => {
      asked++;
      return false;
    };
    const live = await setOf([weatherAt(origin, 'spend')], { askForApproval: ask });
    expect(await codeOf(call(live, 'weather/order', { city: 'x', count: 1 }))).toBe('tool/refused');
    const off = await setOf([weatherAt(origin, 'spend')], { askForApproval: ask, isCloudOn: () => false });
    expect(await call(off, 'weather/now', { city: 'Shanghai' })).toEqual(sunny);
    expect([asked, seen.length]).toEqual([1, 0]);
    // The caller has asked: nobody is asked twice.
    await call(live, 'weather/order', { city: 'x', count: 1 }, { isApproved: true });
    expect([asked, seen.length]).toEqual([1, 1]);
  });
});

it('a preset over MCP gives its recorded answer until a person has approved its server', async () => {
  const set = await setOf([mapAt('http://127.0.0.1:9/mcp')]);
  expect((await call(set, 'map/find', { message: 'museum' })).data).toEqual({ recorded: '2026-10-02' });
});

describe('the device', () => {
  const ring = { en: 'Light ring: color', zh: '灯环：颜色' };
  const world = () =>
    createTestWorld({
      deviceTools: [
        devicePort('act', 'ring/color', ring, { kind: 'color' }),
        devicePort('act', 'ring/on', { en: 'Light ring: on', zh: '灯环：点亮' }, { kind: 'boolean' }),
        devicePort(
          'act',
          'ring/brightness',
          { en: 'Light ring: brightness', zh: '灯环：亮度' },
          { kind: 'number', unit: '%', min: 0, max: 100 },
        ),
        devicePort('act', 'face/emotion', { en: 'Face: emotion', zh: '脸：情绪' }, { kind: 'emotion' }),
        devicePort('act', 'beep/play', { en: 'Buzzer: play', zh: '蜂鸣器：播放' }, { kind: 'trigger' }),
        devicePort('act', 'text/text', { en: 'Display: text', zh: '屏幕：文本' }, { kind: 'text' }),
        devicePort(
          'read',
          'climate/temperature',
          { en: 'Climate: temperature', zh: '气候：温度' },
          { kind: 'number', unit: '°C' },
        ),
      ],
    });

  it.each<[string, JsonValue, unknown]>([
    ['ring/color', { value: '#FF0000' }, '#ff0000'],
    ['ring/color', { value: 'Blue' }, '#0060ff'],
    ['ring/color', { value: '蓝色' }, '#0060ff'],
    ['ring/on', { value: true }, true],
    ['ring/on', { value: '关掉' }, false],
    ['ring/brightness', { value: 50 }, 50],
    ['ring/brightness', { value: '50 percent' }, 50],
    ['face/emotion', { value: '开心' }, 'happy'],
    ['beep/play', {}, true],
    ['text/text', { value: '你好' }, '你好'],
  ])('%s takes %j', async (id, arguments_, value) => {
    const here = world();
    const set = await setOf([], { world: here });
    expect(await call(set, `device/${id}`, arguments_)).toMatchObject({ data: { value } });
    expect(here.sent).toEqual([[...id.split('/'), value]]);
  });

  it.each<[string, JsonValue]>([
    ['ring/color', { value: 'banana' }],
    ['ring/color', { value: 'toString' }],
    ['ring/color', {}],
    ['ring/brightness', { value: 101 }],
    ['ring/brightness', { value: '1e400' }],
    ['ring/on', { value: 'perhaps' }],
    ['face/emotion', { value: 'hungry' }],
    ['text/text', { value: 'x'.repeat(501) }],
    ['text/text', { value: 'x', port: 'other' }],
  ])('%s refuses %j and sends nothing', async (id, arguments_) => {
    const here = world();
    const set = await setOf([], { world: here });
    expect(await codeOf(call(set, `device/${id}`, arguments_))).toMatch(/^tool\/(bad-arguments|argument-)/);
    expect(here.sent).toEqual([]);
  });

  it('is read with unit and age, and says where nothing was measured', async () => {
    const here = world();
    const set = await setOf([], { world: here });
    const read = (language: 'en' | 'zh') => call(set, 'device/climate/temperature', {}, { language });
    expect((await read('zh')).text).toBe('气候：温度：还没有测到任何值。');
    here.latest.set('climate/temperature', { value: 21.456 as never, ageMs: 3_200 });
    expect(await read('en')).toEqual({
      text: 'Climate: temperature: 21.46 °C (3 s ago).',
      data: { value: 21.456, unit: '°C', ageSeconds: 3.2 },
    });
  });
});
