import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnosticCatalogue } from '../diagnostics/diagnostic-catalogue.ts';
import { applyPatches } from '../document/apply-patches.ts';
import type { Json } from '../document/json.ts';
import type { Deployment, Profile } from '../document/profile.ts';
import type { PersonaInput } from '../persona/persona.ts';
import { placementCatalogue, talkingProfile } from '../placement/testing-placement.ts';
import { mapData } from './map-data.ts';
import { requirements } from './requirements.ts';
import { complianceRules, staleFrom } from './rules.ts';

const cloud: Partial<PersonaInput> = { model: { id: 'sky/large' } };
const rulesOf = (profile: Profile, options?: CompileOptions): Diagnostic[] =>
  compile(profile, placementCatalogue, options).diagnostics.filter(({ code }) =>
    code.startsWith('compliance/'),
  );
const codes = (found: readonly Diagnostic[]) => found.map(({ code }) => code.slice('compliance/'.length));
const found = (persona: Partial<PersonaInput>, deployment: Partial<Deployment>, options?: CompileOptions) =>
  rulesOf(talkingProfile(persona, deployment), options);

function fix(profile: Profile, diagnostic: Diagnostic | undefined): Profile {
  const result = applyPatches(profile as Json, diagnostic?.fixes?.[0]?.patches ?? []);
  if (!result.ok) throw new Error(result.problem.message.en);
  return result.value as Profile;
}

describe('complianceRules', () => {
  it('has the whole table, each with a code of its own in the catalogue, requirements and a dated source', () => {
    expect(complianceRules.map(({ id }) => id)).toEqual(
      'EU1 EU2 EU3 EU5 EU6 EU7 US1 CN1 CN2 CN3 CN4 ALL1 ALL2 ALL3 ALL4'.split(' '),
    );
    for (const { code, requires, source } of complianceRules) {
      expect(diagnosticCatalogue).toHaveProperty([`compliance/${code}`]);
      for (const id of requires) expect(requirements).toHaveProperty(id);
      expect(source.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(new URL(source.url ?? '').protocol).toBe('https:');
    }
    expect(new Set(complianceRules.map(({ code }) => code)).size).toBe(complianceRules.length);
  });

  it('goes stale six months after it was checked, also at the end of a month', () => {
    const from = (checked: string) => staleFrom({ source: { title: '', checked } });
    expect([from('2026-11-22'), from('2026-08-31'), from('2026-01-05')]).toEqual([
      '2027-05-22',
      '2027-02-28',
      '2026-07-05',
    ]);
  });
});

describe('lintCompliance', () => {
  it('says nothing where no market is named', () => {
    expect(rulesOf(talkingProfile(cloud))).toEqual([]);
    expect(found(cloud, { audience: { from: 6 }, product: 'toy' })).toEqual([]);
  });

  it('asks a talking toy for children in the EU what the table asks', () => {
    const diagnostics = found(cloud, { markets: ['eu'], product: 'toy', audience: { from: 5, to: 8 } });
    expect(codes(diagnostics).sort()).toEqual(
      [
        'children-eu',
        'cyber-resilience',
        'important-product',
        'provider-terms',
        'radio-security',
        'recording',
        'secrets',
        'toy-safety',
        'transparency',
      ].sort(),
    );
    const [first] = diagnostics;
    for (const words of [first?.hint.en, first?.hint.zh]) expect(words).toContain('2026-11-22');
    expect(first?.hint.en).toContain('not legal advice');
  });

  it('asks less where nothing leaves the hub and grown-ups use it', () => {
    const quiet = found(
      { model: { id: 'offline' }, memory: { keeps: 'nothing' } },
      { markets: ['us'], audience: { from: 18 } },
    );
    // The recogniser is in the cloud and hears voices.
    expect(codes(quiet)).toEqual(['recording', 'secrets']);
  });

  it('knows a market’s own rules: COPPA under 13, a companion and data abroad in China', () => {
    expect(codes(found(cloud, { markets: ['us'], audience: { from: 12 } }))).toContain('children-us');
    expect(codes(found(cloud, { markets: ['us'], audience: { from: 13 } }))).not.toContain('children-us');
    const companion: Partial<PersonaInput> = {
      model: { id: 'sky/large', region: 'virginia' },
      proactivity: {
        consent: true,
        triggers: { come: { when: { kind: 'event', event: 'arrived' }, lines: ['Hello'] } },
      },
    };
    const china = found(companion, { markets: ['cn'], audience: { from: 18 } });
    expect(codes(china)).toEqual(
      expect.arrayContaining(['companion', 'data-abroad', 'content-label', 'generative-service']),
    );
    const abroad = china.find(({ code }) => code === 'compliance/data-abroad');
    const mended = fix(talkingProfile(companion, { markets: ['cn'], audience: { from: 18 } }), abroad);
    expect(mended.personas?.momo?.model.region).toBe('beijing');
    expect(codes(rulesOf(mended))).not.toContain('data-abroad');
  });

  it('counts evidence as an answer, and an empty one not', () => {
    const secrets = (compliance: Record<string, string | boolean>) =>
      codes(found(cloud, { markets: ['jp'], audience: { from: 18 }, compliance })).includes('secrets');
    expect(secrets({ 'no-shared-password': 'No password at all.', 'no-keys-on-device': true })).toBe(false);
    expect(secrets({ 'no-shared-password': ' ', 'no-keys-on-device': true })).toBe(true);
    expect(secrets({ 'no-shared-password': true, 'no-keys-on-device': false })).toBe(true);
  });

  it('offers push-to-talk, and a shorter memory of children, as changes that answer the rule', () => {
    const profile = talkingProfile(cloud, { markets: ['us'], audience: { from: 8 } });
    const open = (list: Diagnostic[], code: string) =>
      list.find(diagnostic => diagnostic.code === `compliance/${code}`);
    const recording = open(rulesOf(profile), 'recording');
    expect(recording?.where).toEqual({ kind: 'node', node: 'microphone' });
    expect(recording?.message.en).toContain('push-to-talk');
    const gated = fix(profile, recording);
    expect(open(rulesOf(gated), 'recording')?.message.en).not.toContain('push-to-talk');
    const errors = compile(gated, placementCatalogue).diagnostics.filter(
      ({ severity }) => severity === 'error',
    );
    // Sound is too much for the sample's link, with or without the button.
    expect(errors.map(({ code }) => code)).toEqual(['budget/link']);
    const children = open(rulesOf(profile), 'children-us');
    expect(children?.message.en).toContain('no longer than needed');
    expect(open(rulesOf(fix(profile, children)), 'children-us')?.message.en).not.toContain(
      'no longer than needed',
    );
  });

  it('says by the date what is ahead and what may have changed', () => {
    const toy: Partial<Deployment> = { markets: ['eu'], product: 'toy', audience: { from: 18 } };
    const severity = (today: string) =>
      found(cloud, toy, { today }).find(({ code }) => code === 'compliance/toy-safety')?.severity;
    expect(severity('2026-11-22')).toBe('hint');
    expect(severity('2030-08-01')).toBe('warning');
    expect(codes(found(cloud, toy, { today: '2027-05-21' }))).not.toContain('stale-rules');
    expect(codes(found(cloud, toy, { today: '2027-05-22' }))).toContain('stale-rules');
  });

  it('says where it has no rules, and asks for the ages', () => {
    const diagnostics = found(cloud, { markets: ['jp'] });
    expect(codes(diagnostics)).toEqual(expect.arrayContaining(['no-rules', 'no-audience']));
    const asked = diagnostics.find(({ code }) => code === 'compliance/no-audience');
    expect(fix(talkingProfile(cloud, { markets: ['jp'] }), asked).deployment?.audience).toEqual({ from: 18 });
  });
});

describe('lintPersonas', () => {
  const personaCodes = (profile: Profile) =>
    compile(profile, placementCatalogue)
      .diagnostics.filter(({ code }) => code.startsWith('persona/') || code.startsWith('placement/'))
      .map(({ code }) => code);

  it('finds what a persona lacks', () => {
    const bare = talkingProfile({
      tools: { a: { id: 'nowhere/run' }, b: { id: 'device/led/on' }, c: { id: 'mcp/maps/route' } },
      model: { id: 'gone/model' },
      proactivity: { triggers: { t: { when: { kind: 'time', at: '09:00' } } } },
    });
    expect(personaCodes(bare)).toEqual([
      'persona/unknown-model',
      'persona/unknown-tool',
      'persona/no-fallback',
      'persona/no-examples',
      'persona/no-consent',
    ]);
    const children = talkingProfile(
      { model: { id: 'sky/large' }, fallback: ['Hm.'], examples: { e: { person: 'Hi', reply: ['Hi'] } } },
      { markets: ['eu'], audience: { from: 6 } },
    );
    expect(personaCodes(children)).toEqual(['persona/region-outside-markets', 'persona/minors-not-allowed']);
  });

  it('creates the persona that a node names, or one for a node without', () => {
    for (const persona of ['lost', '']) {
      const profile = talkingProfile();
      profile.nodes.momo = { ...profile.nodes.momo, properties: { persona } } as Profile['nodes'][string];
      const code = persona === '' ? 'persona/none-chosen' : 'persona/missing';
      const diagnostic = compile(profile, placementCatalogue).diagnostics.find(entry => entry.code === code);
      const mended = fix(profile, diagnostic);
      expect(personaCodes(mended)).not.toContain(code);
      expect(Object.keys(mended.personas ?? {})).toHaveLength(2);
    }
  });

  it('says that a model of the cloud is not called from the hub', () => {
    const profile = talkingProfile(cloud);
    profile.nodes.momo = { ...profile.nodes.momo, placement: 'hub' } as Profile['nodes'][string];
    expect(personaCodes(profile)).toContain('placement/model-in-cloud');
  });
});

describe('mapData', () => {
  it('follows a voice from the microphone to the region that hears it, and says how long it stays', () => {
    const routes = mapData(talkingProfile(cloud, { markets: ['cn'] }), placementCatalogue);
    const voice = routes.find(({ kind }) => kind === 'voice');
    expect(voice?.stops.map(({ place, nodes }) => [place, nodes])).toEqual([
      ['device', ['microphone']],
      ['hub', ['ears']],
      ['cloud', ['ears']],
    ]);
    expect(voice?.stops[2]).toMatchObject({
      region: { country: 'CN' },
      retention: { days: 30, isKnown: true },
    });
    const memory = routes.find(({ kind }) => kind === 'memory');
    expect(memory?.stops.find(({ place }) => place === 'hub')?.retention.days).toBe(180);
  });

  it('says that it does not know where a provider keeps silent', () => {
    const routes = mapData(talkingProfile({ model: { id: 'rhine/riddle' } }), placementCatalogue);
    const stops = routes.flatMap(route => route.stops).filter(({ provider }) => provider?.id === 'rhine');
    expect(stops.length).toBeGreaterThan(0);
    for (const { retention } of stops) expect(retention).toMatchObject({ isKnown: false, days: null });
  });

  it('keeps everything on the hub where the offline model answers', () => {
    const profile = talkingProfile({ model: { id: 'offline' } });
    profile.nodes.ears = { ...profile.nodes.ears, placement: 'hub' } as Profile['nodes'][string];
    expect(mapData(profile, placementCatalogue).some(({ leavesHub }) => leavesHub)).toBe(false);
  });
});
