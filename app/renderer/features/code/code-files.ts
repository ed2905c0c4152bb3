import type { Catalogue } from '../../../core/catalogue/catalogue.ts';
import type { Profile } from '../../../core/document/profile.ts';
import type { Language } from '../../../core/text/localized-text.ts';
import { nodeName } from '../../stores/names.ts';

/** A file of the Code tab. */
export type CodeFile =
  | { readonly kind: 'profile'; readonly key: 'profile' }
  | {
      readonly kind: 'node';
      readonly key: string;
      readonly node: string;
      readonly property: string;
      readonly title: string;
      readonly language: 'python' | 'json';
    }
  | { readonly kind: 'generated'; readonly key: string; readonly path: string; readonly bytes: number };

/** The key of a node's code property. */
export function nodeFileKey(node: string, property: string): string {
  return `node/${node}/${property}`;
}

/** The code properties of a profile's nodes, by the names of the nodes. */
export function nodeFiles(
  profile: Pick<Profile, 'nodes'>,
  catalogue: Catalogue,
  language: Language,
): Extract<CodeFile, { kind: 'node' }>[] {
  return Object.entries(profile.nodes)
    .flatMap(([node, profileNode]) => {
      const definition = catalogue.nodes.get(profileNode.type);
      const properties = definition?.properties.filter(property => property.type === 'code') ?? [];
      const name = nodeName(profileNode, definition, language);
      return properties.map(property => ({
        kind: 'node' as const,
        key: nodeFileKey(node, property.id),
        node,
        property: property.id,
        title: properties.length > 1 ? `${name}: ${property.title[language]}` : name,
        language: property.type === 'code' ? property.language : ('python' as const),
      }));
    })
    .sort((left, right) => left.title.localeCompare(right.title));
}

/** The text of a node's code property: what was typed, else the type's default. */
export function nodeFileText(
  profile: Pick<Profile, 'nodes'>,
  catalogue: Catalogue,
  node: string,
  property: string,
): string {
  const profileNode = profile.nodes[node];
  const value = profileNode?.properties[property];
  if (typeof value === 'string') return value;
  const definition = profileNode === undefined ? undefined : catalogue.nodes.get(profileNode.type);
  const known = definition?.properties.find(candidate => candidate.id === property);
  return known?.type === 'code' ? known.default : '';
}

/** How an editor colours a file, by the end of its path. A compiled driver is shown as the Python it came from. */
export function languageOfPath(path: string): 'json' | 'python' | 'plaintext' {
  if (path.endsWith('.json')) return 'json';
  if (path.endsWith('.py') || path.endsWith('.mpy')) return 'python';
  return 'plaintext';
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Files by their folders, the ones without a folder first; within a folder by name. */
export function byFolder<File extends { readonly path: string }>(
  files: readonly File[],
): [folder: string, files: File[]][] {
  const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.length - baseName(path).length));
  return [...folders]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([folder, members]) => [folder, members.sort((left, right) => (left.path < right.path ? -1 : 1))]);
}
