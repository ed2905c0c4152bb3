import { StudioError } from '../../../contract/errors/studio-error.ts';

/** The board did not do what was promised. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** The promise has no meaning on this board. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** Throws CheckFailed unless the condition holds. */
export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new CheckFailed(otherwise);
}

/** One line about an error, with its code where it has one. */
export function reasonOf(error: unknown): string {
  if (StudioError.is(error)) return `${error.message} [${error.code}]`;
  return error instanceof Error ? error.message : String(error);
}
