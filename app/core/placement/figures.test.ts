import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import type { Deployment, Profile } from '../document/profile.ts';
import { exchangeRate } from '../models/exchange-rate.ts';
import { estimateUsage, priceOfCall, replyTokens } from './call-usage.ts';
import type { MeasuredNode } from './measured-node.ts';
import { makePersona, placementCatalogue, talkingProfile } from './testing-placement.ts';
import { withoutCloud } from './without-cloud.ts';

const facts = (name: string) => {
  const model = placementCatalogue.models.get(name);
  if (model === undefined) throw new Error(name);
  return model;
};
const reportOf = (profile: Profile, measured?: ReadonlyMap<string, MeasuredNode>) =>
  compile(profile, placementCatalogue, { linkLatencyMs: 10, ...(measured && { measured }) }).report;
const large = { model: { id: 'sky/large' } };

describe('time of a path', () => {
  it('takes the facts of the models, and says so', () => {
    const { paths, latency } = reportOf(talkingProfile(large));
    const talk = paths.find(({ nodes }) => nodes.includes('momo'));
    // 10 up, ears 200, momo 800, 10 down, display 25.
    expect(talk).toMatchObject({ latencyMs: 1045, basis: 'data', unknown: [] });
    const speaking = (replyTokens(makePersona()) / 50) * 1000;
    expect(talk?.totalMs).toBeCloseTo(1045 + speaking, 6);
    expect(latency.items.find(({ node }) => node === 'momo')).toMatchObject({
      label: 'sky/large',
      amount: 800,
      basis: 'data',
    });
  });

  it('takes what was measured of the same model before that, and not of another one', () => {
    const seen = (model: string): ReadonlyMap<string, MeasuredNode> =>
      new Map([['momo', { firstMs: 500, totalMs: 900, samples: 3, model, costYuan: 0.002 }]]);
    const measured = reportOf(talkingProfile(large), seen('sky/large'));
    expect(measured.paths[0]).toMatchObject({ latencyMs: 745, basis: 'mixed' });
    expect(measured.costPerInteraction.items.find(({ node }) => node === 'momo')).toMatchObject({
      amount: 0.002,
      basis: 'measured',
    });
    expect(reportOf(talkingProfile(large), seen('sky/quick')).paths[0]?.latencyMs).toBe(1045);
  });

  it('never takes an unknown time or price for nothing', () => {
    const deployment: Partial<Deployment> = {
      budgets: { firstResponseMs: 5_000, costPerInteractionYuan: 1 },
    };
    const profile = talkingProfile({ model: { id: 'rhine/riddle' } }, deployment);
    const { report, diagnostics } = compile(profile, placementCatalogue);
    expect(report.paths[0]?.unknown).toEqual(['momo']);
    expect(report.costPerInteraction.items.find(({ node }) => node === 'momo')?.isUnknown).toBe(true);
    const codes = diagnostics.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['budget/unknown-price', 'budget/unknown-latency']));
  });
});

describe('money', () => {
  it('counts a call as its price list does', () => {
    const persona = makePersona({ limits: { tokensPerReply: 50 } });
    const usage = estimateUsage('chat', persona);
    expect(usage.tokensOut).toBe(50);
    expect(priceOfCall(facts('sky/large'), usage)).toBeCloseTo((usage.tokensIn * 10 + 50 * 40) / 1e6, 12);
    expect(priceOfCall(facts('sky/quick'), usage)).toBeCloseTo(
      ((usage.tokensIn * 1 + 50 * 3) / 1e6) * exchangeRate.yuanPerDollar,
      12,
    );
    expect(priceOfCall(facts('sky/ears'), estimateUsage('speech-to-text', undefined))).toBeCloseTo(
      0.0012,
      12,
    );
    expect(priceOfCall(facts('local/small'), usage)).toBe(0);
    expect(priceOfCall(facts('rhine/riddle'), usage)).toBeNull();
  });

  it('makes a month of the deployment’s devices from it', () => {
    const report = reportOf(talkingProfile(large, { devices: 10, interactionsPerDay: 7 }));
    expect(report.costPerInteraction.used).toBeGreaterThan(0);
    expect(report.costPerMonth.used).toBeCloseTo(report.costPerInteraction.used * 10 * 7 * 30, 9);
  });

  it('reports a budget that is overdrawn with ways out that help', () => {
    const profile = talkingProfile(large, { budgets: { costPerInteractionYuan: 0.004 } });
    const { diagnostics } = compile(profile, placementCatalogue);
    const over = diagnostics.find(({ code }) => code === 'budget/cost-per-interaction');
    expect(over).toMatchObject({ severity: 'warning', where: { kind: 'node', node: 'momo' } });
    expect(over?.fixes?.map(({ title }) => title.en)).toEqual(['Use Quick', 'Run it on the hub']);
  });
});

describe('withoutCloud', () => {
  it('says what works, what takes the offline path and what stops, with all that hangs on it', () => {
    const profile = talkingProfile(large);
    profile.nodes.fetch = { ...profile.nodes.pass, type: 'hub/fetch' } as Profile['nodes'][string];
    profile.nodes.log = { ...profile.nodes.pass, type: 'hub/log' } as Profile['nodes'][string];
    profile.wires.w9 = { from: { node: 'fetch', port: 'text' }, to: { node: 'log', port: 'value' } };
    const { nodes, paths } = withoutCloud(profile, placementCatalogue);
    const states = Object.fromEntries(nodes.map(({ node, state }) => [node, state]));
    expect(states).toMatchObject({
      button: 'works',
      led: 'works',
      ears: 'offline-path',
      momo: 'offline-path',
      display: 'works',
      fetch: 'stops',
      log: 'stops',
    });
    const end = (id: string) => paths.find(path => path.nodes.at(-1) === id)?.state;
    expect([end('led'), end('display'), end('log')]).toEqual(['works', 'offline-path', 'stops']);
    for (const { text } of nodes) expect(text.zh).toMatch(/\p{Script=Han}/u);
  });
});
