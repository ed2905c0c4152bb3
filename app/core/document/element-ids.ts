import type { Profile } from './profile.ts';

type Existing = Readonly<Record<string, unknown>> | ReadonlySet<string>;

function isTaken(existing: Existing, id: string): boolean {
  return existing instanceof Set ? existing.has(id) : Object.hasOwn(existing, id);
}

/** Turns any words into the beginning of an id: `light ring` → `light-ring`, `2nd` → `n2nd`. */
function cleanBase(base: string): string {
  const cleaned = base
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  if (cleaned === '') return 'n';
  return /^[A-Za-z]/.test(cleaned) ? cleaned : `n${cleaned}`;
}

/** The first of `button1`, `button2`, … that is free. */
export function nextElementId(existing: Existing, base: string): string {
  return createIdAllocator(existing)(base);
}

/** Gives one free id after the other and never the same twice; for adding many elements at once. */
export function createIdAllocator(existing: Existing): (base: string) => string {
  const counters = new Map<string, number>();
  return base => {
    const clean = cleanBase(base);
    let counter = counters.get(clean) ?? 0;
    let id: string;
    do {
      counter++;
      id = `${clean}${counter}`;
    } while (isTaken(existing, id));
    counters.set(clean, counter);
    return id;
  };
}

/**
 * Like {@link createIdAllocator} for wires: `w0001`, `w0002`, …. Messages fan out in the order of wire ids, and padded
 * numbers make that the order in which the wires were drawn.
 */
export function createWireIdAllocator(existing: Existing): () => string {
  let counter = 0;
  return () => {
    let id: string;
    do {
      counter++;
      id = `w${String(counter).padStart(4, '0')}`;
    } while (isTaken(existing, id));
    return id;
  };
}

/** All node ids that a new node must not have: those in use and those of nodes kept aside as unreadable. */
export function takenNodeIds(profile: Profile): ReadonlySet<string> {
  return new Set([...Object.keys(profile.nodes), ...Object.keys(profile.unreadable?.nodes ?? {})]);
}

/** All wire ids that a new wire must not have. */
export function takenWireIds(profile: Profile): ReadonlySet<string> {
  return new Set([...Object.keys(profile.wires), ...Object.keys(profile.unreadable?.wires ?? {})]);
}
