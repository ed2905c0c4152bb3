import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import type { DeclaredPortType, PortKind } from '../../core/ports/port-type.ts';

/** The CSS colour of a type of port: `var(--port-number)`. */
export function portHue(kind: PortKind | 'generic' | 'ghost' | undefined): string {
  return kind === undefined || kind === 'ghost' ? 'var(--port-generic)' : `var(--port-${kind})`;
}

/** A node wears the hue of what it gives, else of what it takes. */
export function nodeHue(definition: NodeDefinition | undefined): string {
  const type: DeclaredPortType | undefined = definition?.outputs[0]?.type ?? definition?.inputs[0]?.type;
  return portHue(type?.kind);
}
