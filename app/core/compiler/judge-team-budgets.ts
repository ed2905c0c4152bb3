import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { DiagnosticWhere, QuickFix } from '../diagnostics/diagnostic.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { estimateUsage, priceOfCall } from '../placement/call-usage.ts';
import { candidateModels, chooseModel, modelRules } from '../placement/choose-model.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';
import { modelNodeOf } from '../placement/model-use.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { Budget, Report } from './bundle.ts';
import type { CompileContext } from './compile-context.ts';
import { placementFix } from './quick-fixes.ts';

/** Reports what is over the team's budgets of time and money, at the node that weighs most, and gaps in the figures. */
export function judgeTeamBudgets(
  context: CompileContext,
  figured: ReadonlyMap<string, FiguredNode>,
  figures: Pick<Report, 'latency' | 'costPerInteraction' | 'costPerMonth'>,
): void {
  const { latency, costPerInteraction, costPerMonth } = figures;
  if (isOver(latency)) report('budget/first-response', latency, formatMs, quickerFixes);
  if (isOver(costPerInteraction)) {
    report('budget/cost-per-interaction', costPerInteraction, formatYuan, cheaperFixes);
  }
  if (isOver(costPerMonth)) report('budget/cost-per-month', costPerMonth, formatYuan, cheaperFixes);
  if (costPerInteraction.limit !== undefined || costPerMonth.limit !== undefined) {
    for (const { node, label } of costPerInteraction.items.filter(item => item.isUnknown === true)) {
      if (node === undefined) continue;
      const values = { node: labelOf(node), model: label };
      context.diagnostics.push(createDiagnostic('budget/unknown-price', { kind: 'node', node }, values));
    }
  }
  if (latency.limit !== undefined) {
    for (const { node } of latency.items.filter(item => item.isUnknown === true)) {
      if (node === undefined) continue;
      const values = { node: labelOf(node) };
      context.diagnostics.push(createDiagnostic('budget/unknown-latency', { kind: 'node', node }, values));
    }
  }

  function labelOf(node: string): LocalizedText {
    const indexed = context.graph.nodes.get(node);
    return indexed === undefined ? { en: node, zh: node } : nodeLabel(indexed);
  }

  function report(
    code: 'budget/first-response' | 'budget/cost-per-interaction' | 'budget/cost-per-month',
    budget: Budget,
    format: (amount: number) => string,
    fixesOf: (context: CompileContext, heavy: FiguredNode) => QuickFix[],
  ): void {
    const items = budget.items.filter(item => item.node !== undefined);
    const heaviest = items.reduce<Budget['items'][number] | undefined>(
      (best, item) => (best === undefined || item.amount > best.amount ? item : best),
      undefined,
    );
    const heavy = heaviest?.node === undefined ? undefined : figured.get(heaviest.node);
    const where: DiagnosticWhere =
      heavy === undefined ? { kind: 'profile' } : { kind: 'node', node: heavy.node.id };
    const values = {
      used: format(budget.used),
      limit: format(budget.limit ?? 0),
      heaviest: heavy === undefined ? { en: 'the link', zh: '链路' } : nodeLabel(heavy.node.indexed),
    };
    context.diagnostics.push(
      createDiagnostic(code, where, values, heavy === undefined ? [] : fixesOf(context, heavy)),
    );
  }
}

function isOver(budget: Budget): boolean {
  return budget.limit !== undefined && budget.used > budget.limit;
}

/** `1234` → `1.2 s`. */
function formatMs(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Yuan with two digits that say something: `¥0.0041`, `¥3,400`. */
export function formatYuan(yuan: number): string {
  if (yuan === 0) return '¥0';
  if (yuan >= 100) return `¥${Math.round(yuan).toLocaleString('en')}`;
  // Written out in full also where it is very little: nobody reads a price with an exponent.
  const digits = Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(yuan))));
  return `¥${Number(yuan.toFixed(digits))
    .toFixed(digits)
    .replace(/\.?0+$/, '')}`;
}

function cheaperFixes(context: CompileContext, heavy: FiguredNode): QuickFix[] {
  const { model, figures } = heavy;
  if (model === undefined) return [];
  const priced = candidatesOf(context, heavy).flatMap(facts => {
    const yuan = priceOfCall(facts, estimateUsage(facts.kind, model.persona));
    return yuan === null || yuan >= (figures.costYuan ?? 0) ? [] : [{ facts, rank: yuan }];
  });
  return fixes(context, heavy, priced);
}

function quickerFixes(context: CompileContext, heavy: FiguredNode): QuickFix[] {
  const quick = candidatesOf(context, heavy).flatMap(facts => {
    const ms = facts.latency?.firstMs;
    return ms === undefined || ms >= (heavy.figures.firstMs ?? 0) ? [] : [{ facts, rank: ms }];
  });
  return fixes(context, heavy, quick);
}

function candidatesOf(context: CompileContext, { model, node }: FiguredNode) {
  if (model === undefined || node.placement !== 'cloud') return [];
  return candidateModels(context.catalogue, model, 'cloud', modelRules(context.profile, model));
}

/** The best model of a list, and the hub where the type can run there. */
function fixes(
  context: CompileContext,
  { node, model, use }: FiguredNode,
  ranked: readonly {
    readonly facts: { readonly name: string; readonly title: string };
    readonly rank: number;
  }[],
): QuickFix[] {
  const found: QuickFix[] = [];
  const best = ranked.toSorted((left, right) => left.rank - right.rank)[0];
  if (model !== undefined && best !== undefined && best.facts.name !== use?.name) {
    const patches = chooseModel(node.id, model, best.facts.name, isShared(context, model.personaId));
    const { title } = best.facts;
    if (patches.length > 0) found.push({ title: { en: `Use ${title}`, zh: `改用 ${title}` }, patches });
  }
  if (use?.isCloud === true && node.definition.placements.includes('hub')) {
    found.push(placementFix(node.id, 'hub'));
  }
  return found;
}

/** Whether more than one node names a persona. */
function isShared(context: CompileContext, personaId: string): boolean {
  if (personaId === '') return false;
  let users = 0;
  for (const indexed of context.graph.nodes.values()) {
    if (indexed.definition === undefined) continue;
    if (modelNodeOf(indexed, indexed.definition, context.profile)?.personaId === personaId) users++;
  }
  return users > 1;
}
