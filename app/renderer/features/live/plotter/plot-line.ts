/** One number of a printed line. A name that is null was not printed: the place in the line stands for it. */
export interface PlotValue {
  readonly name: string | null;
  /** Not a number where the program printed `nan` or an infinity: a gap. */
  readonly value: number;
}

/** Longer lines are no plots. */
const longestLine = 1024;
/** More numbers than this in one line are a dump, not a plot. */
const mostValues = 32;
const longestName = 40;

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const notFinite = /^[+-]?(?:nan|inf|infinity)$/i;
const nameAndNumber = /^([^:=]{1,60}?)\s*[:=]\s*(\S+)$/;

/**
 * Reads a line as the plotters of Arduino, Mu and Thonny do: `temp:21.5,hum:40`, `21.5 40`, `x=1 y=2`, `(1, 2)`,
 * `[1, 2]`, `{'a': 1}`; separated by commas, semicolons, tabs or blanks. A line in which anything else stands is no plot
 * and gives null, so that ordinary words of a program draw nothing.
 */
export function parsePlotLine(line: string): readonly PlotValue[] | null {
  if (line.length > longestLine) return null;
  // Most lines of a program are words: one look at the digits spares them the rest.
  if (!/\d/.test(line)) return null;
  const values: PlotValue[] = [];
  for (const field of withoutBrackets(line.trim()).split(/[,;\t]/)) {
    const text = field.trim();
    if (text === '') continue;
    const found = fieldValues(text);
    if (found === null || values.length + found.length > mostValues) return null;
    values.push(...found);
  }
  return values.some(({ value }) => Number.isFinite(value)) ? values : null;
}

/** The name under which a value is drawn: its own, or its place from 1. */
export function plotName(value: PlotValue, index: number): string {
  return value.name ?? `#${index + 1}`;
}

const brackets: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];

function withoutBrackets(text: string): string {
  const isInside = brackets.some(([open, close]) => text.startsWith(open) && text.endsWith(close));
  return isInside ? text.slice(1, -1) : text;
}

/** One field between separators: a name with a number, or numbers and pairs between blanks. */
function fieldValues(text: string): PlotValue[] | null {
  const single = pairValue(text);
  if (single !== null) return [single];
  const values: PlotValue[] = [];
  // `x: 1 y: 2` has blanks within its pairs.
  for (const word of text.replace(/\s*([:=])\s+/g, '$1').split(/\s+/)) {
    const value = numberOf(word);
    const found = value === null ? pairValue(word) : { name: null, value };
    if (found === null) return null;
    values.push(found);
  }
  return values;
}

function pairValue(text: string): PlotValue | null {
  const match = nameAndNumber.exec(text);
  const name = match?.[1]?.trim().replace(/^(['"])(.*)\1$/, '$2');
  const value = numberOf(match?.[2] ?? '');
  // A name has a letter: `12:30` is a time of day.
  if (name === undefined || value === null || name.length > longestName || !/[\p{L}_]/u.test(name))
    return null;
  return { name, value };
}

function numberOf(text: string): number | null {
  if (number.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }
  return notFinite.test(text) ? Number.NaN : null;
}
