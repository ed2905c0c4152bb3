import type { NodeDefinition, PortDefinition } from '../catalogue/node-definition.ts';
import { usualRateHz } from '../ports/port-value.ts';
import { effectiveProperties } from './check-properties.ts';
import type { PlacedNode } from './compile-context.ts';
import type { FlowOrder } from './upstream-order.ts';

/** No estimate goes above this; a graph that multiplies its messages would else reach infinity. */
const highestRateHz = 10_000;

/**
 * Messages a second of each output, by `<node> <port>`. An output that declares no rate speaks as often as the node's
 * inputs together; a source that declares none counts once a second. Wires that lead back round a circle count nothing.
 */
export function estimateRates(placed: ReadonlyMap<string, PlacedNode>, flow: FlowOrder): Map<string, number> {
  const rates = new Map<string, number>();
  for (const id of flow.order) {
    const node = placed.get(id);
    if (node === undefined) continue;
    const wires = flow.incoming.get(id) ?? [];
    let incomingHz = 0;
    for (const wire of wires) {
      incomingHz += rates.get(`${wire.source.id} ${wire.output.id}`) ?? 0;
    }
    for (const output of node.definition.outputs) {
      const ownHz = declaredRateHz(node, node.definition, output);
      const type = output.type.kind === 'generic' ? ({ kind: 'json' } as const) : output.type;
      const rateHz = ownHz ?? (wires.length > 0 ? incomingHz : usualRateHz(type));
      rates.set(`${id} ${output.id}`, Math.min(rateHz, highestRateHz));
    }
  }
  return rates;
}

function declaredRateHz(node: PlacedNode, definition: NodeDefinition, output: PortDefinition): number | null {
  const { rate } = output;
  if (rate === undefined) return null;
  if (typeof rate === 'number') return rate;
  const value = effectiveProperties(node.indexed, definition)[rate.property];
  if (typeof value !== 'number' || !(value > 0)) return null;
  switch (rate.as) {
    case 'hertz':
      return value;
    case 'milliseconds':
      return 1000 / value;
    case 'seconds':
      return 1 / value;
  }
}
