import { sortedKeys } from './json.ts';

type Frame =
  | { readonly kind: 'array'; readonly values: readonly unknown[]; next: number }
  | {
      readonly kind: 'object';
      readonly values: Readonly<Record<string, unknown>>;
      readonly keys: readonly string[];
      next: number;
    };

const indents: string[] = ['\n'];

function lineBreak(depth: number): string {
  for (let known = indents.length; known <= depth && known <= 64; known++)
    indents.push(`\n${'  '.repeat(known)}`);
  return indents[depth] ?? `\n${'  '.repeat(depth)}`;
}

/**
 * The one way in which Cambrian writes JSON: keys sorted by code unit, two spaces, a newline at the end, so that two
 * documents with the same content have the same bytes and a diff reads well. Fields with the value `undefined` are
 * left out. Works at any depth of nesting.
 * @throws TypeError for a number that is not finite and for anything else that is not JSON.
 */
export function stringifyCanonically(value: unknown): string {
  const parts: string[] = [];
  const frames: Frame[] = [];

  function open(item: unknown): void {
    if (Array.isArray(item)) {
      parts.push('[');
      frames.push({ kind: 'array', values: item, next: 0 });
      return;
    }
    if (typeof item === 'object' && item !== null) {
      const values = item as Readonly<Record<string, unknown>>;
      parts.push('{');
      frames.push({
        kind: 'object',
        values,
        keys: sortedKeys(values).filter(key => values[key] !== undefined),
        next: 0,
      });
      return;
    }
    if (typeof item === 'number' && !Number.isFinite(item)) {
      throw new TypeError(`JSON cannot hold the number ${item}`);
    }
    if (item !== null && typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      throw new TypeError(`JSON cannot hold a value of type ${typeof item}`);
    }
    parts.push(JSON.stringify(item));
  }

  open(value);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const length = frame.kind === 'array' ? frame.values.length : frame.keys.length;
    const position = frame.next;
    if (position === length) {
      frames.pop();
      if (length > 0) parts.push(lineBreak(frames.length));
      parts.push(frame.kind === 'array' ? ']' : '}');
      continue;
    }
    frame.next++;
    parts.push(position === 0 ? '' : ',', lineBreak(frames.length));
    if (frame.kind === 'array') {
      open(frame.values[position] ?? null);
    } else {
      const key = frame.keys[position] ?? '';
      parts.push(JSON.stringify(key), ': ');
      open(frame.values[key]);
    }
  }
  parts.push('\n');
  return parts.join('');
}
