import { z } from 'zod';
import {
  fillText,
  type Language,
  type LocalizedText,
  localizedTextSchema,
} from '../../core/text/localized-text.ts';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
import type { ErrorEntry } from './error-entry.ts';

/** The names between braces: `'{a} of {b}'` → `'a' | 'b'`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type TextsOf<Entry extends ErrorEntry> =
  | Entry['title'][Language]
  | Entry['explanation'][Language]
  | Entry['nextStep'][Language];

/** What an error of this code must say about its case: a value for each placeholder of its texts. */
export type ErrorDetails<Code extends ErrorCode> = Code extends unknown
  ? { readonly [Name in Placeholders<TextsOf<(typeof errorCatalogue)[Code]>>]: string | number }
  : never;

export interface StudioErrorOptions {
  /** What to do in this very case; shown instead of the catalogue's next step. */
  readonly hint?: LocalizedText;
  /** What was caught. Stays on this side of the wire: it goes to the log, never to a client. */
  readonly cause?: unknown;
}

export const studioErrorJsonSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  hint: localizedTextSchema.nullable().default(null),
});
/** A StudioError on the wire and in files. */
export type StudioErrorJson = z.infer<typeof studioErrorJsonSchema>;

/** Whether a text is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

/**
 * An error that a person may see: a code of the catalogue and what is particular to this case. `message` is the
 * English title and explanation, for logs; the face uses `describeError`.
 *
 * `throw new StudioError('rpc/undeclared-method', { name: 'device.fly' })`
 */
export class StudioError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'StudioError';
  readonly code: Code;
  readonly details: ErrorDetails<Code>;
  readonly hint?: LocalizedText;

  constructor(code: Code, details: ErrorDetails<Code>, options: StudioErrorOptions = {}) {
    const entry: ErrorEntry = errorCatalogue[code];
    const filled = (text: LocalizedText) => fillText(text, details).en;
    super(
      `${filled(entry.title)}: ${filled(entry.explanation)}`,
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.code = code;
    this.details = details;
    if (options.hint !== undefined) this.hint = options.hint;
  }

  /** Whether a caught value is a StudioError, and of this code where one is given. */
  static is<Wanted extends ErrorCode>(error: unknown, code?: Wanted): error is StudioError<Wanted> {
    return error instanceof StudioError && (code === undefined || error.code === code);
  }

  /** Any caught value as a StudioError: itself, or `internal/unexpected` with the value as its cause. */
  static from(error: unknown): StudioError {
    if (error instanceof StudioError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new StudioError('internal/unexpected', { message }, { cause: error });
  }

  /** Without the cause, which may hold what is nobody's business on the other side. */
  toJson(): StudioErrorJson {
    return {
      code: this.code,
      message: this.message,
      details: { ...this.details },
      hint: this.hint ?? null,
    };
  }

  /** From the wire. What is malformed, or of a code that this version does not know, becomes `internal/unexpected`. */
  static fromJson(json: unknown): StudioError {
    const parsed = studioErrorJsonSchema.safeParse(json);
    if (!parsed.success) {
      return new StudioError('internal/unexpected', { message: 'an error that cannot be read' });
    }
    const { code, message, details, hint } = parsed.data;
    if (!isErrorCode(code)) {
      return new StudioError('internal/unexpected', { message: `${code}: ${message}` }, hint ? { hint } : {});
    }
    return new StudioError(code, details as ErrorDetails<ErrorCode>, hint ? { hint } : {});
  }
}

/** What the face shows of an error, in one language. */
export interface ErrorDescription {
  readonly title: string;
  readonly explanation: string;
  readonly nextStep: string;
}

/** Words for any caught value. A placeholder without a value stays visible as `{name}`. */
export function describeError(error: unknown, language: Language): ErrorDescription {
  const { code, details, hint } = StudioError.from(error);
  const entry: ErrorEntry = errorCatalogue[code];
  const filled = (text: LocalizedText) => fillText(text, details)[language];
  return {
    title: filled(entry.title),
    explanation: filled(entry.explanation),
    nextStep: filled(hint ?? entry.nextStep),
  };
}
