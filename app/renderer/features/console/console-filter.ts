import type { ConsoleLine } from '../../stores/console-store.ts';

/** What a person can choose to see: what the program prints, and the logs of the three that keep one. */
export const lineKinds = ['text', 'device', 'hub', 'host'] as const;
export type LineKind = (typeof lineKinds)[number];

export const levels = ['debug', 'info', 'warning', 'error'] as const;
export type Level = (typeof levels)[number];

export interface ConsoleFilter {
  /** Only lines that contain this, whatever their case, or that match it; empty shows all. */
  readonly text: string;
  readonly isPattern: boolean;
  readonly kinds: ReadonlySet<LineKind>;
  /** Log lines below it are left out. What the program prints has no level. */
  readonly level: Level;
}

/** Longer patterns are not tried. */
export const patternLimit = 200;

export const noFilter: ConsoleFilter = {
  text: '',
  isPattern: false,
  kinds: new Set(lineKinds),
  level: 'debug',
};

/** Whether anything is left out: then only complete lines are shown, and nothing can be typed. */
export function isFiltering(filter: ConsoleFilter): boolean {
  return filter.text !== '' || filter.kinds.size < lineKinds.length || filter.level !== 'debug';
}

export function kindOf(line: ConsoleLine): LineKind {
  if (line.origin === 'program') return 'text';
  return line.origin === 'note' ? 'host' : line.source;
}

/** Whether a line is of a kind and a level that is shown. */
export function passesKind(line: ConsoleLine, filter: ConsoleFilter): boolean {
  const kind = kindOf(line);
  if (!filter.kinds.has(kind)) return false;
  return kind === 'text' || levels.indexOf(line.level) >= levels.indexOf(filter.level);
}

/** Whether a line contains the text, or its node's name does. For patterns see `PatternFilter`. */
export function containsText(line: ConsoleLine, text: string): boolean {
  if (text === '') return true;
  const wanted = text.toLowerCase();
  return line.text.toLowerCase().includes(wanted) || (line.node?.toLowerCase().includes(wanted) ?? false);
}

/** Why a pattern cannot be used; null where it can. */
export function patternProblem(text: string): 'too-long' | 'invalid' | null {
  if (text.length > patternLimit) return 'too-long';
  try {
    new RegExp(text, 'iu');
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return 'invalid';
    throw error;
  }
}
