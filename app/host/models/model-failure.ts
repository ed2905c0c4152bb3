import { APICallError, EmptyResponseBodyError, JSONParseError, TypeValidationError } from '@ai-sdk/provider';
import { StudioError } from '../../contract/errors/studio-error.ts';

/** Whom a call went to, for the words of its errors. Ids, so that they read the same in every language. */
export interface CallTarget {
  readonly provider: string;
  readonly model: string;
  readonly region: string;
  readonly origin: string;
}

/** The line to the provider broke while an answer was on its way. */
export class ConnectionBroken extends Error {
  override readonly name = 'ConnectionBroken';
}

export type FailureClass =
  /** The provider is in trouble: counts for its circuit, and is tried again where nothing was given out yet. */
  | 'transient'
  /** Counts for its circuit; trying again at once would not help. */
  | 'fault'
  /** The call itself is wrong, or not allowed: the provider is well. */
  | 'refusal';

/** A failed call: what a person is told, and what the gate does about it. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly error: StudioError;
  readonly class: FailureClass;
  /** How long the provider asks to wait; null where it says nothing. */
  readonly retryAfterMs: number | null;

  constructor(error: StudioError, failureClass: FailureClass, retryAfterMs: number | null = null) {
    super(error.message);
    this.error = error;
    this.class = failureClass;
    this.retryAfterMs = retryAfterMs;
  }
}

const longestReason = 300;

function cut(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
}

/** What a provider says of an error, in any of the shapes that are in use. */
function readErrorBody(body: unknown): { readonly code: string; readonly message: string } {
  if (typeof body === 'string') {
    try {
      return readErrorBody(JSON.parse(body));
    } catch {
      return { code: '', message: body };
    }
  }
  if (typeof body !== 'object' || body === null) return { code: '', message: '' };
  const inner: object = 'error' in body && typeof body.error === 'object' && body.error ? body.error : body;
  const text = (name: string): string => {
    const value = (inner as Record<string, unknown>)[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  if ('error' in body && typeof body.error === 'string') return { code: '', message: body.error };
  return { code: `${text('code')} ${text('type')}`.trim(), message: text('message') };
}

/** Seconds or a date of `Retry-After`, or milliseconds of `retry-after-ms`. */
function readRetryAfter(headers: Readonly<Record<string, string>> | undefined): number | null {
  const milliseconds = Number(headers?.['retry-after-ms']);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  const value = headers?.['retry-after'];
  if (value === undefined) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

const contentWords =
  /data.?inspection|content.?(filter|policy)|inappropriate content|sensitive content|moderation/i;
const quotaWords =
  /insufficient.?(quota|balance|credit)|arrearage|exceeded your current quota|overdue|free.?tier.?only/i;
const keyWords = /(invalid|incorrect|wrong|expired|revoked).{0,20}(api|access)?.?(key|token)/i;
const modelGoneWords = /model.?not.?found|model.{0,80}(does not exist|not exist|not found|not supported)/i;

function fromStatus(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> | undefined,
  target: CallTarget,
): ModelFailure {
  const { provider, model, region } = target;
  const { code, message } = readErrorBody(body);
  const words = `${code} ${message}`;
  const reason = cut(message === '' ? `HTTP ${status}` : message);
  const refusal = (error: StudioError) => new ModelFailure(error, 'refusal');
  if (contentWords.test(words)) return refusal(new StudioError('model/content-refused', { provider }));
  if (status === 402 || (status < 500 && quotaWords.test(words))) {
    return refusal(new StudioError('model/no-quota', { provider }));
  }
  if (status === 401 || ((status === 403 || status === 400) && keyWords.test(words))) {
    return refusal(new StudioError('model/key-refused', { provider, region }));
  }
  if (status === 403) {
    return refusal(new StudioError('model/wrong-region', { provider, model, region, reason }));
  }
  if (status === 404 || (status === 400 && modelGoneWords.test(words))) {
    return refusal(new StudioError('model/gone', { provider, model, region }));
  }
  if (status === 429) {
    const retryAfterMs = readRetryAfter(headers);
    const seconds = Math.ceil((retryAfterMs ?? 1000) / 1000);
    return new ModelFailure(
      new StudioError('model/rate-limited', { provider, seconds }),
      'transient',
      retryAfterMs,
    );
  }
  if (status >= 500 || status === 408) {
    return new ModelFailure(
      new StudioError('model/provider-failed', { provider, status }),
      'transient',
      readRetryAfter(headers),
    );
  }
  return refusal(new StudioError('model/bad-request', { provider, status, reason }));
}

const transientCodes = new Set<string>([
  'model/rate-limited',
  'model/provider-failed',
  'model/unreachable', //
]);
const faultCodes = new Set<string>(['model/timed-out', 'model/stalled', 'model/bad-answer']);

function classOf(error: StudioError): FailureClass {
  if (transientCodes.has(error.code)) return 'transient';
  return faultCodes.has(error.code) ? 'fault' : 'refusal';
}

/**
 * Any failure of a call as a {@link ModelFailure}. `hasBegun`: pieces of the answer were given out already, so a broken
 * line is a broken answer. The provider's own words are cut short; keys were taken out of them where they came in.
 */
export function toModelFailure(error: unknown, target: CallTarget, hasBegun: boolean): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const studioError = findStudioError(error);
  if (studioError !== null) return new ModelFailure(studioError, classOf(studioError));
  const { provider, origin } = target;
  const badAnswer = (reason: string) =>
    new ModelFailure(new StudioError('model/bad-answer', { provider, reason: cut(reason) }), 'fault');
  if (error instanceof ConnectionBroken) {
    if (hasBegun) return badAnswer(error.message);
    return new ModelFailure(
      new StudioError('model/unreachable', { provider, origin, reason: error.message }),
      'transient',
    );
  }
  if (APICallError.isInstance(error)) {
    const { statusCode, responseBody, responseHeaders } = error;
    if (statusCode !== undefined && statusCode >= 400) {
      return fromStatus(statusCode, responseBody, responseHeaders, target);
    }
    return badAnswer(statusCode === undefined ? error.message : 'it is not of the protocol');
  }
  if (JSONParseError.isInstance(error)) return badAnswer('it is not JSON');
  if (TypeValidationError.isInstance(error)) return badAnswer('it is not of the protocol');
  if (EmptyResponseBodyError.isInstance(error)) return badAnswer('it is empty');
  // An error that the provider put into a stream that had begun well.
  const { code, message } = readErrorBody(error instanceof Error ? error.message : error);
  const status = /\b([45]\d\d)\b/.exec(code)?.[1];
  if (
    status !== undefined ||
    contentWords.test(`${code} ${message}`) ||
    quotaWords.test(`${code} ${message}`)
  ) {
    return fromStatus(Number(status ?? 400), error, undefined, target);
  }
  return badAnswer(message === '' ? 'it broke off' : message);
}

/** The studio's own error, where one was wrapped on its way through a library. */
function findStudioError(error: unknown): StudioError | null {
  for (let depth = 0, at = error; depth < 5 && at instanceof Error; depth += 1, at = at.cause) {
    if (at instanceof StudioError) return at;
    if (at instanceof ModelFailure) return at.error;
  }
  return null;
}
