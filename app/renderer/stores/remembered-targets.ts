import { z } from 'zod';

const key = 'cambrian.targets';
/** Folders that are remembered; the one whose target was chosen longest ago goes first. */
const limit = 50;

/** Pairs of a project's folder and a kit id, the newest last. */
const targetsSchema = z.array(z.tuple([z.string(), z.string()]));

function readTargets(): readonly (readonly [string, string])[] {
  const text = typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
  if (text === null) return [];
  try {
    return targetsSchema.parse(JSON.parse(text));
  } catch (error) {
    console.warn('The remembered targets cannot be read; projects start on the virtual board.', error);
    return [];
  }
}

/** The kit that was chosen in this window's browser for the project in a folder; null where none was. */
export function rememberedTarget(path: string): string | null {
  return readTargets().find(([folder]) => folder === path)?.[1] ?? null;
}

/** Keeps which kit the project in a folder runs on, for the next time that it is opened. */
export function rememberTarget(path: string, kitId: string): void {
  if (typeof localStorage === 'undefined' || path === '') return;
  const others = readTargets().filter(([folder]) => folder !== path);
  localStorage.setItem(key, JSON.stringify([...others, [path, kitId]].slice(-limit)));
}
