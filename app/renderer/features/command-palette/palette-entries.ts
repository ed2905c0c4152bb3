import type { TemplateCard } from '../../../contract/services/catalogue-service.ts';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import type { ProfileNode } from '../../../core/document/profile.ts';
import type { Language } from '../../../core/text/localized-text.ts';
import type { Command, CommandState } from '../../commands/command.ts';
import { nodeName } from '../../stores/names.ts';
import { searchNodes } from '../../stores/search-nodes.ts';

/** One line of the command palette. */
export type PaletteEntry =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'onCanvas'; readonly id: string; readonly name: string; readonly type: string }
  | { readonly kind: 'addNode'; readonly definition: NodeDefinition }
  | { readonly kind: 'persona'; readonly id: string; readonly name: string }
  | { readonly kind: 'template'; readonly template: TemplateCard };

export interface PaletteSources {
  readonly commands: readonly Command[];
  readonly state: CommandState;
  readonly definitions: ReadonlyMap<string, NodeDefinition>;
  readonly templates: readonly TemplateCard[];
  readonly nodes: Readonly<Record<string, ProfileNode>>;
  readonly personas?: Readonly<Record<string, { readonly name: string }>>;
  readonly language: Language;
}

const shownNodes = 8;

const fits = (texts: readonly string[], query: string): boolean => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = texts.join(' ').toLowerCase();
  return words.every(word => text.includes(word));
};

/** What a query finds. `@` before it looks only at what is on the canvas; a command that makes no sense now is left out. */
export function findEntries(query: string, sources: PaletteSources): PaletteEntry[] {
  const { commands, state, definitions, templates, nodes, personas = {}, language } = sources;
  const isOnlyCanvas = query.startsWith('@');
  const words = query.replace(/^@/, '').trim();
  const onCanvas = Object.entries(nodes).flatMap(([id, node]): PaletteEntry[] => {
    const definition = definitions.get(node.type);
    const name = nodeName(node, definition, language);
    const texts = [name, id, definition?.title.en ?? '', definition?.title.zh ?? '', node.type];
    if (!fits(texts, words)) return [];
    return [{ kind: 'onCanvas', id, name, type: definition?.title[language] ?? node.type }];
  });
  if (isOnlyCanvas) return onCanvas.slice(0, 50);
  const found = commands.flatMap((command): PaletteEntry[] =>
    command.hiddenIn?.includes('palette') !== true &&
    command.isEnabled(state) &&
    fits([command.title.en, command.title.zh, command.id], words)
      ? [{ kind: 'command', command }]
      : [],
  );
  if (words === '') return found;
  const canAdd = state.document.projectId !== null && state.document.readOnly === null;
  return [
    ...found,
    ...Object.entries(personas).flatMap(([id, { name }]): PaletteEntry[] =>
      fits([name, id, 'edit persona: 编辑角色：'], words) ? [{ kind: 'persona', id, name }] : [],
    ),
    ...onCanvas.slice(0, shownNodes),
    ...(canAdd
      ? searchNodes(definitions.values(), words)
          .slice(0, shownNodes)
          .map((definition): PaletteEntry => ({ kind: 'addNode', definition }))
      : []),
    ...templates.flatMap((template): PaletteEntry[] =>
      fits([template.title.en, template.title.zh, template.id], words)
        ? [{ kind: 'template', template }]
        : [],
    ),
  ];
}
