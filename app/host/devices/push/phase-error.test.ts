import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { type PhaseContext, phaseError } from './phase-error.ts';
import { boardDeadlines } from './push-deadlines.ts';

const context: PhaseContext = {
  path: '/dev/ttyACM0',
  deadlines: boardDeadlines,
  clock: { bytesDone: 400, bytesTotal: 9000 },
};
const notMicroPython = new StudioError('repl/not-micropython', { path: '/dev/ttyACM0', received: '+4+4' });

describe('a prompt that is not found again', () => {
  it.each([
    ['write', 'push/write-timeout'],
    ['verify', 'push/verify-timeout'],
  ] as const)(
    'while %s is under way says nothing against the board, which answered before',
    (phase, code) => {
      expect(phaseError(phase, notMicroPython, context)).toMatchObject({ code });
    },
  );

  it('before anybody answered says what it is', () => {
    expect(phaseError('interrupt', notMicroPython, context)).toBe(notMicroPython);
  });
});
