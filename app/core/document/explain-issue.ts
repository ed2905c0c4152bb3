import type { z } from 'zod';
import type { LocalizedText } from '../text/localized-text.ts';

/** One thing that a schema does not like, in plain words. */
export interface ExplainedIssue {
  /** `position.x`; empty for the value itself. */
  readonly path: string;
  readonly reason: LocalizedText;
}

type Issue = z.core.$ZodIssue;

const expectedNames: Readonly<Record<string, LocalizedText>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  array: { en: 'a list', zh: '列表' },
};

/** The first of the issues, which is the one to mend first. `value` is what was checked. */
export function explainIssues(error: z.ZodError, value: unknown): ExplainedIssue {
  const issue = error.issues[0];
  if (issue === undefined) return { path: '', reason: { en: 'it is not valid', zh: '内容无效' } };
  return { path: issue.path.map(String).join('.'), reason: explain(issue, readAt(value, issue.path)) };
}

function readAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function explain(issue: Issue, found: unknown): LocalizedText {
  switch (issue.code) {
    case 'invalid_type': {
      const name = expectedNames[issue.expected] ?? { en: issue.expected, zh: issue.expected };
      return found === undefined
        ? { en: `it is missing; it must be ${name.en}`, zh: `缺失，应为${name.zh}` }
        : { en: `it must be ${name.en}`, zh: `应为${name.zh}` };
    }
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { en: `it is longer than ${issue.maximum}`, zh: `长度超过 ${issue.maximum}` }
        : { en: `it is larger than ${issue.maximum}`, zh: `大于 ${issue.maximum}` };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { en: `it is shorter than ${issue.minimum}`, zh: `长度小于 ${issue.minimum}` }
        : { en: `it is too small; the least is ${issue.minimum}`, zh: `过小，最小为 ${issue.minimum}` };
    case 'invalid_value':
      return {
        en: `it must be one of: ${issue.values.map(String).join(', ')}`,
        zh: `应为以下之一：${issue.values.map(String).join('、')}`,
      };
    case 'invalid_format':
      return { en: 'it has characters that are not allowed here', zh: '含有此处不允许的字符' };
    case 'invalid_key':
      return { en: 'a name in it is not allowed', zh: '其中有不允许的名称' };
    default:
      return { en: 'it is not valid here', zh: '此处内容无效' };
  }
}
