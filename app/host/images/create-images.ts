import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { HubServices, ImageValue } from '../../sdk/hub-node.ts';
import { isRecord, objectAt, textAt } from '../speech/socket-link.ts';
import { type CloudCall, type SpeechAccess, withoutKey } from '../speech/speech-access.ts';
import { readPictureHead } from './picture-head.ts';

export interface ImagesOptions {
  readonly access: SpeechAccess;
  /** All milliseconds: one request, the whole picture, and between two questions whether it is ready. */
  readonly requestMs?: number;
  readonly totalMs?: number;
  readonly pollMs?: number;
  readonly fetch?: typeof fetch;
}

/** The largest picture that is taken in. */
const largestBytes = 8 * 1024 * 1024;
const largestReplyBytes = 256 * 1024;
const longestPrompt = 2_000;

/**
 * Makes pictures with Wan and Qwen-Image through DashScope's task interface: the task is set, asked for until it is
 * done, and the picture is fetched. Rejects with `image/…`, with `model/…` of the access, or with the signal's reason.
 */
export function createImages(options: ImagesOptions): HubServices['models']['image'] {
  const { access, requestMs = 20_000, totalMs = 180_000, pollMs = 1_500 } = options;
  const send = options.fetch ?? fetch;

  return async ({ model, prompt, widthPx, heightPx }, message) => {
    if (model === '') throw new StudioError('image/no-model', {});
    if (!model.includes('/')) throw new StudioError('image/cannot', { model });
    const call = await access.connect({ model, kind: 'image', placement: 'cloud' }, message.signal);
    const startedAtMs = performance.now();
    const late = AbortSignal.timeout(totalMs);
    const signal = AbortSignal.any([message.signal, call.signal, late]);
    try {
      const api = new ImageApi(call, send, signal, requestMs);
      const task = await api.createTask(prompt.slice(0, longestPrompt), widthPx, heightPx);
      const image = await api.fetchPicture(await api.waitFor(task, pollMs));
      call.end();
      message.report({
        provider: call.provider,
        model: call.model,
        region: call.region,
        isOffline: false,
        firstMs: performance.now() - startedAtMs,
        tokensIn: 0,
        tokensOut: 0,
        costYuan: call.costYuan({ input: 0, output: 1 }),
      });
      return image;
    } catch (error) {
      if (message.signal.aborted) {
        call.end();
        throw message.signal.reason;
      }
      const failure = call.signal.aborted
        ? call.signal.reason
        : late.aborted
          ? new StudioError('image/timeout', { provider: call.title, seconds: totalMs / 1000 })
          : error;
      call.end(failure);
      throw failure;
    }
  };
}

class ImageApi {
  readonly #call: CloudCall;
  readonly #send: typeof fetch;
  readonly #signal: AbortSignal;
  readonly #requestMs: number;

  constructor(call: CloudCall, send: typeof fetch, signal: AbortSignal, requestMs: number) {
    this.#call = call;
    this.#send = send;
    this.#signal = signal;
    this.#requestMs = requestMs;
  }

  async createTask(prompt: string, widthPx: number, heightPx: number): Promise<string> {
    const parameters = { size: `${widthPx}*${heightPx}`, n: 1, watermark: false };
    // From Wan 2.6 on a prompt is a message; earlier models take it as it is.
    const isMessage = /^wan(2\.[6-9]|[3-9])/.test(this.#call.model);
    const reply = await this.#ask(
      isMessage
        ? '/api/v1/services/aigc/image-generation/generation'
        : '/api/v1/services/aigc/text2image/image-synthesis',
      {
        model: this.#call.model,
        input: isMessage ? { messages: [{ role: 'user', content: [{ text: prompt }] }] } : { prompt },
        parameters,
      },
    );
    const task = textAt(objectAt(reply, 'output'), 'task_id');
    if (!/^[\w-]{1,100}$/.test(task)) throw this.#badReply('no task');
    return task;
  }

  /** The address of the finished picture. */
  async waitFor(task: string, pollMs: number): Promise<string> {
    for (;;) {
      const output = objectAt(await this.#ask(`/api/v1/tasks/${task}`, null), 'output');
      const status = textAt(output, 'task_status');
      if (status === 'SUCCEEDED') {
        const address = addressOf(output);
        if (address === null) throw this.#badReply('no picture');
        return address;
      }
      if (status !== 'PENDING' && status !== 'RUNNING') {
        throw this.#errorOf(textAt(output, 'code'), textAt(output, 'message') || status || 'no status');
      }
      await sleep(pollMs, undefined, { signal: this.#signal });
    }
  }

  async fetchPicture(address: string): Promise<ImageValue> {
    const url = URL.parse(address);
    // Some models name their store without TLS; it has it.
    if (url?.protocol === 'http:' && url.hostname.endsWith('.aliyuncs.com')) url.protocol = 'https:';
    // The address comes from outside: only the web, and the key does not go there.
    const isAllowed = url?.protocol === 'https:' || url?.origin === new URL(this.#call.origin).origin;
    if (url === null || !isAllowed) throw this.#badReply('an address that is not of the web');
    const { status, bytes } = await this.#request(url, { redirect: 'error' }, largestBytes);
    if (status !== 200) throw this.#badReply(`HTTP ${status} for the picture`);
    const head = readPictureHead(bytes);
    if (head === null) throw this.#badReply('neither PNG nor JPEG');
    return { data: bytes.toString('base64'), ...head };
  }

  async #ask(path: string, body: Readonly<Record<string, unknown>> | null): Promise<unknown> {
    const url = new URL(path, this.#call.origin);
    const headers = { ...this.#call.headers };
    const { status, bytes } = await this.#request(
      url,
      body === null
        ? { headers, redirect: 'error' }
        : {
            method: 'POST',
            headers: { ...headers, 'Content-Type': 'application/json', 'X-DashScope-Async': 'enable' },
            body: JSON.stringify(body),
            redirect: 'error',
          },
      largestReplyBytes,
    );
    const reply = parse(withoutKey(this.#call, bytes.toString('utf8')));
    if (status >= 400) throw this.#errorOf(textAt(reply, 'code') || String(status), textAt(reply, 'message'));
    if (!isRecord(reply)) throw this.#badReply('no JSON');
    return reply;
  }

  async #request(
    url: URL,
    init: RequestInit,
    largest: number,
  ): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const late = AbortSignal.timeout(this.#requestMs);
    try {
      const response = await this.#send(url, { ...init, signal: AbortSignal.any([this.#signal, late]) });
      const parts: Uint8Array[] = [];
      let length = 0;
      for await (const part of response.body ?? []) {
        length += part.byteLength;
        if (length > largest) throw this.#badReply(`more than ${largest / 1024} kB`);
        parts.push(part);
      }
      return { status: response.status, bytes: Buffer.concat(parts) };
    } catch (error) {
      if (error instanceof StudioError || this.#signal.aborted) throw error;
      if (late.aborted) {
        throw new StudioError('image/timeout', {
          provider: this.#call.title,
          seconds: this.#requestMs / 1000,
        });
      }
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new StudioError('image/unreachable', { provider: this.#call.title, message }, { cause: error });
    }
  }

  #errorOf(code: string, text: string): StudioError {
    const provider = this.#call.title;
    const message = (text || code).replaceAll(/\s+/g, ' ').slice(0, 300);
    if (/^401$|^403$|InvalidApiKey|AccessDenied|Unauthorized/i.test(code)) {
      return new StudioError('image/not-authorized', { provider });
    }
    if (/^402$|Arrearage|AllocationQuota|FreeTierOnly/i.test(code)) {
      return new StudioError('image/quota', { provider, message });
    }
    if (/^429$|Throttling|RateLimit/i.test(code)) {
      return new StudioError('image/rate-limited', { provider, message });
    }
    if (/^5\d\d$/.test(code)) return new StudioError('image/unreachable', { provider, message });
    return new StudioError('image/refused', { provider, message });
  }

  #badReply(message: string): StudioError {
    return new StudioError('image/bad-reply', { provider: this.#call.title, message });
  }
}

/** The picture's address in an answer: of the older models in `results`, of the newer ones in a message. */
function addressOf(output: Readonly<Record<string, unknown>>): string | null {
  const results = Array.isArray(output.results) ? output.results : [];
  for (const result of results) if (textAt(result, 'url') !== '') return textAt(result, 'url');
  for (const choice of Array.isArray(output.choices) ? output.choices : []) {
    const content = objectAt(choice, 'message').content;
    for (const part of Array.isArray(content) ? content : []) {
      if (textAt(part, 'image') !== '') return textAt(part, 'image');
    }
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
