import { forbiddenKeys } from './json.ts';

/** Lines and columns count from 1. */
export type JsonScan =
  | {
      readonly kind: 'ok';
      /** Names that stand twice in one object; the first few. */
      readonly duplicates: readonly { readonly key: string; readonly line: number }[];
    }
  | { readonly kind: 'syntax'; readonly line: number; readonly column: number }
  | { readonly kind: 'too-deep'; readonly line: number; readonly column: number }
  | {
      readonly kind: 'forbidden-key';
      readonly key: string;
      readonly line: number;
      readonly column: number;
    };

/** More duplicates than this are not listed. */
const listedDuplicates = 20;

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapePattern = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next. */
type Expectation = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/**
 * Reads JSON text from left to right without building anything, before `JSON.parse` sees it: nesting, forbidden names,
 * names that stand twice, numbers too large to hold, and the exact place of a mistake. Takes time in proportion to the
 * text and memory in proportion to the names of the objects that are open.
 */
export function scanJson(text: string, depthLimit: number): JsonScan {
  const duplicates: { key: string; line: number }[] = [];
  /** Open containers: the names seen of an object, null for a list. */
  const open: (Set<string> | null)[] = [];
  let expected: Expectation = 'value';
  let isDone = false;
  let position = 0;

  const place = (at: number) => placeOf(text, at);
  const syntax = (at: number): JsonScan => ({ kind: 'syntax', ...place(at) });

  while (true) {
    position = skipSpace(text, position);
    const character = text[position];
    if (character === undefined) return isDone ? { kind: 'ok', duplicates } : syntax(position);
    if (isDone) return syntax(position);
    const container = open.at(-1);

    if (character === '"' && (expected === 'key' || expected === 'key-or-end')) {
      const end = endOfString(text, position);
      if (end < 0) return syntax(~end);
      const key = readKey(text, position, end);
      if (forbiddenKeys.has(key)) return { kind: 'forbidden-key', key, ...place(position) };
      if (container?.has(key) === true) {
        if (duplicates.length < listedDuplicates) duplicates.push({ key, line: place(position).line });
      } else container?.add(key);
      position = end;
      expected = 'colon';
    } else if (character === ':' && expected === 'colon') {
      position++;
      expected = 'value';
    } else if (character === ',' && expected === 'comma-or-end') {
      position++;
      expected = container === null ? 'value' : 'key';
    } else if (character === '}' && isObject(container) && endsHere(expected, 'key-or-end')) {
      position++;
      open.pop();
      expected = 'comma-or-end';
      isDone = open.length === 0;
    } else if (character === ']' && container === null && endsHere(expected, 'value-or-end')) {
      position++;
      open.pop();
      expected = 'comma-or-end';
      isDone = open.length === 0;
    } else if (expected !== 'value' && expected !== 'value-or-end') {
      return syntax(position);
    } else if (character === '{' || character === '[') {
      if (open.length >= depthLimit) return { kind: 'too-deep', ...place(position) };
      open.push(character === '{' ? new Set() : null);
      position++;
      expected = character === '{' ? 'key-or-end' : 'value-or-end';
    } else {
      const end = character === '"' ? endOfString(text, position) : endOfWord(text, position);
      if (end < 0) return syntax(~end);
      position = end;
      expected = 'comma-or-end';
      isDone = open.length === 0;
    }
  }
}

function isObject(container: Set<string> | null | undefined): boolean {
  return container !== null && container !== undefined;
}

function endsHere(expected: Expectation, whenEmpty: Expectation): boolean {
  return expected === 'comma-or-end' || expected === whenEmpty;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return position;
    position++;
  }
}

/** Where a string that starts here ends; `~place` of the mistake where it is not a JSON string. */
function endOfString(text: string, start: number): number {
  let position = start + 1;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === 0x22) return position + 1;
    if (code === 0x5c) {
      escapePattern.lastIndex = position;
      const found = escapePattern.exec(text);
      if (found === null) return ~position;
      position += found[0].length;
    } else if (code < 0x20 || Number.isNaN(code)) {
      return ~position;
    } else position++;
  }
}

/** Where `true`, `false`, `null` or a number that starts here ends; `~start` where there is none. */
function endOfWord(text: string, start: number): number {
  for (const word of ['true', 'false', 'null']) {
    if (text.startsWith(word, start)) return start + word.length;
  }
  numberPattern.lastIndex = start;
  const number = numberPattern.exec(text);
  return number === null || !Number.isFinite(Number(number[0])) ? ~start : start + number[0].length;
}

function readKey(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
}

function placeOf(text: string, position: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const next = text.indexOf('\n', lineStart);
    if (next < 0 || next >= position) return { line, column: position - lineStart + 1 };
    line++;
    lineStart = next + 1;
  }
}
