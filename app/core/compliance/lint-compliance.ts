import type { CompileContext } from '../compiler/compile-context.ts';
import type { FlowOrder } from '../compiler/upstream-order.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { DiagnosticWhere, QuickFix } from '../diagnostics/diagnostic.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { isInMarket, regionsOf } from './choose-region.ts';
import { marketById, marketTitle } from './markets.ts';
import type { ProfileFacts } from './profile-facts.ts';
import { callsAbroad, gatherFacts } from './profile-facts.ts';
import { pushToTalkFix } from './push-to-talk.ts';
import { childRetentionDays, isAnswered, requirements } from './requirements.ts';
import type { ComplianceRule, firingRules as FiringRules } from './rules.ts';
import { complianceRules, firingRules, staleFrom } from './rules.ts';

type Rule = ReturnType<typeof FiringRules>[number];

/** Checks the profile against the rules of its markets. Says nothing where it names no market. */
export function lintCompliance(
  context: CompileContext,
  figured: ReadonlyMap<string, FiguredNode>,
  flow: FlowOrder,
): void {
  const { deployment } = context.profile;
  if (deployment === undefined || deployment.markets.length === 0) return;
  const facts = gatherFacts(context.profile, figured, flow);
  const { today } = context.options;
  for (const rule of firingRules(facts)) {
    const open = rule.requires.filter(id => !isAnswered(id, facts));
    if (open.length === 0) continue;
    const names = open.map(id => requirements[id].title);
    const finding = createDiagnostic(
      `compliance/${rule.code}`,
      whereOf(rule, facts),
      {
        rule: rule.id,
        title: rule.title,
        open: { en: names.map(name => name.en).join(', '), zh: names.map(name => name.zh).join('、') },
        source: rule.source.title,
        checked: rule.source.checked,
      },
      fixesOf(rule, context, facts, figured, flow),
    );
    context.diagnostics.push(isAhead(rule, today) ? { ...finding, severity: 'hint' } : finding);
  }
  checkMarkets(context, facts);
  checkStaleness(context, facts);
}

/** Whether a rule does not apply yet. Without a date of today it counts as applying. */
function isAhead({ effective }: ComplianceRule, today: string): boolean {
  return today !== '' && effective !== null && effective > today;
}

function whereOf(rule: Rule, facts: ProfileFacts): DiagnosticWhere {
  switch (rule.code) {
    case 'recording': {
      const node = facts.openRecorders[0] ?? facts.recorders[0];
      return node === undefined ? { kind: 'profile' } : { kind: 'node', node };
    }
    case 'data-abroad': {
      const call = callsAbroad(facts, 'cn')[0];
      return call === undefined ? { kind: 'profile' } : { kind: 'node', node: call.node };
    }
    case 'provider-terms': {
      const call = facts.cloudCalls[0];
      return call === undefined ? { kind: 'profile' } : { kind: 'node', node: call.node };
    }
    case 'companion': {
      const companion = facts.companions[0];
      return companion === undefined ? { kind: 'profile' } : { kind: 'persona', persona: companion.id };
    }
    default:
      return { kind: 'profile' };
  }
}

/** Document changes that meet a rule. What only people can know (evidence) has none. */
function fixesOf(
  rule: Rule,
  context: CompileContext,
  facts: ProfileFacts,
  figured: ReadonlyMap<string, FiguredNode>,
  flow: FlowOrder,
): QuickFix[] {
  switch (rule.code) {
    case 'recording': {
      const fix = facts.openRecorders[0];
      const made = fix === undefined ? null : pushToTalkFix(context, fix, flow);
      return made === null ? [] : [made];
    }
    case 'children-us':
      return facts.personas
        .filter(
          ({ persona: { memory } }) => memory.keeps !== 'nothing' && memory.keepDays > childRetentionDays,
        )
        .map(({ id, persona }) => ({
          title: {
            en: `“${persona.name}” forgets after ${childRetentionDays} days`,
            zh: `“${persona.name}”在 ${childRetentionDays} 天后遗忘`,
          },
          patches: [
            {
              op: 'add' as const,
              path: ['personas', id, 'memory'],
              value: JSON.parse(JSON.stringify({ ...persona.memory, keepDays: childRetentionDays })),
            },
          ],
        }));
    case 'data-abroad':
      return callsAbroad(facts, 'cn').flatMap(call => regionFixes(call.node, figured, 'cn'));
    default:
      return [];
  }
}

/** Other regions of the model that are right for a market, for a persona that asks for one outside. */
export function regionFixes(
  node: string,
  figured: ReadonlyMap<string, FiguredNode>,
  market: string,
): QuickFix[] {
  const known = figured.get(node);
  const persona = known?.model?.persona;
  if (known?.use?.facts === undefined || persona === undefined || known.model?.isOwnChoice === true)
    return [];
  const { personaId } = known.model ?? { personaId: '' };
  return regionsOf(known.use.facts)
    .filter(region => isInMarket(region, market))
    .map(region => ({
      title: { en: `Answer from ${region.title.en}`, zh: `改由${region.title.zh}回答` },
      patches: [
        {
          op: 'add' as const,
          path: ['personas', personaId, 'model'],
          value: JSON.parse(JSON.stringify({ ...persona.model, region: region.id })),
        },
      ],
    }));
}

function checkMarkets(context: CompileContext, facts: ProfileFacts): void {
  const bare = facts.markets.filter(id => marketById(id)?.hasRules !== true).map(marketTitle);
  if (bare.length > 0) {
    const market: LocalizedText = {
      en: bare.map(title => title.en).join(', '),
      zh: bare.map(title => title.zh).join('、'),
    };
    context.diagnostics.push(createDiagnostic('compliance/no-rules', { kind: 'profile' }, { market }));
  }
  if (facts.deployment?.audience !== undefined) return;
  const fixes = facts.personas.slice(0, 3).map(({ persona }) => {
    const { ages } = persona.speech;
    const span = ages.to === undefined ? `${ages.from}+` : `${ages.from}–${ages.to}`;
    return {
      title: { en: `Ages ${span}, as “${persona.name}”`, zh: `${span} 岁，与“${persona.name}”相同` },
      patches: [{ op: 'add' as const, path: ['deployment', 'audience'], value: { ...ages } }],
    };
  });
  context.diagnostics.push(
    createDiagnostic('compliance/no-audience', { kind: 'profile' }, {}, JSON.parse(JSON.stringify(fixes))),
  );
}

function checkStaleness(context: CompileContext, facts: ProfileFacts): void {
  const { today } = context.options;
  if (today === '') return;
  const stale = complianceRules.filter(
    (rule: ComplianceRule) =>
      (rule.market === null || facts.markets.includes(rule.market)) && staleFrom(rule) <= today,
  );
  const newest = stale
    .map(rule => rule.source.checked)
    .sort()
    .at(-1);
  if (newest === undefined) return;
  context.diagnostics.push(
    createDiagnostic('compliance/stale-rules', { kind: 'profile' }, { count: stale.length, checked: newest }),
  );
}
