import fc from 'fast-check';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { createCatalogue } from '../catalogue/catalogue.ts';
import type { Deployment, Profile } from '../document/profile.ts';
import { deploymentSchema } from '../document/profile.ts';
import type { Provider } from '../models/model-facts.ts';
import { providerSchema } from '../models/model-facts.ts';
import type { Persona, PersonaInput } from '../persona/persona.ts';
import { personaSchema } from '../persona/persona.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { defineNode, sampleBoard, sampleNodes } from '../testing/sample-catalogue.ts';

const text = (en: string) => ({ en, zh: en });
const region = (id: string, country: string) => ({
  id,
  title: text(id),
  country,
  baseUrl: `https://${id}.example/v1`,
});
const seen = { title: 'Test', checked: '2026-01-01' };

const persona = { id: 'persona', title: text('persona'), type: 'persona' };
const chatModel = { id: 'model', title: text('model'), type: 'model', kind: 'chat' };

/** Nodes that call models, beside the sample ones. */
export const modelNodes = [
  defineNode('agents/agent', {
    category: 'agents',
    placements: ['cloud', 'hub'],
    inputs: { hears: { kind: 'text' } },
    outputs: { says: { kind: 'text' }, feels: { kind: 'emotion' } },
    properties: [persona, chatModel],
    data: ['speech-text'],
  }),
  defineNode('models/recognise', {
    category: 'models',
    placements: ['cloud', 'hub'],
    inputs: { sound: { kind: 'audio', sampleRateHz: 16_000, encoding: 'pcm16' } },
    outputs: { text: { kind: 'text' } },
    properties: [{ id: 'model', title: text('model'), type: 'model', kind: 'speech-to-text' }],
    data: ['voice', 'speech-text'],
  }),
  defineNode('hub/fetch', {
    category: 'hub',
    placements: ['hub'],
    inputs: { text: { kind: 'text' } },
    outputs: { text: { kind: 'text' } },
    reachesNetwork: true,
  }),
];

export const sampleProviders: readonly Provider[] = [
  {
    id: 'offline',
    version: '1.0.0',
    title: text('Offline'),
    adapter: 'offline',
    runs: 'hub',
    models: [
      { id: 'persona', title: 'Offline', kind: 'chat', inputs: ['text'], outputs: ['text'], tools: true },
    ],
  },
  {
    id: 'local',
    version: '1.0.0',
    title: text('Local'),
    adapter: 'openai-compatible',
    runs: 'hub',
    regions: [region('local', 'local')],
    models: [
      {
        id: 'small',
        title: 'Small',
        kind: 'chat',
        inputs: ['text'],
        outputs: ['text'],
        latency: { firstMs: 900, tokensPerSecond: 20 },
      },
      { id: 'ears', title: 'Ears', kind: 'speech-to-text', inputs: ['audio'], outputs: ['text'] },
    ],
  },
  {
    id: 'sky',
    version: '1.0.0',
    title: text('Sky'),
    adapter: 'openai-compatible',
    runs: 'cloud',
    regions: [region('beijing', 'CN'), region('virginia', 'US')],
    retention: { words: text('30 days'), days: 30, source: seen },
    minors: { words: text('Not for children.'), allowed: false, source: seen },
    models: [
      {
        id: 'large',
        title: 'Large',
        kind: 'chat',
        inputs: ['text'],
        outputs: ['text'],
        tools: true,
        price: { currency: 'CNY', per: 'million-tokens', input: 10, output: 40 },
        latency: { firstMs: 800, tokensPerSecond: 50 },
      },
      {
        id: 'quick',
        title: 'Quick',
        kind: 'chat',
        inputs: ['text'],
        outputs: ['text'],
        tools: true,
        price: { currency: 'USD', per: 'million-tokens', input: 1, output: 3 },
        latency: { firstMs: 300, tokensPerSecond: 100 },
      },
      {
        id: 'ears',
        title: 'Sky ears',
        kind: 'speech-to-text',
        inputs: ['audio'],
        outputs: ['text'],
        price: { currency: 'CNY', per: 'second', input: 0.0003 },
        latency: { firstMs: 200 },
        regions: ['beijing'],
      },
    ],
  },
  {
    id: 'rhine',
    version: '1.0.0',
    title: text('Rhine'),
    adapter: 'openai-compatible',
    runs: 'cloud',
    regions: [region('frankfurt', 'DE')],
    models: [
      { id: 'riddle', title: 'Riddle', kind: 'chat', inputs: ['text'], outputs: ['text'], tools: true },
    ],
  },
].map(provider => providerSchema.parse(provider));

export function catalogueFor(limits: Partial<typeof sampleBoard.limits> = {}): Catalogue {
  const board = { ...sampleBoard, limits: { ...sampleBoard.limits, ...limits } };
  return createCatalogue([...sampleNodes, ...modelNodes], [board], sampleProviders);
}

export const placementCatalogue = catalogueFor();

export function makePersona(fields: Partial<PersonaInput> = {}): Persona {
  return personaSchema.parse({ name: 'Momo', ...fields });
}

export function makeDeployment(fields: Partial<Deployment> = {}): Deployment {
  return deploymentSchema.parse(fields);
}

/** Microphone → recogniser → agent → display, with a light; everything where its type puts it. */
export function talkingProfile(
  personaFields: Partial<PersonaInput> = { model: { id: 'sky/large' } },
  deployment?: Partial<Deployment>,
): Profile {
  return new ProfileBuilder()
    .node('microphone', 'sensors/microphone')
    .node('ears', 'models/recognise')
    .node('momo', 'agents/agent', { properties: { persona: 'momo' } })
    .node('display', 'actuators/display')
    .node('button', 'sensors/button')
    .node('pass', 'logic/pass')
    .node('led', 'actuators/led')
    .wire('microphone.sound', 'ears.sound')
    .wire('ears.text', 'momo.hears')
    .wire('momo.says', 'display.text')
    .wire('momo.feels', 'display.face')
    .wire('button.pressed', 'pass.in')
    .wire('pass.out', 'led.on')
    .with({
      personas: { momo: makePersona(personaFields) },
      ...(deployment !== undefined && { deployment: makeDeployment(deployment) }),
    })
    .build();
}

/** Small profiles with a few nodes that may be moved, tight boards, budgets and markets. */
export const placementCase = fc
  .record({
    passes: fc.integer({ min: 1, max: 4 }),
    agents: fc.integer({ min: 0, max: 2 }),
    model: fc.constantFrom('offline', 'sky/large', 'sky/quick', 'local/small', 'rhine/riddle', 'gone/model'),
    links: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 2, maxLength: 10 }),
    byHand: fc.constantFrom(undefined, 'device', 'hub', 'cloud'),
    heapBytes: fc.integer({ min: 29_000, max: 36_000 }),
    linkBytesPerSecond: fc.constantFrom(40, 200, 1_000, 40_000),
    filesystemBytes: fc.constantFrom(60_000, 200_000),
    firstResponseMs: fc.option(fc.integer({ min: 20, max: 2_000 }), { nil: undefined }),
    costPerInteractionYuan: fc.option(fc.double({ min: 0.0001, max: 0.05, noNaN: true }), { nil: undefined }),
    markets: fc.subarray(['eu', 'us', 'cn']),
    from: fc.option(fc.integer({ min: 4, max: 30 }), { nil: undefined }),
  })
  .map(input => {
    const builder = new ProfileBuilder().node('light', 'sensors/light').node('led', 'actuators/display');
    const ids = ['light'];
    for (let index = 0; index < input.passes; index++) {
      builder.node(
        `pass${index}`,
        'logic/pass',
        index === 0 && input.byHand ? { placement: input.byHand } : {},
      );
      ids.push(`pass${index}`);
    }
    for (let index = 0; index < input.agents; index++) {
      builder.node(`agent${index}`, 'agents/agent', { properties: { persona: 'momo' } });
      ids.push(`agent${index}`);
    }
    const outputOf = (id: string) => (id === 'light' ? 'level' : id.startsWith('pass') ? 'out' : 'says');
    const inputOf = (id: string) => (id === 'led' ? 'text' : id.startsWith('pass') ? 'in' : 'hears');
    const targets = [...ids.slice(1), 'led'];
    for (const [from, to] of input.links) {
      const source = ids[from % ids.length] ?? 'light';
      const target = targets[to % targets.length] ?? 'led';
      // Forwards only, so that there is no circle to complain of.
      if (ids.indexOf(source) >= (target === 'led' ? ids.length : ids.indexOf(target))) continue;
      builder.wire(`${source}.${outputOf(source)}`, `${target}.${inputOf(target)}`);
    }
    const { firstResponseMs, costPerInteractionYuan, from } = input;
    const deployment = makeDeployment({
      markets: input.markets,
      budgets: {
        ...(firstResponseMs !== undefined && { firstResponseMs }),
        ...(costPerInteractionYuan !== undefined && { costPerInteractionYuan }),
      },
      ...(from !== undefined && { audience: { from } }),
    });
    const profile = builder
      .with({ personas: { momo: makePersona({ model: { id: input.model } }) }, deployment })
      .build();
    const { heapBytes, linkBytesPerSecond, filesystemBytes } = input;
    return { profile, limits: { heapBytes, linkBytesPerSecond, filesystemBytes } };
  });
