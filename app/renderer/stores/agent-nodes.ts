import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';
import { findPersona } from './persona-edits.ts';
import { type PersonaPlace, usePersonaViewStore } from './persona-view-store.ts';

/** The properties of a node type that name a persona: what makes it an agent. */
export function personaProperties(definition: NodeDefinition | undefined): readonly string[] {
  return (definition?.properties ?? []).flatMap(({ id, type }) => (type === 'persona' ? [id] : []));
}

/** The same by the name of a type, for a whole document. */
export function personaPropertiesOfType(type: string): readonly string[] {
  return personaProperties(useCatalogueStore.getState().catalogue.nodes.get(type));
}

/**
 * Who a node of the present document is: the persona that it names, else where one is missing. Null for a node that
 * is no agent.
 */
export function agentOf(
  node: string,
): { readonly personaId: string } | { readonly missing: PersonaPlace } | null {
  const { profile } = useDocumentStore.getState();
  const found = profile.nodes[node];
  if (found === undefined) return null;
  const [property] = personaPropertiesOfType(found.type);
  if (property === undefined) return null;
  const value = found.properties[property];
  return typeof value === 'string' && findPersona(profile, value) !== undefined
    ? { personaId: value }
    : { missing: { node, property } };
}

/** Opens who a node is, or the choice of who it could be. False for a node that is no agent. */
export function openAgent(node: string): boolean {
  const agent = agentOf(node);
  if (agent === null) return false;
  const { openPersona, openNewPersona } = usePersonaViewStore.getState();
  if ('personaId' in agent) openPersona(agent.personaId);
  else if (useDocumentStore.getState().readOnly !== null) return false;
  else openNewPersona(agent.missing);
  return true;
}
