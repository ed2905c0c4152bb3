import { stringifyAscii } from '../../../core/document/ascii-json.ts';

/** A value as a Python literal: texts, numbers, lists of them. ASCII, and without control characters. */
export function python(value: string | number | readonly unknown[]): string {
  return stringifyAscii(value);
}

export function bytesLiteral(bytes: readonly number[]): string {
  return `b'${bytes.map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
}
