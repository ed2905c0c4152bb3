import { languageOf } from '../language/mentions.ts';
import type { SpokenLanguage } from './persona.ts';

/** What fills the slots of a line: `{name}`, `{fact}`, … */
export type LineSlots = Readonly<Record<string, string | undefined>>;

const slotPattern = /\{([a-zA-Z]+)\}/g;

function canFill(line: string, slots: LineSlots): boolean {
  return [...line.matchAll(slotPattern)].every(([, slot = '']) => (slots[slot] ?? '') !== '');
}

/** Fills what is known and takes out the rest, with the comma or the space that led to it. */
export function fillLine(line: string, slots: LineSlots): string {
  return line
    .replace(/([,，、]?\s*)\{([a-zA-Z]+)\}/g, (_, lead: string, slot: string) => {
      const value = slots[slot] ?? '';
      return value === '' ? '' : lead + value;
    })
    .replace(/^[\s,，、]+/u, '')
    .trim();
}

/** The language of a line, without its slots. */
function lineLanguage(line: string): SpokenLanguage {
  return languageOf(line.replace(slotPattern, ''));
}

/**
 * Takes a line out of several that take turns: those in the language that is spoken, else all; those whose slots can
 * all be filled, else the others without them. `turn` counts on from 0. Undefined where nothing is left to say.
 */
export function chooseLine(
  lines: readonly string[],
  options: { readonly language: SpokenLanguage; readonly slots: LineSlots; readonly turn: number },
): string | undefined {
  const own = lines.filter(line => lineLanguage(line) === options.language);
  const spoken = own.length > 0 ? own : lines;
  const fillable = spoken.filter(line => canFill(line, options.slots));
  const choice = fillable.length > 0 ? fillable : spoken;
  const line = choice[options.turn % Math.max(1, choice.length)];
  const filled = line === undefined ? '' : fillLine(line, options.slots);
  return /[\p{L}\p{N}]/u.test(filled) ? filled : undefined;
}
