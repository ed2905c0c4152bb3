import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Provider, Region } from '../../core/models/model-facts.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { CloudSwitch } from './cloud-switch.ts';
import { keyOf } from './key-of.ts';
import { ConnectionBroken } from './model-failure.ts';

export interface GuardedFetchOptions {
  readonly provider: Provider;
  readonly region: Region;
  readonly secrets: Pick<SecretStore, 'get' | 'redact'>;
  readonly cloud: CloudSwitch;
  readonly fetch: typeof fetch;
  /** Bytes of an answer that are taken at most. */
  readonly largestAnswerBytes: number;
}

/** More than this of a refusal says nothing that a person would read. */
const largestRefusalBytes = 64 * 1024;
const bytesPerMegabyte = 1024 * 1024;

/**
 * The only way from a model's adapter to the network. Refuses while the cloud is off, before there is a socket; goes to
 * the region's own address and nowhere else, whatever the server says; puts the key into that request alone; cuts what
 * is too large. What comes back holds no key.
 */
export function createGuardedFetch(options: GuardedFetchOptions): typeof fetch {
  const { provider, region, secrets, cloud, largestAnswerBytes } = options;
  const base = new URL(region.baseUrl);
  const folder = base.pathname.replace(/\/*$/u, '/');

  const call = async (input: URL, init: RequestInit, signals: readonly AbortSignal[]): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    const { secret } = provider;
    if (secret !== undefined) {
      headers.set('authorization', `Bearer ${await keyOf({ ...provider, secret }, secrets)}`);
    }
    try {
      return await options.fetch(input, {
        ...init,
        headers,
        redirect: 'manual',
        credentials: 'omit',
        signal: AbortSignal.any([...signals]),
      });
    } catch (error) {
      for (const signal of signals) signal.throwIfAborted();
      const reason = secrets.redact(reasonOf(error));
      throw new StudioError('model/unreachable', { provider: provider.id, origin: base.origin, reason });
    }
  };

  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (provider.runs === 'cloud') cloud.check(provider.id);
    if (url.origin !== base.origin || !url.pathname.startsWith(folder) || url.username !== '') {
      throw new StudioError('model/redirected', { provider: provider.id, origin: url.origin });
    }
    const signals = [init.signal, provider.runs === 'cloud' ? cloud.signal : null].filter(
      signal => signal instanceof AbortSignal,
    );
    const response = await call(url, init, signals);
    if (response.status >= 300 && response.status < 400) {
      await discard(response);
      const location = response.headers.get('location') ?? '';
      const origin = URL.canParse(location, url) ? new URL(location, url).origin : 'another address';
      throw new StudioError('model/redirected', { provider: provider.id, origin: secrets.redact(origin) });
    }
    const clean = cleanHeaders(response.headers, secrets);
    if (!response.ok) {
      const text = secrets.redact(await readStart(response, largestRefusalBytes));
      return new Response(text, { status: response.status, statusText: response.statusText, headers: clean });
    }
    if (response.body === null) return new Response(null, { status: response.status, headers: clean });
    const tooLarge = () =>
      new StudioError('model/answer-too-large', {
        provider: provider.id,
        megabytes: Math.round((largestAnswerBytes / bytesPerMegabyte) * 10) / 10,
      });
    if (Number(response.headers.get('content-length')) > largestAnswerBytes) {
      await discard(response);
      throw tooLarge();
    }
    const body = bounded(response.body, largestAnswerBytes, tooLarge, signals);
    const words = body.pipeThrough(linesWithoutKeys(secrets));
    return new Response(words, { status: response.status, headers: clean });
  };
}

const lineEnd = 10;

/** Takes keys out of an answer, line by line: an error in the middle of a stream may repeat them. */
function linesWithoutKeys(secrets: Pick<SecretStore, 'redact'>): TransformStream<Uint8Array, Uint8Array> {
  let held: Uint8Array[] = [];
  const give = (bytes: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>) => {
    if (bytes.length === 0) return;
    const text = Buffer.from(bytes).toString('utf8');
    const clean = secrets.redact(text);
    controller.enqueue(clean === text ? bytes : Buffer.from(clean));
  };
  return new TransformStream({
    transform: (chunk, controller) => {
      // Events end with their line, so nothing is held back that somebody waits for.
      const end = chunk.lastIndexOf(lineEnd) + 1;
      if (end > 0) {
        give(Buffer.concat([...held, chunk.subarray(0, end)]), controller);
        held = [];
      }
      if (end < chunk.length) held.push(chunk.subarray(end));
    },
    flush: controller => give(Buffer.concat(held), controller),
  });
}

/** Passes a body on until it is too large; a broken line and an aborted call end it with an error that says so. */
function bounded(
  body: ReadableStream<Uint8Array>,
  largestBytes: number,
  tooLarge: () => StudioError,
  signals: readonly AbortSignal[],
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>({
    pull: async controller => {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        bytes += value.length;
        if (bytes > largestBytes) {
          controller.error(tooLarge());
          await reader.cancel();
          return;
        }
        controller.enqueue(value);
      } catch {
        const aborted = signals.find(signal => signal.aborted);
        controller.error(
          aborted === undefined ? new ConnectionBroken('the connection broke') : aborted.reason,
        );
      }
    },
    cancel: reason => reader.cancel(reason),
  });
}

async function readStart(response: Response, largestBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const piece of response.body) {
      bytes += piece.length;
      text += decoder.decode(piece, { stream: true });
      if (bytes > largestBytes) break;
    }
  } catch {
    // The status says what matters; the words that are missing do not.
  }
  return text;
}

async function discard(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // It was closed already.
  }
}

function cleanHeaders(headers: Headers, secrets: Pick<SecretStore, 'redact'>): Headers {
  const clean = new Headers();
  for (const name of ['content-type', 'retry-after', 'retry-after-ms', 'x-request-id']) {
    const value = headers.get(name);
    // What stands for a key is no letter of a header, so one that repeats a key is left out.
    if (value !== null && secrets.redact(value) === value) clean.set(name, value);
  }
  return clean;
}

/** `fetch` says only "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return cause.message || code || cause.name;
}
