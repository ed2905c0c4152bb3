import { isJsonObject, isSameJson, type Json, ownValue } from '../document/json.ts';
import { simplify } from '../language/mentions.ts';
import type { Sandbox } from './tool-definition.ts';

/** The first recorded answer that fits a call; null where none does. `data.recorded` is the day of the recording. */
export function recordedAnswer(
  sandbox: Sandbox,
  functionId: string,
  arguments_: Readonly<Record<string, Json>>,
  language: 'en' | 'zh',
): { readonly text: string; readonly data: Json } | null {
  const answer = sandbox.answers.find(
    candidate =>
      candidate.function === functionId &&
      Object.entries(candidate.when).every(([name, wanted]) => isSame(ownValue(arguments_, name), wanted)),
  );
  if (answer === undefined) return null;
  const note =
    language === 'zh' ? `（${sandbox.recorded} 录制的示例）` : ` (recorded example of ${sandbox.recorded})`;
  return {
    text: answer.text[language] + note,
    data: {
      ...(isJsonObject(answer.data) ? answer.data : answer.data !== undefined && { value: answer.data }),
      recorded: sandbox.recorded,
    },
  };
}

function isSame(given: Json | undefined, wanted: Json): boolean {
  if (given === undefined) return false;
  if (typeof given === 'string' && typeof wanted === 'string') return simplify(given) === simplify(wanted);
  return isSameJson(given, wanted);
}
