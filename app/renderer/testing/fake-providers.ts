import { type Provider, providerSchema } from '../../core/models/model-facts.ts';

/** A cloud and the offline model, for tests and for looking at the face without a host. Made-up figures. */
export const fakeProviders: readonly Provider[] = [
  providerSchema.parse({
    id: 'offline',
    version: '1.0.0',
    title: { en: 'Offline model', zh: '离线模型' },
    adapter: 'offline',
    runs: 'hub',
    models: [
      { id: 'persona', title: 'Offline', kind: 'chat', inputs: ['text'], outputs: ['text'], tools: true },
    ],
  }),
  providerSchema.parse({
    id: 'alibaba',
    version: '1.0.0',
    title: { en: 'Qwen', zh: '通义千问' },
    adapter: 'openai-compatible',
    runs: 'cloud',
    regions: [
      {
        id: 'singapore',
        title: { en: 'Singapore', zh: '新加坡' },
        country: 'SG',
        baseUrl: 'https://sg.example/v1',
      },
      {
        id: 'frankfurt',
        title: { en: 'Frankfurt', zh: '法兰克福' },
        country: 'DE',
        baseUrl: 'https://de.example/v1',
      },
    ],
    models: [
      {
        id: 'qwen-plus',
        title: 'Qwen Plus',
        kind: 'chat',
        inputs: ['text'],
        outputs: ['text'],
        tools: true,
        price: { currency: 'CNY', per: 'million-tokens', input: 2, output: 12 },
        latency: { firstMs: 820, tokensPerSecond: 40 },
      },
      {
        id: 'qwen-flash',
        title: 'Qwen Flash',
        kind: 'chat',
        inputs: ['text'],
        outputs: ['text'],
        tools: true,
        price: { currency: 'CNY', per: 'million-tokens', input: 0.2, output: 2 },
        latency: { firstMs: 310, tokensPerSecond: 90 },
      },
    ],
  }),
];
