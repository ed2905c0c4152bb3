import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { applyPatches } from '../document/apply-patches.ts';
import type { Json } from '../document/json.ts';
import type { DocumentPatch, PlacementGoal, Profile } from '../document/profile.ts';
import { placementGoals } from '../document/profile.ts';
import { ProfileBuilder } from '../testing/profile-builder.ts';
import { shuffled } from '../testing/random-profiles.ts';
import { compareObjectives, evaluatePlacement, objective } from './evaluate-placement.ts';
import type { PlacementProblem } from './placement-problem.ts';
import { statePlacement } from './placement-problem.ts';
import { proposePlacement } from './propose-placement.ts';
import { searchPlacement } from './search-placement.ts';
import {
  catalogueFor,
  makeDeployment,
  makePersona,
  placementCase,
  placementCatalogue,
  talkingProfile,
} from './testing-placement.ts';

const goal = fc.constantFrom(...placementGoals);

/** Every choice there is. */
function* allChoices(problem: PlacementProblem): Generator<number[]> {
  const sizes = problem.variables.map(({ options }) => options.length);
  const choice = sizes.map(() => 0);
  for (;;) {
    yield [...choice];
    let at = 0;
    for (; at < sizes.length; at++) {
      choice[at] = (choice[at] ?? 0) + 1;
      if ((choice[at] ?? 0) < (sizes[at] ?? 0)) break;
      choice[at] = 0;
    }
    if (at === sizes.length) return;
  }
}

function worthOf(problem: PlacementProblem, wanted: PlacementGoal, choice: readonly number[]) {
  return objective(wanted, evaluatePlacement(problem, choice));
}

function apply(profile: Profile, patches: readonly DocumentPatch[]): Profile {
  const result = applyPatches(profile as Json, patches);
  if (!result.ok) throw new Error(result.problem.message.en);
  return result.value as Profile;
}

describe('searchPlacement', () => {
  it('finds what trying every placement finds, and keeps every limit where that is possible', () => {
    fc.assert(
      fc.property(placementCase, goal, ({ profile, limits }, wanted) => {
        const problem = statePlacement(profile, catalogueFor(limits));
        const { choice, isExact } = searchPlacement(problem, wanted);
        expect(isExact).toBe(true);
        let best = worthOf(problem, wanted, choice);
        let isFeasible = false;
        for (const other of allChoices(problem)) {
          const figures = evaluatePlacement(problem, other);
          isFeasible ||= figures.broken.size === 0;
          const worth = objective(wanted, figures);
          if (compareObjectives(worth, best) < 0) best = worth;
        }
        expect(worthOf(problem, wanted, choice)).toEqual(best);
        expect(evaluatePlacement(problem, choice).broken.size === 0).toBe(isFeasible);
      }),
      { numRuns: 150 },
    );
  });

  it('never bounds a part of a placement from above what it can become', () => {
    fc.assert(
      fc.property(placementCase, goal, fc.array(fc.boolean()), ({ profile, limits }, wanted, isOpen) => {
        const problem = statePlacement(profile, catalogueFor(limits));
        for (const whole of allChoices(problem)) {
          const part = whole.map((option, index) => (isOpen[index] === true ? -1 : option));
          const bound = worthOf(problem, wanted, part);
          for (const [index, value] of worthOf(problem, wanted, whole).entries()) {
            expect(bound[index] ?? 0).toBeLessThanOrEqual(value + 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is never worse with more room', () => {
    fc.assert(
      fc.property(
        placementCase,
        goal,
        fc.double({ min: 1, max: 5, noNaN: true }),
        ({ profile, limits }, wanted, factor) => {
          const tight = statePlacement(profile, catalogueFor(limits));
          const wider = Object.entries(tight.limits).map(([name, limit]) => [name, limit * factor]);
          const wide = { ...tight, limits: Object.fromEntries(wider) };
          const before = worthOf(tight, wanted, searchPlacement(tight, wanted).choice);
          const after = worthOf(wide, wanted, searchPlacement(wide, wanted).choice);
          expect(compareObjectives(after, before)).toBeLessThanOrEqual(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends with a sound answer where the steps run out', () => {
    const problem = statePlacement(talkingProfile(), placementCatalogue);
    const { choice } = searchPlacement(problem, 'cost', { exactSteps: 0, improvingSteps: 0 });
    const before = problem.variables.map(({ current }) => current);
    expect(
      compareObjectives(worthOf(problem, 'cost', choice), worthOf(problem, 'cost', before)),
    ).toBeLessThanOrEqual(0);
  });
});

describe('proposePlacement', () => {
  it('gives the same for the same profile, whatever the order of its keys', () => {
    fc.assert(
      fc.property(placementCase, goal, fc.array(fc.nat(), { minLength: 1 }), (entry, wanted, order) => {
        const first = proposePlacement(entry.profile, catalogueFor(entry.limits), wanted);
        const second = proposePlacement(shuffled(entry.profile, order), catalogueFor(entry.limits), wanted);
        expect(second).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });

  it('comes true when it is taken over: the compiler reports the same figures, and nothing is left to move', () => {
    fc.assert(
      fc.property(placementCase, goal, ({ profile, limits }, wanted) => {
        const catalogue = catalogueFor(limits);
        const proposal = proposePlacement(profile, catalogue, wanted);
        const applied = apply(profile, proposal.patches);
        const { report } = compile(applied, catalogue);
        expect(report.ram.used).toBeCloseTo(proposal.after.ramBytes, 6);
        expect(report.link.used).toBeCloseTo(proposal.after.linkBytesPerSecond, 6);
        expect(report.latency.used).toBeCloseTo(proposal.after.firstMs, 6);
        expect(report.costPerInteraction.used).toBeCloseTo(proposal.after.costYuan, 9);
        // The estimate for flash leaves room, so that a proposal never overfills a slot.
        expect(report.flash.used).toBeLessThanOrEqual(proposal.after.flashBytes);
        const again = proposePlacement(applied, catalogue, wanted);
        expect(again.changed).toEqual([]);
        expect(again.patches).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves what a person placed, and moves what it placed itself', () => {
    const byHand = talkingProfile();
    byHand.nodes.momo = { ...byHand.nodes.momo, placement: 'cloud' } as Profile['nodes'][string];
    const offline = proposePlacement(byHand, placementCatalogue, 'offline');
    expect(offline.placements.momo).toBe('cloud');
    expect(offline.explanations.find(({ node }) => node === 'momo')).toMatchObject({
      freedom: 'by-hand',
      text: { en: expect.stringContaining('you put it there') },
    });

    const free = talkingProfile();
    const first = proposePlacement(free, placementCatalogue, 'offline');
    expect(first.placements).toMatchObject({ momo: 'hub', ears: 'hub' });
    const applied = apply(free, first.patches);
    expect(applied.deployment?.proposed).toEqual({ momo: 'hub', ears: 'hub' });
    expect(applied.nodes.pass).not.toHaveProperty('placement');
    const back = proposePlacement(applied, placementCatalogue, 'latency');
    expect(back.placements.momo).toBe('cloud');
    expect(back.models.momo).toBe('sky/quick');
  });

  it('keeps the persona’s own model for the way back where only the place changes', () => {
    const profile = talkingProfile();
    const { patches } = proposePlacement(profile, placementCatalogue, 'privacy');
    const applied = apply(profile, patches);
    expect(applied.nodes.momo?.placement).toBe('hub');
    // A model of the hub composes its answers, the offline model does not.
    expect(applied.personas?.momo?.model.id).toBe('local/small');
    const alone = talkingProfile({ model: { id: 'sky/large' }, tools: { t: { id: 'timer/set' } } });
    const kept = apply(alone, proposePlacement(alone, placementCatalogue, 'privacy').patches);
    expect(kept.personas?.momo?.model.id).toBe('sky/large');
  });

  it('chooses the cheaper model for cost, the quicker for latency, and says what the other would mean', () => {
    const profile = talkingProfile();
    const cost = proposePlacement(profile, placementCatalogue, 'cost');
    expect(cost.models.momo).toBe('local/small');
    expect(cost.after.costYuan).toBeLessThan(cost.before.costYuan);
    const latency = proposePlacement(profile, placementCatalogue, 'latency');
    expect(latency.models.momo).toBe('sky/quick');
    const why = latency.explanations.find(({ node }) => node === 'momo');
    expect(why?.text.en).toMatch(/sooner/);
    const hub = why?.alternatives.find(({ placement }) => placement === 'hub');
    expect(hub?.firstMs).toBeGreaterThan(0);
    for (const { text } of latency.explanations) {
      expect(text.en).not.toBe('');
      expect(text.zh).toMatch(/\p{Script=Han}/u);
    }
  });

  it('goes to the hub where the board’s memory binds, and names it', () => {
    const builder = new ProfileBuilder().node('light', 'sensors/light').node('log', 'hub/log');
    for (const id of ['a', 'b', 'c']) builder.node(id, 'logic/pass');
    builder
      .wire('light.level', 'a.in')
      .wire('a.out', 'b.in')
      .wire('b.out', 'c.in')
      .wire('c.out', 'log.value');
    const profile = builder.build();
    const roomy = proposePlacement(profile, placementCatalogue, 'offline');
    expect(roomy.placements).toMatchObject({ a: 'device', b: 'device', c: 'device' });
    const needed = roomy.after.ramBytes;
    const tight = proposePlacement(profile, catalogueFor({ heapBytes: needed - 100 }), 'offline');
    expect(Object.values(tight.placements)).toContain('hub');
    expect(tight.after.broken.size).toBe(0);
    const words = tight.explanations.map(({ text }) => text.en).join(' ');
    expect(words).toContain('the board’s memory');
  });

  it('keeps to the markets and to the terms for children', () => {
    const eu = talkingProfile({ model: { id: 'sky/large' } }, { markets: ['eu'] });
    expect(proposePlacement(eu, placementCatalogue, 'latency').models.momo).not.toMatch(/^sky/);
    const children = talkingProfile(
      { model: { id: 'sky/large' }, tools: { t: { id: 'timer/set' } } },
      { markets: ['us'], audience: { from: 6, to: 9 } },
    );
    const proposal = proposePlacement(children, placementCatalogue, 'latency');
    expect(proposal.models.momo).not.toMatch(/^sky/);
    expect(proposal.before.broken.has('rules')).toBe(true);
    expect(proposal.after.broken.has('rules')).toBe(false);
  });

  it('never spends money where the offline model answers', () => {
    const profile = talkingProfile({ model: { id: 'offline' } });
    for (const wanted of placementGoals) {
      expect(proposePlacement(profile, placementCatalogue, wanted).models.momo).toBe('offline');
    }
  });

  it('takes 300 nodes that may all move, in bounded time', () => {
    const builder = new ProfileBuilder().node('n0', 'sensors/light').with({
      personas: { momo: makePersona() },
      deployment: makeDeployment(),
    });
    for (let index = 1; index < 300; index++) {
      builder.node(`n${index}`, 'logic/pass');
      builder.wire(`n${index - 1}.${index === 1 ? 'level' : 'out'}`, `n${index}.in`);
    }
    builder.node('log', 'hub/log').wire('n299.out', 'log.value');
    const startedAt = performance.now();
    const proposal = proposePlacement(builder.build(), catalogueFor({ heapBytes: 60_000 }), 'offline');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(proposal.after.broken.size).toBe(0);
  });
});
