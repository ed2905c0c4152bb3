import type { z } from 'zod';
import type { Json } from '../document/json.ts';
import { isSameJson } from '../document/json.ts';
import { printValue } from '../ports/apply-coercion.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import type { expectationSchema } from './scenario.ts';

export type Expectation = z.infer<typeof expectationSchema>;

/** Whether a value is as expected; where it is not, `reason` says which condition failed. */
export type ExpectationVerdict =
  | { readonly fits: true }
  | { readonly fits: false; readonly reason: LocalizedText };

const longestShown = 120;

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`;
}

function no(en: string, zh: string): ExpectationVerdict {
  return { fits: false, reason: { en, zh } };
}

/**
 * Judges a value. All conditions that are given must hold; none given: any value fits. `min` and `max` need a number;
 * `matches` is a regular expression over the value as people read it ({@link printValue}).
 */
export function judgeExpectation(expectation: Expectation, value: Json): ExpectationVerdict {
  const { equals, min, max, matches } = expectation;
  const shown = show(value);
  if (equals !== undefined && !isSameJson(equals as Json, value)) {
    const wanted = show(equals as Json);
    return no(`${shown} is not ${wanted}`, `${shown} 不等于 ${wanted}`);
  }
  if (min !== undefined || max !== undefined) {
    if (typeof value !== 'number') return no(`${shown} is not a number`, `${shown} 不是数字`);
    if (min !== undefined && value < min) return no(`${shown} is less than ${min}`, `${shown} 小于 ${min}`);
    if (max !== undefined && value > max) return no(`${shown} is more than ${max}`, `${shown} 大于 ${max}`);
  }
  if (matches !== undefined) {
    const pattern = parsePattern(matches);
    if (pattern === null) {
      return no(`“${matches}” is not a regular expression`, `“${matches}”不是有效的正则表达式`);
    }
    if (!pattern.test(printValue(value))) {
      return no(`${shown} does not match “${matches}”`, `${shown} 与“${matches}”不匹配`);
    }
  }
  return { fits: true };
}

function parsePattern(source: string): RegExp | null {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
