import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providerFileSchema, providerSchema } from '../../core/models/model-facts.ts';
import type { ModelRequest } from './model-access.ts';
import { testingLibrary, testingProvider } from './testing/testing-models.ts';

const folder = join(import.meta.dirname, '../../../plugins/models');
const providers = readdirSync(folder).map(id =>
  providerSchema.parse({
    ...providerFileSchema.parse(JSON.parse(readFileSync(join(folder, id, 'provider.json'), 'utf8'))),
    id,
  }),
);

const request: ModelRequest = { name: 'acme/test-model', markets: [], placement: 'cloud' };
const { library } = testingLibrary(testingProvider('alibaba', 'https://acme.example/v1'));
const refusal = (given: Partial<ModelRequest>): unknown => {
  try {
    library.resolve({ ...request, ...given });
  } catch (error) {
    return error;
  }
  return null;
};

describe('the library of models', () => {
  it.each([
    [[], undefined, 'beijing'],
    [['cn'], undefined, 'beijing'],
    [['us'], undefined, 'singapore'],
    [['somewhere'], undefined, 'beijing'],
    [['us'], 'beijing', 'beijing'],
  ])('chooses a region for the markets %j', (markets, region, chosen) => {
    expect(library.resolve({ ...request, markets, region }).region).toBe(chosen);
  });

  it('explains what it does not give', () => {
    expect(refusal({ markets: ['cn', 'us'] })).toMatchObject({
      code: 'model/no-region',
      details: { markets: 'cn, us', regions: 'beijing, singapore' },
    });
    expect(refusal({ region: 'mars' })).toMatchObject({ code: 'model/unknown-region' });
    expect(refusal({ placement: 'hub' })).toMatchObject({ code: 'model/not-on-hub' });
    expect(refusal({ name: 'acme/ear' })).toMatchObject({ code: 'model/not-for-chat' });
    expect(refusal({ name: 'nobody/x' })).toMatchObject({ code: 'model/unknown' });
    expect(refusal({ name: 'acme' })).toMatchObject({ code: 'model/unknown' });
  });

  it('gives a model that is in no list, without facts', () => {
    const model = library.resolve({ ...request, name: 'acme/new-one' });
    expect([model.facts, model.costYuan(1, 1), model.isOffline]).toEqual([null, null, false]);
    expect(library.resolve({ ...request, name: 'offline' })).toMatchObject({ isOffline: true, region: null });
  });
});

describe('the providers that come along', () => {
  it('give a source and a date for every figure', () => {
    for (const provider of providers) {
      for (const model of provider.models) {
        const hasFigure = model.price !== undefined || model.latency !== undefined;
        if (hasFigure) expect(model.sources.length, `${provider.id}/${model.id}`).toBeGreaterThan(0);
        for (const region of model.regions ?? []) {
          expect(
            provider.regions.map(({ id }) => id),
            model.id,
          ).toContain(region);
        }
      }
    }
  });

  it('name no cloud that runs without a key, and no key for what runs here', () => {
    for (const provider of providers) {
      expect(provider.secret !== undefined, provider.id).toBe(provider.runs === 'cloud');
      for (const region of provider.regions) {
        const isSafe = region.baseUrl.startsWith('https:') || region.country === 'local';
        expect(isSafe, region.baseUrl).toBe(true);
      }
    }
  });

  it('tell the licence of every model that runs here', () => {
    for (const provider of providers.filter(({ runs }) => runs === 'hub')) {
      for (const model of provider.models) expect(model.licence, model.id).toBeTruthy();
    }
  });
});
