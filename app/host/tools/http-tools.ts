import { StudioError } from '../../contract/errors/studio-error.ts';
import { isJsonObject, type Json } from '../../core/document/json.ts';
import { removeHiddenCharacters } from '../../core/tools/hidden-text.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import { callWithin } from './call-within.ts';
import { buildHttpRequest, type HttpRequest, type HttpRuns, pickFrom } from './http-request.ts';
import {
  boundResult,
  type CallResult,
  dataWithoutSecrets,
  type ToolLimits,
  withoutSecrets,
} from './tool-limits.ts';

/** Keys of tools; handed to nothing but the request that carries them. */
export interface ToolSecrets {
  /** The key of a tool by its name (`amap`), or null. `variable` is where a team may keep it in the environment. */
  read(name: string, variable: string): Promise<string | null>;
}

export interface HttpToolOptions {
  readonly fetch: typeof fetch;
  readonly secrets: ToolSecrets;
  readonly limits: ToolLimits;
}

/** The service cannot be reached now: its recorded answers stand in for it. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const mostRedirects = 3;

/**
 * Calls the address behind a function of an `http` tool. The key goes to the pinned origin alone; what comes back is a
 * stranger's text. Throws {@link Unreachable} without network, key or answer in time, and `tool/…` for a refusal.
 */
export async function callHttpTool(
  definition: ToolDefinition & { readonly runs: HttpRuns },
  functionId: string,
  arguments_: Readonly<Record<string, JsonValue>>,
  call: { readonly language: 'en' | 'zh'; readonly signal: AbortSignal },
  options: HttpToolOptions,
): Promise<CallResult> {
  const title = definition.title[call.language];
  const { runs } = definition;
  const how = Object.hasOwn(runs.calls, functionId) ? runs.calls[functionId] : undefined;
  if (how === undefined) throw new StudioError('tool/unknown', { tool: `${definition.id}/${functionId}` });
  const request = buildHttpRequest(title, runs, how, arguments_);
  const key =
    runs.secret === undefined ? null : await options.secrets.read(runs.secret.name, runs.secret.variable);
  if (runs.secret !== undefined && key === null) throw new Unreachable('there is no key');
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(request.body !== null && { 'content-type': 'application/json' }),
    ...(runs.secret !== undefined && { [runs.secret.header]: runs.secret.prefix + (key ?? '') }),
  };
  const secrets = key === null ? [] : [key, encodeURIComponent(key)];
  const text = await callWithin(title, options.limits.callMs, call.signal, signal =>
    send(title, request, headers, signal, options),
  ).catch(error => {
    if (StudioError.is(error, 'tool/too-slow')) throw new Unreachable('no answer in time');
    throw error;
  });
  const answer = readAnswer(title, text);
  const data = dataWithoutSecrets(pickFrom(answer, how.pick), secrets);
  return boundResult(
    { text: withoutSecrets(removeHiddenCharacters(said(data)), secrets), data },
    call.language,
    options.limits,
  );
}

async function send(
  title: string,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  options: HttpToolOptions,
): Promise<string> {
  const { origin } = request.url;
  let url = request.url;
  for (let redirects = 0; ; redirects++) {
    let response: Response;
    try {
      response = await options.fetch(url, {
        method: request.method,
        headers,
        body: request.body,
        redirect: 'manual',
        signal,
      });
    } catch {
      // The cause may repeat headers; the reason is enough.
      throw new Unreachable('no connection');
    }
    if (response.status < 300 || response.status >= 400) {
      if (response.status >= 500 || response.status === 429) {
        await response.body?.cancel();
        throw new Unreachable(`status ${response.status}`);
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new StudioError('tool/service-refused', { tool: title, status: response.status });
      }
      return readBody(title, response, options.limits.bodyBytes);
    }
    await response.body?.cancel();
    const next = redirectTarget(response, url);
    if (next?.origin !== origin || request.method !== 'GET' || redirects >= mostRedirects) {
      throw new StudioError('tool/left-origin', { tool: title, origin });
    }
    url = next;
  }
}

function redirectTarget(response: Response, from: URL): URL | null {
  const location = response.headers.get('location');
  return location === null ? null : URL.parse(location, from.href);
}

async function readBody(title: string, response: Response, largest: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > largest) break;
      chunks.push(chunk);
    }
  } catch {
    throw new Unreachable('the connection broke');
  }
  if (size > largest) {
    throw new StudioError('tool/failed', { tool: title, reason: `> ${largest} bytes` });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(title: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Not a word of it: it may repeat the key.
    throw new StudioError('tool/failed', { tool: title, reason: 'no JSON' });
  }
}

/** Data as lines that can be read out: `temperature: 21`. */
function said(data: Json): string {
  if (!isJsonObject(data)) return typeof data === 'string' ? data : JSON.stringify(data);
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
