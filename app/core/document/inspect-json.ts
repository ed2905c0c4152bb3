import { forbiddenKeys, isJsonObject } from './json.ts';

/** Lists and objects inside each other, the outermost counted as one. No profile needs more. */
export const maximumDepth = 64;

export type JsonInspection =
  | { readonly kind: 'ok' }
  | { readonly kind: 'too-deep' }
  | { readonly kind: 'forbidden-key'; readonly key: string }
  /** Something that JSON cannot write: a function, a number that is not finite, a value that holds itself. */
  | { readonly kind: 'not-json' };

/**
 * Looks through a value that came from outside for what a document may not hold. Visits level by level without
 * recursion, so that hostile nesting cannot exhaust the stack, and stops at `depthLimit`.
 */
export function inspectJson(value: unknown, depthLimit: number = maximumDepth): JsonInspection {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const item of level) {
      if (item === null || typeof item === 'string' || typeof item === 'boolean') continue;
      if (typeof item === 'number') {
        if (!Number.isFinite(item)) return { kind: 'not-json' };
        continue;
      }
      if (typeof item !== 'object') return { kind: 'not-json' };
      if (depth >= depthLimit) return { kind: 'too-deep' };
      if (Array.isArray(item)) {
        for (const child of item) next.push(child);
      } else if (isJsonObject(item)) {
        for (const key of Object.keys(item)) {
          if (forbiddenKeys.has(key)) return { kind: 'forbidden-key', key };
          next.push(item[key]);
        }
      }
    }
    level = next;
  }
  return { kind: 'ok' };
}
