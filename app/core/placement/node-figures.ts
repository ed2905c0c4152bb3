import type { NodeDefinition } from '../catalogue/node-definition.ts';
import { estimateUsage, priceOfCall, replyTokens } from './call-usage.ts';
import type { MeasuredNode } from './measured-node.ts';
import type { ModelNode, ModelUse } from './model-use.ts';

/** Time and money of one message through one node. Null: not known, which is not nothing. */
export interface NodeFigures {
  /** To its first output, milliseconds. */
  readonly firstMs: number | null;
  /** Until it is done. */
  readonly totalMs: number | null;
  /** Where the times come from. */
  readonly basis: 'measured' | 'data';
  /** Price of an interaction, yuan; 0 where it costs nothing. */
  readonly costYuan: number | null;
  readonly costBasis: 'measured' | 'data';
}

/**
 * What is known of a node at a place. Measured figures count where they are of the model that answers there; else the
 * facts of the model, or the typical latency of the type.
 */
export function nodeFigures(
  definition: NodeDefinition,
  model: ModelNode | undefined,
  use: ModelUse | undefined,
  measured: MeasuredNode | undefined,
): NodeFigures {
  const isMeasured =
    measured !== undefined &&
    measured.samples > 0 &&
    measured.model === (use === undefined ? null : use.name);
  const data = dataFigures(definition, model, use);
  if (!isMeasured) return data;
  const hasCost = measured.costYuan !== undefined && measured.costYuan !== null && use !== undefined;
  return {
    firstMs: measured.firstMs ?? measured.totalMs,
    totalMs: measured.totalMs,
    basis: 'measured',
    costYuan: hasCost ? (measured.costYuan ?? null) : data.costYuan,
    costBasis: hasCost ? 'measured' : 'data',
  };
}

function dataFigures(
  definition: NodeDefinition,
  model: ModelNode | undefined,
  use: ModelUse | undefined,
): NodeFigures {
  const sources = { basis: 'data', costBasis: 'data' } as const;
  const own = definition.latencyMs;
  if (model === undefined || use === undefined) {
    // A type that talks to the network and names no figure: the zero only means that nobody knows.
    const isUnknown = definition.reachesNetwork && own === 0;
    const timeMs = isUnknown ? null : own;
    return { ...sources, firstMs: timeMs, totalMs: timeMs, costYuan: 0 };
  }
  const costYuan =
    use.facts === undefined
      ? use.isCloud
        ? null
        : 0
      : priceOfCall(use.facts, estimateUsage(use.facts.kind, model.persona));
  const latency = use.facts?.latency;
  if (latency === undefined) return { ...sources, firstMs: null, totalMs: null, costYuan };
  const speaks = use.facts?.kind === 'chat' || use.facts?.kind === 'vision';
  const firstMs = own + latency.firstMs;
  const speed = latency.tokensPerSecond;
  if (!speaks) return { ...sources, firstMs, totalMs: firstMs, costYuan };
  const totalMs = speed === undefined ? null : firstMs + (replyTokens(model.persona) / speed) * 1000;
  return { ...sources, firstMs, totalMs, costYuan };
}
