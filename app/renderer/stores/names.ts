import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import type { ProfileNode } from '../../core/document/profile.ts';
import type { Language } from '../../core/text/localized-text.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';

/** What a node's card says: the name it was given, else its type's title, else its type. */
export function nodeName(
  node: Pick<ProfileNode, 'name' | 'type'>,
  definition: NodeDefinition | undefined,
  language: Language,
): string {
  const given = node.name?.trim();
  return given !== undefined && given !== '' ? given : (definition?.title[language] ?? node.type);
}

/** A node of the present document by id; its id where it is gone. */
export function nameOfNode(id: string, language: Language): string {
  const node = useDocumentStore.getState().profile.nodes[id];
  if (node === undefined) return id;
  return nodeName(node, useCatalogueStore.getState().catalogue.nodes.get(node.type), language);
}

/** A port of a node of the present document; its id where it is gone. */
export function nameOfPort(id: string, side: 'input' | 'output', port: string, language: Language): string {
  const node = useDocumentStore.getState().profile.nodes[id];
  const definition =
    node === undefined ? undefined : useCatalogueStore.getState().catalogue.nodes.get(node.type);
  const ports = side === 'input' ? definition?.inputs : definition?.outputs;
  return ports?.find(candidate => candidate.id === port)?.title[language] ?? port;
}
