import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { DiagnosticWhere } from '../diagnostics/diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics/diagnostic-catalogue.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { costItems, interactionsPerMonth } from '../placement/estimate-cost.ts';
import type { FiguredNode } from '../placement/figure-nodes.ts';
import { estimateMessageBytes } from '../ports/port-value.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { Budget, Report } from './bundle.ts';
import type { CompileContext, PlacedNode } from './compile-context.ts';
import type { Emission } from './emit.ts';
import { driverModule } from './emit.ts';
import { findSlowestPaths } from './find-slowest-paths.ts';
import { judgeTeamBudgets } from './judge-team-budgets.ts';
import type { FlowOrder } from './upstream-order.ts';

type BudgetItem = Budget['items'][number];

/** From this share of a limit on, a budget is reported as nearly used up. */
const nearShare = 0.8;
/** The file system holds two slots; this much of it goes to the loader, the records and the store. */
const reservedFlashBytes = 16_384;
/** Room of one entry in manifest.json. */
const manifestEntryBytes = 110;
/** Heap of one node beside its driver's own needs: instance, specification, tables of the scheduler. */
export const nodeRamBytes = 480;
export const wireRamBytes = 96;
const runtimeName: LocalizedText = { en: 'runtime', zh: '运行时' };
/** Compiled Python in memory, for each byte of source of a code node. */
export const codeRamShare = 1.5;

/** Fifth phase: what the bundle costs, each figure with what it is made of, and findings where a limit is near. */
export function report(
  context: CompileContext,
  placed: ReadonlyMap<string, PlacedNode>,
  emission: Emission,
  flow: FlowOrder,
  figured: ReadonlyMap<string, FiguredNode>,
): Report {
  const limits = context.board?.limits;
  const slotBytes = limits === undefined ? undefined : slotBytesOf(limits.filesystemBytes);
  const flash = sumUp('bytes', flashItems(context, emission), slotBytes);
  const ram = sumUp('bytes', ramItems(context, placed, emission), limits?.heapBytes);
  const link = sumUp('bytes/s', linkItems(context, emission), limits?.linkBytesPerSecond);
  judge(context, 'budget/flash', 'budget/flash-near', flash);
  judge(context, 'budget/ram', 'budget/ram-near', ram);
  judge(context, 'budget/link', 'budget/link-near', link);
  const { paths, slowest } = findSlowestPaths(figured, flow, context.options.linkLatencyMs);
  const { deployment } = context.profile;
  const budgets = deployment?.budgets;
  const perInteraction = costItems(figured);
  const times = interactionsPerMonth(deployment);
  const figures: Report = {
    flash,
    ram,
    link,
    latency: sumUp('ms', slowest, budgets?.firstResponseMs),
    paths,
    costPerInteraction: sumUp('currency', perInteraction, budgets?.costPerInteractionYuan),
    costPerMonth: sumUp(
      'currency',
      perInteraction.map(item => ({ ...item, amount: item.amount * times })),
      budgets?.costPerMonthYuan,
    ),
  };
  judgeTeamBudgets(context, figured, figures);
  return figures;
}

/** What one of the two slots of a board's file system holds. */
export function slotBytesOf(filesystemBytes: number): number {
  return Math.max(0, Math.floor((filesystemBytes - reservedFlashBytes) / 2));
}

function sumUp(unit: Budget['unit'], items: BudgetItem[], limit: number | undefined): Budget {
  let used = 0;
  for (const item of items) used += item.amount;
  return { used, ...(limit !== undefined && { limit }), unit, items };
}

function flashItems(context: CompileContext, emission: Emission): BudgetItem[] {
  const items: BudgetItem[] = [{ label: 'runtime', amount: context.options.runtimeBytes }];
  const userOf = new Map<string, string>();
  for (const node of emission.graph.nodes) {
    if (!userOf.has(node.driver)) userOf.set(node.driver, node.id);
  }
  for (const type of emission.driverTypes) {
    const node = userOf.get(driverModule(type));
    items.push({
      ...(node !== undefined && { node }),
      label: type,
      amount: context.catalogue.nodes.get(type)?.driverBytes ?? 0,
    });
  }
  for (const [node, source] of Object.entries(emission.codeSources)) {
    items.push({ node, label: `code_${node}`, amount: source.length });
  }
  items.push({ label: 'graph.json', amount: JSON.stringify(emission.graph).length });
  items.push({ label: 'manifest.json', amount: manifestEntryBytes * (items.length + 1) });
  return items;
}

function ramItems(
  context: CompileContext,
  placed: ReadonlyMap<string, PlacedNode>,
  emission: Emission,
): BudgetItem[] {
  const items: BudgetItem[] = [{ label: 'runtime', amount: context.options.runtimeRamBytes }];
  for (const { id } of emission.graph.nodes) {
    const node = placed.get(id);
    if (node === undefined) continue;
    const code = emission.codeSources[id]?.length ?? 0;
    const amount = nodeRamBytes + node.definition.needs.ramBytes + Math.ceil(code * codeRamShare);
    items.push({ node: id, label: node.definition.type, amount });
  }
  const wireCount = emission.graph.wires.length + emission.graph.downs.length;
  if (wireCount > 0) items.push({ label: 'wires', amount: wireCount * wireRamBytes });
  for (const channel of emission.channels) {
    if (channel.direction !== 'up') continue;
    items.push({
      wire: channel.wire,
      label: `channel ${channel.number}`,
      amount: channel.queueLength * estimateMessageBytes(channel.type),
    });
  }
  return items;
}

function linkItems(context: CompileContext, emission: Emission): BudgetItem[] {
  return emission.channels.map(channel => {
    const wire = context.profile.wires[channel.wire];
    const node = channel.direction === 'up' ? wire?.from.node : wire?.to.node;
    return {
      ...(node !== undefined && { node }),
      wire: channel.wire,
      label: `channel ${channel.number}`,
      amount: channel.bytesPerSecond,
    };
  });
}

type BudgetCode = Extract<DiagnosticCode, `budget/${'flash' | 'ram' | 'link'}${'' | '-near'}`>;

/** Reports a budget that is overdrawn or nearly so, at the part that weighs most. */
function judge(context: CompileContext, over: BudgetCode, near: BudgetCode, budget: Budget): void {
  const { used, limit } = budget;
  if (limit === undefined || used < limit * nearShare || used === 0) return;
  let heaviest: BudgetItem | undefined;
  for (const item of budget.items) {
    if (item.node === undefined) continue;
    if (heaviest === undefined || item.amount > heaviest.amount) heaviest = item;
  }
  const indexed = heaviest?.node === undefined ? undefined : context.graph.nodes.get(heaviest.node);
  const name: LocalizedText = indexed === undefined ? runtimeName : nodeLabel(indexed);
  const where: DiagnosticWhere =
    indexed === undefined ? { kind: 'profile' } : { kind: 'node', node: indexed.id };
  context.diagnostics.push(
    createDiagnostic(used > limit ? over : near, where, {
      used: formatBytes(used),
      limit: formatBytes(limit),
      board: context.board?.title ?? context.profile.board,
      heaviest: name,
    }),
  );
}

/** `1536` → `1.5 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
