import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../core/compiler/compile.ts';
import { stringifyCanonically } from '../../core/document/canonical-json.ts';
import { parseDocument } from '../../core/document/parse-document.ts';
import { emotions } from '../../core/ports/port-type.ts';
import { knownUnits, normalizeUnit } from '../../core/ports/units.ts';
import { type Behaviour, behaviourSchema } from '../../core/scenario/scenario.ts';
import { languages } from '../../core/text/localized-text.ts';
import { createOfflineAgents } from '../agents/testing/offline-agents.ts';
import { Builder } from '../build/builder.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { createHost, type Host } from '../create-host.ts';
import { type HubWorld, noServices } from '../hub/hub-services.ts';
import { createModelServices } from '../models/create-model-services.ts';
import { createOfflineAccess } from '../models/testing/testing-models.ts';
import { playOnVirtualBoard } from '../scenario/play-on-virtual-board.ts';
import { runBehaviour } from '../scenario/run-behaviour.ts';
import { createScriptedImage, createScriptedSpeech } from '../speech/testing/scripted-speech.ts';
import { createScriptedVision } from '../vision/testing/scripted-vision.ts';
import { authorSchemas } from './author-schemas.ts';
import { loadPlugins } from './load-plugins.ts';
import { toolOfNodeType } from './tool-node.ts';

/*
 * The conformance suite: what every node type, board and template must fulfil, ours and anyone's. The environment
 * variable CAMBRIAN_PLUGINS names a folder of one's own that is tested as well.
 */
const root = join(import.meta.dirname, '../../..');
const own = process.env.CAMBRIAN_PLUGINS;
const library = await loadPlugins({
  builtIn: join(root, 'plugins'),
  ...(own !== undefined && own !== '' && { user: own }),
});
const compiler = new CrossCompiler({ cacheDirectory: null });
const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
const builder = new Builder({ sources, compiler });
const tools = {
  library,
  sources,
  compiler,
  builder,
  // Speech, pictures and agents without a network; every other service says that it is not there.
  createServices: async (world: HubWorld) => {
    const { agents, dispose } = await createOfflineAgents(world);
    return {
      services: {
        ...noServices,
        agents,
        speech: createScriptedSpeech(),
        vision: createScriptedVision(),
        models: createModelServices({ access: createOfflineAccess(), image: createScriptedImage }),
      },
      dispose,
    };
  },
};
// A tool that stands as a node has no folder of a node; tool-conformance.test.ts looks at it.
const nodeTypes = [...library.catalogue.nodes.values()].filter(({ type }) => toolOfNodeType(type) === null);
const boards = [...library.catalogue.boards.values()];

/** The host's own models, memory and tools: what a sample is played with, without a network and without keys. */
let host: Host;
let state: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'cambrian-conformance-'));
  host = await createHost({
    shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
    builtInPlugins: join(root, 'plugins'),
    deviceSources: join(root, 'device'),
    userPlugins: join(state, 'plugins'),
    projectsDirectory: join(state, 'projects'),
    stateDirectory: join(state, 'state'),
    environment: {},
  });
});

afterAll(async () => {
  await host.dispose();
  await rm(state, { recursive: true, force: true });
  compiler.dispose();
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The file's own `$schema` must lead to a published one, and the file must fit it. */
function expectToFitItsSchema(folder: string, file: string): void {
  const value = readJson(join(folder, file));
  const schema =
    typeof value === 'object' && value !== null && '$schema' in value ? value.$schema : undefined;
  expect(typeof schema, `${file} names its schema`).toBe('string');
  const text = authorSchemas().get(basename(String(schema)));
  expect(text, `${String(schema)} is published`).toBeDefined();
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(text ?? 'true'));
  validate(value);
  expect(validate.errors ?? [], file).toEqual([]);
}

function expectChinese(text: string, what: string): void {
  expect(text, `${what} is in Chinese`).toMatch(/\p{Script=Han}/u);
}

it('every plugin loads', () => {
  expect(library.problems.map(({ diagnostic }) => diagnostic.message.en)).toEqual([]);
  expect(nodeTypes.length).toBeGreaterThanOrEqual(24);
  expect(boards.length).toBeGreaterThanOrEqual(12);
  expect(library.templates.length).toBeGreaterThanOrEqual(3);
});

it('the published schemas are those that the program checks with', () => {
  const folder = join(root, 'plugins/schemas');
  const published = new Map(
    readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]),
  );
  expect(published, 'run: node scripts/write-plugin-schemas.ts').toEqual(authorSchemas());
});

describe.each(nodeTypes)('node $type', definition => {
  const folder = library.directory(definition.type) ?? '';

  it('says what it is in every language', () => {
    expectToFitItsSchema(folder, 'node.json');
    expectChinese(definition.summary.zh, 'summary');
    expect(definition.summary.en.length).toBeLessThanOrEqual(90);
    for (const each of [...definition.inputs, ...definition.outputs, ...definition.properties]) {
      expect(each.title.en.trim(), each.id).not.toBe('');
      expect(each.title.zh.trim(), each.id).not.toBe('');
      if (each.help !== undefined) expectChinese(each.help.zh, `help of ${each.id}`);
    }
    for (const language of languages) {
      const help = readFileSync(join(folder, `help.${language}.md`), 'utf8');
      expect(help, `help.${language}.md begins with a title`).toMatch(/^# \S/);
      expect(help.length, `help.${language}.md explains`).toBeGreaterThan(language === 'en' ? 250 : 90);
      if (language === 'zh') expectChinese(help, 'help.zh.md');
      for (const output of definition.outputs) {
        const title = output.title[language];
        expect(help, `help.${language}.md tells of the output “${title}”`).toContain(title);
      }
    }
  });

  it('has an icon of the icon set, units that convert, and defaults within their limits', () => {
    const name = definition.icon.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const icon = join(root, 'node_modules/@tabler/icons-react/dist/esm/icons', `Icon${name}.mjs`);
    expect(existsSync(icon), `icon ${definition.icon}`).toBe(true);
    for (const { id, type } of [...definition.inputs, ...definition.outputs]) {
      if ('unit' in type && type.unit !== undefined) {
        expect(knownUnits, `unit of ${id}`).toContain(normalizeUnit(type.unit));
      }
    }
    for (const property of definition.properties) {
      if (property.type === 'number') {
        expect(property.default, property.id).toBeGreaterThanOrEqual(
          property.min ?? Number.NEGATIVE_INFINITY,
        );
        expect(property.default, property.id).toBeLessThanOrEqual(property.max ?? Number.POSITIVE_INFINITY);
      } else if (property.type === 'choice') {
        expect(
          property.choices.map(choice => choice.value),
          property.id,
        ).toContain(property.default);
      } else if (property.type === 'emotion') {
        expect(emotions, property.id).toContain(property.default);
      }
    }
  });

  it('finds its pins and buses on every board that can have it', () => {
    if (!definition.placements.includes('device')) return;
    const profile = {
      schemaVersion: 1 as const,
      id: 'fit',
      name: 'Fit',
      nodes: {
        node: {
          type: definition.type,
          typeVersion: definition.version,
          position: { x: 0, y: 0 },
          properties: {},
        },
      },
      wires: {},
    };
    // Whether it also has room for the program is another question, asked of the templates below.
    const fitting = boards.filter(board => {
      const { diagnostics } = compile({ ...profile, board: board.id }, library.catalogue);
      return diagnostics.every(({ severity, code }) => severity !== 'error' || code === 'budget/flash');
    });
    // A board may lack what a part needs: touch pins, an I²S interface, or pins enough.
    const expected = boards.filter(board => {
      const ready = board.pins.filter(pin => pin.usable && pin.caution === undefined);
      const hasPins = definition.needs.pins.every(need =>
        ready.some(pin => need.capabilities.every(capability => pin.capabilities.includes(capability))),
      );
      return hasPins && definition.needs.buses.every(need => board.buses.some(bus => bus.kind === need.kind));
    });
    expect(fitting.map(board => board.id)).toEqual(expected.map(board => board.id));
  });

  it('has Python that MicroPython 1.19 understands', async () => {
    for (const [module, python] of library.driverSources(definition.type)) {
      expect(await compiler.compile(`drivers/${module}.py`, python), module).toMatchObject({
        kind: 'compiled',
      });
    }
    expect(library.driver(definition.type) !== null).toBe(definition.placements.includes('device'));
  });

  const { cases } = behaviourSchema.parse(readJson(join(folder, 'behaviour.json')));

  it('behaves: at least two cases, for every output', () => {
    expectToFitItsSchema(folder, 'behaviour.json');
    expect(cases.length).toBeGreaterThanOrEqual(2);
    const steps = cases.flatMap(behaviour => behaviour.steps);
    const seen = steps.flatMap(step => ('expect' in step ? [step.expect.port] : []));
    for (const output of definition.outputs) expect(seen, 'outputs with an expectation').toContain(output.id);
  });

  it.each(cases)('$name', async behaviour => {
    const result = await runBehaviour(definition.type, behaviour, { ...tools, echoServer });
    const last = result.steps.at(-1);
    expect(result.passed, [`step ${last?.index}: ${last?.detail}`, ...result.notes].join('\n')).toBe(true);
    // A fault restarts the node and would hide behind a patient expectation; only Python of one's own may throw.
    if (definition.type !== 'logic/python') expect(result.notes.join('\n')).not.toMatch(/Traceback/);
  });
});

describe('a behaviour that is not so', () => {
  const wrong: readonly (readonly [string, Behaviour['cases'][number]])[] = [
    [
      'logic/toggle',
      {
        name: 'claims the opposite',
        properties: {},
        steps: [
          { send: { node: 'node', port: 'flip', value: true } },
          { expect: { node: 'node', port: 'on', equals: false }, withinMs: 50 },
        ],
      },
    ],
    [
      'logic/interval',
      {
        name: 'claims silence',
        properties: { intervalMs: 100 },
        steps: [{ expectNone: { node: 'node', port: 'tick' }, forMs: 150 }],
      },
    ],
    [
      'actuators/led',
      {
        name: 'claims light',
        properties: {},
        steps: [{ expectState: { node: 'node', path: 'brightness', min: 0.5 }, withinMs: 200 }],
      },
    ],
    [
      'hub/keyword-reply',
      {
        name: 'claims another word',
        properties: {},
        steps: [
          { send: { node: 'node', port: 'heard', value: 'hello' } },
          { expect: { node: 'node', port: 'reply', equals: 'Goodbye!' }, withinMs: 50 },
        ],
      },
    ],
    [
      'logic/python',
      {
        name: 'throws from the start',
        properties: { code: 'def start():\n    emit("out1", 1 / 0)\n' },
        steps: [{ expect: { node: 'node', port: 'out1' }, withinMs: 500 }],
      },
    ],
  ];

  it.each(wrong)('of %s fails', async (type, behaviour) => {
    const result = await runBehaviour(type, behaviour, tools);
    expect(result.passed).toBe(false);
    expect(result.steps.at(-1)?.detail).toMatch(/expected|nothing came/);
  });
});

describe.each(boards)('board $id', board => {
  const builtIn = join(root, 'plugins/boards', board.id);
  const folder = existsSync(builtIn) ? builtIn : join(own ?? '', 'boards', board.id);

  it('is described with its sources', () => {
    expectToFitItsSchema(folder, 'board.json');
    expectChinese(board.summary.zh, 'summary');
    expect(board.sources.length).toBeGreaterThan(0);
    expect(board.firmware.machine.length).toBeGreaterThan(0);
    expect(board.picture).toMatch(/^<svg [^>]*viewBox="0 0 300 190"/);
    expect(board.picture).not.toMatch(/<script|\bon\w+=|href=|<foreignObject/i);
    expect(board.picture?.length, 'the picture is light').toBeLessThan(6_000);
    if (!board.virtual) {
      expect(board.usb.length).toBeGreaterThan(0);
      expectChinese(board.bootHelp?.zh ?? '', 'bootHelp');
    }
  });

  it('has a sound pin table', () => {
    expect(new Set(board.pins.map(pin => pin.id)).size).toBe(board.pins.length);
    expect(new Set(board.pins.map(pin => pin.number)).size).toBe(board.pins.length);
    for (const pin of board.pins) {
      if (!pin.usable) expect(pin.caution, `${pin.id} says why it cannot be used`).toBeDefined();
      for (const text of [pin.caution, pin.note]) if (text !== undefined) expectChinese(text.zh, pin.id);
    }
  });

  it('has buses on different pins that are free to use, an I²C and an SPI bus among them', () => {
    const seen = new Set<string>();
    for (const bus of board.buses) {
      const { kind, index, ...pins } = bus;
      const ids = Object.values(pins);
      const name = `${kind} ${index} on ${ids.join(', ')}`;
      expect(new Set(ids).size, name).toBe(ids.length);
      expect(seen.has(name), `${name} is listed once`).toBe(false);
      seen.add(name);
      for (const id of ids) {
        const pin = board.pins.find(candidate => candidate.id === id);
        expect(pin?.usable, `${name}: ${id}`).toBe(true);
        expect(pin?.caution, `${name}: ${id}`).toBeUndefined();
        expect(pin?.capabilities, `${name}: ${id}`).toContain(kind);
      }
    }
    expect(board.buses.map(bus => bus.kind)).toEqual(expect.arrayContaining(['i2c', 'spi']));
    for (const kind of ['i2c', 'spi', 'uart', 'i2s'] as const) {
      // A pin that claims a bus which no controller has would promise what nothing keeps.
      const claims = board.pins.some(
        pin => pin.usable && pin.caution === undefined && pin.capabilities.includes(kind),
      );
      expect(
        board.buses.some(bus => bus.kind === kind),
        kind,
      ).toBe(claims);
    }
  });

  it('says how it is flashed, and which images are for it', () => {
    const { method, esptool, uf2, images } = board.firmware;
    expect(esptool !== undefined, 'facts for esptool').toBe(method === 'esptool');
    expect(uf2 !== undefined, 'facts of the UF2 drive').toBe(method === 'uf2');
    expect(new Set(images.map(image => image.id)).size).toBe(images.length);
    const extension = { esptool: '.bin', uf2: '.uf2', none: null }[method];
    if (extension === null) expect(images).toEqual([]);
    for (const image of images) {
      if (image.variant !== undefined) expectChinese(image.variant.zh, image.id);
      const { protocol, pathname } = new URL(image.url);
      expect(protocol).toBe('https:');
      expect(pathname.endsWith(`-v${image.version}${extension}`), image.url).toBe(true);
      expect(image.id === image.version || image.variant !== undefined, image.id).toBe(true);
    }
    const versions = images.map(image => image.version);
    const newestFirst = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(versions, 'newest first').toEqual(newestFirst);
    if (method === 'uf2') {
      expect(
        board.usb.some(usb => usb.bootLoader === true),
        'USB ids of the boot loader',
      ).toBe(true);
    }
  });
});

describe('boards beside each other', () => {
  it('have USB ids of their own, except those that are said to be shared', () => {
    const owners = new Map<string, string[]>();
    for (const board of boards) {
      for (const usb of board.usb) {
        expect(`${usb.vendorId}:${usb.productId}`, board.id).toMatch(/^[0-9a-f]{4}:[0-9a-f]{4}$/);
        const key = `${usb.vendorId}:${usb.productId}`;
        owners.set(key, [...(owners.get(key) ?? []), `${board.id}${usb.shared === true ? '' : '!'}`]);
      }
    }
    for (const [ids, names] of owners) {
      expect(new Set(names).size, `${ids} stands once in a board`).toBe(names.length);
      if (names.length > 1) expect(names.join(' '), `${ids} is shared by all or by none`).not.toContain('!');
    }
  });
});

describe.each(library.templates)('template $card.id', template => {
  const text = readFileSync(join(template.directory, 'profile.json'), 'utf8');
  const parsed = parseDocument(text, library.catalogue);

  it('is a canonical profile without findings, on every board', () => {
    expectToFitItsSchema(template.directory, 'card.json');
    expectChinese(template.card.title.zh, 'title');
    expectChinese(template.card.summary.zh, 'summary');
    if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.diagnostics));
    expect(parsed.diagnostics).toEqual([]);
    expect(stringifyCanonically(parsed.profile)).toBe(text);
    for (const board of boards) {
      const { diagnostics } = compile({ ...parsed.profile, board: board.id }, library.catalogue);
      // Two copies of a program need room: a board with less than 128 KB may say that it is too small, and nothing else.
      if (board.limits.filesystemBytes < 131_072) {
        expect(
          diagnostics
            .map(({ code }) => code)
            .filter(code => code !== 'budget/flash' && code !== 'budget/flash-near'),
          board.id,
        ).toEqual([]);
        continue;
      }
      expect(
        diagnostics.map(({ message }) => message.en),
        board.id,
      ).toEqual([]);
    }
  });

  it('is laid out on the grid, nothing over anything', () => {
    if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.diagnostics));
    const places = Object.values(parsed.profile.nodes).map(node => node.position);
    for (const { x, y } of places) expect([x % 20, y % 20]).toEqual([0, 0]);
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        expect(Math.abs(a.x - b.x) >= 220 || Math.abs(a.y - b.y) >= 100, JSON.stringify([a, b])).toBe(true);
      }
    }
  });

  it('has scenarios, with words for the booth', () => {
    expect(template.scenarios.size).toBeGreaterThan(0);
    for (const [name, scenario] of template.scenarios) {
      expectToFitItsSchema(join(template.directory, 'scenarios'), `${name}.json`);
      expectChinese(scenario.title.zh, name);
      expectChinese(scenario.invitation?.zh ?? '', name);
    }
  });

  it.each([...template.scenarios])('plays %s on the virtual board', async (_, scenario) => {
    if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.diagnostics));
    const services = host.parts.hubServices.forPlay();
    const played = await playOnVirtualBoard(parsed.profile, scenario, {
      ...tools,
      createServices: services.create,
      findScenario: async id => {
        const found = template.scenarios.get(id);
        if (found === undefined) throw new Error(`no scenario ${id}`);
        return found;
      },
    }).finally(() => services.dispose());
    if (played.kind === 'unbuilt') throw new Error(JSON.stringify(played.diagnostics));
    const last = played.steps.at(-1);
    expect(played.passed, `step ${last?.index}: ${last?.detail}`).toBe(true);
    expect(played.faults).toEqual([]);
    expect(played.steps).toHaveLength(scenario.steps.length);
  });
});

/** Answers HTTP requests in a known way, for the behaviours that name `$echoServer`. */
let server: Server;
let echoServer = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/slow') return; // answered never
    if (url.pathname === '/large') {
      response.end('x'.repeat(100_000));
      return;
    }
    if (url.pathname !== '/echo') {
      response.writeHead(404).end('no such page');
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          method: request.method,
          query: url.searchParams.get('q'),
          type: request.headers['content-type'],
          device: request.headers['x-device'],
          body,
        }),
      );
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the echo server has no port');
  echoServer = `http://127.0.0.1:${address.port}`;
});

afterAll(
  () =>
    new Promise<void>(resolve => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
);
