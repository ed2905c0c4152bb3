import type { Profile } from './profile.ts';
import { currentSchemaVersion } from './profile.ts';

/** A profile with an empty canvas. `id` is given from outside, so that core stays free of chance. */
export function createProfile(options: {
  readonly id: string;
  readonly name: string;
  readonly board: string;
  readonly description?: string;
}): Profile {
  return {
    schemaVersion: currentSchemaVersion,
    id: options.id,
    name: options.name,
    board: options.board,
    ...(options.description !== undefined && { description: options.description }),
    nodes: {},
    wires: {},
  };
}
