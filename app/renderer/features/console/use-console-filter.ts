import { useEffect, useMemo, useState } from 'react';
import { type ConsoleFilter, patternProblem } from './console-filter.ts';
import { useConsoleView } from './console-view-store.ts';

/** A pause in typing after which the terminal is written anew. */
const pauseMs = 200;

/** The filter that is in force, a moment after it was typed, and why a pattern is not. */
export function useConsoleFilter(): {
  readonly filter: ConsoleFilter;
  readonly problem: 'too-long' | 'invalid' | 'too-slow' | null;
  readonly onPatternFailure: (error: unknown) => void;
} {
  const wished = useConsoleView(state => state.filter);
  const [settled, setSettled] = useState(wished);
  const [tooSlow, setTooSlow] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wished), wished.text === '' ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [wished]);
  const { text, isPattern } = settled;
  const problem = !isPattern || text === '' ? null : text === tooSlow ? 'too-slow' : patternProblem(text);
  const filter = useMemo(
    () => (problem === null ? { ...settled, text: settled.text.trim() } : { ...settled, text: '' }),
    [settled, problem],
  );
  return {
    filter,
    problem,
    onPatternFailure: error => {
      console.warn('The pattern of the console was given up.', error);
      setTooSlow(text);
    },
  };
}
