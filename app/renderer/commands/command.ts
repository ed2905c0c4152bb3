import type { LocalizedText } from '../../core/text/localized-text.ts';
import type { DocumentState } from '../stores/document-store.ts';
import { useDocumentStore } from '../stores/document-store.ts';
import type { KitState } from '../stores/kit-store.ts';
import { useKitStore } from '../stores/kit-store.ts';
import type { ViewState } from '../stores/view-store.ts';
import { useViewStore } from '../stores/view-store.ts';
import type { IconName } from '../ui/icons.ts';

/** What decides whether a command makes sense now. */
export interface CommandState {
  readonly document: DocumentState;
  readonly view: ViewState;
  readonly kits: KitState;
}

export const commandGroups = ['project', 'edit', 'canvas', 'device', 'view', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/**
 * Something the studio can do, once: menus, the command palette, shortcuts and tests all take it from here. The id is
 * `area.verbNoun`.
 */
export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: LocalizedText;
  readonly icon: IconName;
  /** `Mod+Shift+Z`; `Mod` is Ctrl, on a Mac ⌘. Several where a habit has more than one. */
  readonly shortcuts?: readonly string[];
  /** True where the shortcut also works while a text is being edited. */
  readonly worksInFields?: boolean;
  /** True where the browser's own event (copy, paste) does it, and the shortcut is only shown. */
  readonly isNative?: boolean;
  /** Where a list would be no better for it: the palette does not list itself, the sheet not each arrow key. */
  readonly hiddenIn?: readonly ('palette' | 'sheet')[];
  readonly isEnabled: (state: CommandState) => boolean;
  readonly run: () => void | Promise<void>;
}

/** The state that commands judge by, now. */
export function commandState(): CommandState {
  return {
    document: useDocumentStore.getState(),
    view: useViewStore.getState(),
    kits: useKitStore.getState(),
  };
}

export const always = (): boolean => true;
export const hasProject = ({ document }: CommandState): boolean => document.projectId !== null;
export const canEdit = ({ document }: CommandState): boolean =>
  document.projectId !== null && document.readOnly === null;
export const hasSelection = ({ view: { selection } }: CommandState): boolean =>
  selection.nodes.size + selection.wires.size + selection.notes.size > 0;
export const canEditSelection = (state: CommandState): boolean => canEdit(state) && hasSelection(state);
