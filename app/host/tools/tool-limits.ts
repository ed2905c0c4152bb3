import { removeHiddenCharacters } from '../../core/tools/hidden-text.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';

/** What one call of a tool may take. */
export interface ToolLimits {
  /** Real time until a call is cut, milliseconds. */
  readonly callMs: number;
  /** Text of a result, characters. */
  readonly textLength: number;
  /** Data of a result as JSON, characters. */
  readonly dataLength: number;
  /** Body of an answer from the network, bytes. */
  readonly bodyBytes: number;
}

export const defaultToolLimits: ToolLimits = {
  callMs: 10_000,
  textLength: 16_000,
  dataLength: 64_000,
  bodyBytes: 1_048_576,
};

/** What a call gives back. */
export interface CallResult {
  readonly text: string;
  readonly data: JsonValue;
}

/** A result cut to its bounds, with an honest note where something was cut. */
export function boundResult(result: CallResult, language: 'en' | 'zh', limits: ToolLimits): CallResult {
  return {
    text: boundText(result.text, limits.textLength, language),
    data: boundData(result.data, limits.dataLength),
  };
}

/** Text of at most `limit` characters; what is cut is said in the text itself. */
export function boundText(text: string, limit: number, language: 'en' | 'zh'): string {
  if (text.length <= limit) return text;
  const note =
    language === 'zh'
      ? `……（已截断：共 ${text.length} 个字符，只取了前面一部分）`
      : `… (cut: only the beginning of ${text.length} characters)`;
  const kept = text.slice(0, Math.max(0, limit - note.length));
  // Half of a character outside the basic plane is no text.
  return kept.replace(/[\ud800-\udbff]$/, '') + note;
}

function boundData(data: JsonValue, limit: number): JsonValue {
  const size = JSON.stringify(data)?.length ?? 0;
  return size <= limit ? data : { cut: true, size };
}

/** Words of a stranger for an error or a log: without hidden characters and secrets, on one line, short. */
export function strangersWords(text: string, limit = 300, secrets: readonly string[] = []): string {
  // In this order: a hidden character could part a secret, and a cut leave half of one.
  const clean = withoutSecrets(removeHiddenCharacters(text), secrets).replaceAll(/\s+/g, ' ').trim();
  return clean.length <= limit ? clean : `${clean.slice(0, limit - 1)}…`;
}

/** A text without the secrets that it may repeat. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '•••');
  return clean;
}

/** As {@link withoutSecrets}, anywhere in JSON, also in the names of fields. */
export function dataWithoutSecrets(data: JsonValue, secrets: readonly string[]): JsonValue {
  if (secrets.length === 0) return data;
  if (typeof data === 'string') return withoutSecrets(data, secrets);
  if (Array.isArray(data)) return data.map(item => dataWithoutSecrets(item, secrets));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, item]) => [
      withoutSecrets(name, secrets),
      dataWithoutSecrets(item, secrets),
    ]),
  );
}
