import type { LocalizedText } from '../../core/text/localized-text.ts';

/** What a person reads of an error. `{name}` is filled from the error's details. */
export interface ErrorEntry {
  /** What happened, a few words. */
  readonly title: LocalizedText;
  /** Why, one or two sentences. */
  readonly explanation: LocalizedText;
  /** What to do now. */
  readonly nextStep: LocalizedText;
}

/** The errors of one area, by code `<area>/<what>`. An area file ends with `as const satisfies ErrorArea`. */
export type ErrorArea = Readonly<Record<`${string}/${string}`, ErrorEntry>>;

type CodesIn<Area> = Area extends unknown ? keyof Area : never;

/** The codes that more than one area declares. */
type DuplicateCodes<Areas extends readonly unknown[]> = Areas extends readonly [infer First, ...infer Rest]
  ? (keyof First & CodesIn<Rest[number]>) | DuplicateCodes<Rest>
  : never;

type Merged<Areas extends readonly unknown[]> = Areas extends readonly [infer First, ...infer Rest]
  ? First & Merged<Rest>
  : unknown;

/**
 * Joins areas to one catalogue. A code that two areas declare fails the type check, with the code in the message, and
 * throws where the type check was passed by.
 */
export function mergeErrorAreas<const Areas extends readonly ErrorArea[]>(
  ...areas: [DuplicateCodes<Areas>] extends [never]
    ? Areas
    : { readonly declaredTwice: DuplicateCodes<Areas> }[]
): Merged<Areas> {
  const merged: Record<string, unknown> = {};
  for (const area of areas) {
    for (const [code, entry] of Object.entries(area)) {
      if (Object.hasOwn(merged, code)) {
        throw new TypeError(`The error code ${code} is declared twice.`);
      }
      merged[code] = entry;
    }
  }
  return merged as Merged<Areas>;
}
