import { create } from 'zustand';
import { type ConsoleFilter, noFilter } from './console-filter.ts';
import type { TimestampMode } from './console-render.ts';

/** What ends a line that is sent. */
export const lineEndings = ['cr', 'lf', 'crlf', 'none'] as const;
export type LineEnding = (typeof lineEndings)[number];
export const endingText: Readonly<Record<LineEnding, string>> = {
  cr: '\r',
  lf: '\n',
  crlf: '\r\n',
  none: '',
};

/** How the Console tab of this window looks. */
export interface ConsoleViewState {
  readonly filter: ConsoleFilter;
  readonly timestamps: TimestampMode;
  readonly isSearching: boolean;
  readonly isSendShown: boolean;
  readonly ending: LineEnding;
  readonly changeFilter: (change: Partial<ConsoleFilter>) => void;
}

export const useConsoleView = create<ConsoleViewState>()(set => ({
  filter: noFilter,
  timestamps: 'off',
  isSearching: false,
  isSendShown: true,
  // What a REPL takes for the return key.
  ending: 'cr',
  changeFilter: change => set(state => ({ filter: { ...state.filter, ...change } })),
}));

const historyKey = 'cambrian.console.history';
const linesPerKit = 100;
const keptKits = 30;

type Histories = Record<string, readonly string[]>;

function readHistories(): Histories {
  const text = localStorage.getItem(historyKey);
  if (text === null) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([kitId, lines]): [string, string[]][] =>
        Array.isArray(lines) ? [[kitId, lines.filter(line => typeof line === 'string')]] : [],
      ),
    );
  } catch (error) {
    console.warn('The lines that were sent before cannot be read.', error);
    return {};
  }
}

/** The lines that were sent to a kit, oldest first. */
export function sentLines(kitId: string): readonly string[] {
  return readHistories()[kitId] ?? [];
}

/** Remembers a line that was sent; the same one twice in a row counts once. */
export function rememberSent(kitId: string, line: string): void {
  if (line === '') return;
  const { [kitId]: before = [], ...others } = readHistories();
  const lines = before.at(-1) === line ? before : [...before, line].slice(-linesPerKit);
  // The kit that was spoken to last comes last, and stays longest.
  const kept = Object.entries(others).slice(-(keptKits - 1));
  localStorage.setItem(historyKey, JSON.stringify({ ...Object.fromEntries(kept), [kitId]: lines }));
}
