/** Deeper than any declared input; `JSON.stringify` and recursive code fail only far beyond. */
const maximumDepth = 128;

/**
 * Looks in parsed JSON for what no honest client sends: nesting that overflows a stack, and own keys that reach a
 * prototype when they are copied. Returns what is wrong, or null. Does not recurse.
 */
export function findUnsafeJson(value: unknown): string | null {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maximumDepth) return `nested deeper than ${maximumDepth}`;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (Array.isArray(item)) {
        for (const child of item) next.push(child);
        continue;
      }
      if (Object.hasOwn(item, '__proto__')) return 'a key __proto__';
      for (const child of Object.values(item)) next.push(child);
    }
    level = next;
  }
  return null;
}
