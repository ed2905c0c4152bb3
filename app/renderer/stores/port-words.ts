import { useMemo } from 'react';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { PortType } from '../../core/ports/port-type.ts';
import type { Language } from '../../core/text/localized-text.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';
import { graphViewOf } from './graph-view.ts';
import { nodeName } from './names.ts';
import { useLanguage } from './settings-store.ts';

/** How a port is spoken of where values are shown. */
export interface PortWords {
  /** What the node's card says; its id where the node is gone. */
  readonly node: string;
  /** The port's title; its id where the port is unknown. */
  readonly port: string;
  /** Resolved type; undefined where the port is unknown. */
  readonly type: PortType | undefined;
  readonly side: 'input' | 'output' | 'unknown';
}

/** Looks up a port of a document. An id that is both an input and an output is taken as the output. */
export function portWords(
  profile: Profile,
  catalogue: Catalogue,
  language: Language,
  nodeId: string,
  portId: string,
): PortWords {
  const node = profile.nodes[nodeId];
  if (node === undefined) return { node: nodeId, port: portId, type: undefined, side: 'unknown' };
  const definition = catalogue.nodes.get(node.type);
  const output = definition?.outputs.find(port => port.id === portId);
  const input = definition?.inputs.find(port => port.id === portId);
  const side = output ? 'output' : input ? 'input' : 'unknown';
  const { types } = graphViewOf(profile, catalogue);
  return {
    node: nodeName(node, definition, language),
    port: (output ?? input)?.title[language] ?? portId,
    type: side === 'unknown' ? undefined : types[side](nodeId, portId),
    side,
  };
}

/** {@link portWords} of the present document, in the person's language. Changes when one of them changes. */
export function usePortWords(): (nodeId: string, portId: string) => PortWords {
  const language = useLanguage();
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  return useMemo(
    () => (nodeId, portId) => portWords(profile, catalogue, language, nodeId, portId),
    [profile, catalogue, language],
  );
}
