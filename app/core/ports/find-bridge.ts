import type { Catalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition, PortDefinition } from '../catalogue/node-definition.ts';
import { compareCodeUnits } from '../document/json.ts';
import { judgeCoercion } from './coercion.ts';
import type { PortType } from './port-type.ts';

/** A node type that fits between two ports, and the ports to use. */
export interface Bridge {
  readonly definition: NodeDefinition;
  readonly input: string;
  readonly output: string;
}

/** The first of the named types that is in the catalogue and that takes `from` and gives `to`. */
export function findBridge(
  catalogue: Catalogue,
  types: readonly string[],
  from: PortType,
  to: PortType,
): Bridge | null {
  for (const type of types) {
    const definition = catalogue.nodes.get(type);
    const bridge = definition === undefined ? null : fitBetween(definition, from, to);
    if (bridge !== null) return bridge;
  }
  return null;
}

/** A node that may stand in a loop between two ports: `logic/delay` where it fits, else any that breaks cycles. */
export function findCycleBreaker(catalogue: Catalogue, from: PortType, to: PortType): Bridge | null {
  const others = [...catalogue.nodes.values()]
    .filter(definition => definition.breaksCycle && definition.category === 'logic')
    .map(definition => definition.type)
    .sort(compareCodeUnits);
  const breakers = ['logic/delay', ...others].filter(type => catalogue.nodes.get(type)?.breaksCycle === true);
  return findBridge(catalogue, breakers, from, to);
}

/** The ports through which a node can stand between two types; null where it cannot. */
export function fitBetween(definition: NodeDefinition, from: PortType, to: PortType): Bridge | null {
  for (const input of definition.inputs) {
    if (input.type.kind !== 'generic' && judgeCoercion(from, input.type).kind === 'refuse') continue;
    for (const output of definition.outputs) {
      if (judgeCoercion(outputType(input, output, from), to).kind !== 'refuse') {
        return { definition, input: input.id, output: output.id };
      }
    }
  }
  return null;
}

/** What comes out where `from` goes in: a generic output of the same name gives what the input takes. */
function outputType(input: PortDefinition, output: PortDefinition, from: PortType): PortType {
  if (output.type.kind !== 'generic') return output.type;
  return input.type.kind === 'generic' && input.type.name === output.type.name ? from : { kind: 'json' };
}
