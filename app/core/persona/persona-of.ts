import type { Profile } from '../document/profile.ts';
import { type Persona, personaSchema } from './persona.ts';

/** A persona of a profile with its defaults; undefined where there is none of that id or it cannot be read. */
export function personaOf(profile: Pick<Profile, 'personas'>, id: string): Persona | undefined {
  const { personas } = profile;
  if (personas === undefined || !Object.hasOwn(personas, id)) return undefined;
  return personaSchema.safeParse(personas[id]).data;
}
