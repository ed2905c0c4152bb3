import {
  defineHubNode,
  type HubNodeContext,
  type JsonValue,
  numberProperty,
  printValue,
  textProperty,
} from '../../../../app/sdk/hub-node.ts';

/** Why there is no answer, in words for the `error` output. */
class RequestProblem extends Error {}

function address(template: string, value: JsonValue): URL {
  const filled = template.trim().replaceAll('{value}', encodeURIComponent(printValue(value)));
  const url = URL.parse(filled);
  if (url === null) throw new RequestProblem(`not an address: ${filled}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RequestProblem(`only http and https are allowed, not ${url.protocol}`);
  }
  return url;
}

function headers(value: JsonValue | undefined): Headers {
  const result = new Headers();
  for (const row of Array.isArray(value) ? value : []) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) continue;
    const { key, value: content } = row;
    if (typeof key !== 'string' || key.trim() === '') continue;
    try {
      result.set(key.trim(), typeof content === 'string' ? content : JSON.stringify(content));
    } catch {
      throw new RequestProblem(`not a header: ${key}`);
    }
  }
  return result;
}

/** Reads a body as text; stops as soon as it is longer than allowed. */
async function readText(response: Response, longestBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > longestBytes) throw new RequestProblem(`the answer is larger than ${longestBytes / 1024} kB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Most answers of the web are no JSON; then there is only text.
    return undefined;
  }
}

async function request(value: JsonValue, context: HubNodeContext): Promise<void> {
  const method = textProperty(context, 'method') || 'GET';
  const url = address(textProperty(context, 'url'), value);
  const sent = headers(context.properties.headers);
  const body: { body?: string } = {};
  if (method !== 'GET' && method !== 'DELETE') {
    const template = textProperty(context, 'body');
    body.body =
      template === '' ? printValue(value) : template.replaceAll('{value}', () => JSON.stringify(value));
    if (!sent.has('content-type')) {
      sent.set(
        'content-type',
        parseJson(body.body) === undefined ? 'text/plain; charset=utf-8' : 'application/json',
      );
    }
  }
  const timeout = AbortSignal.timeout(numberProperty(context, 'timeoutMs', 10_000));
  const response = await fetch(url, {
    method,
    headers: sent,
    ...body,
    signal: AbortSignal.any([context.signal, timeout]),
  });
  const text = await readText(response, numberProperty(context, 'largestKilobytes', 256) * 1024);
  context.emit('status', response.status);
  context.emit('text', text);
  const data = parseJson(text);
  if (data !== undefined) context.emit('data', data);
  if (!response.ok) context.emit('error', `${response.status} ${response.statusText}`.trim());
}

function explain(error: unknown): string {
  if (error instanceof RequestProblem) return error.message;
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time';
  // fetch says only "fetch failed"; the reason is in its cause.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** Asks a web address for each value that arrives; one request at a time. */
export default defineHubNode({
  async receive(_port, value, context) {
    try {
      await request(value, context);
    } catch (error) {
      if (context.signal.aborted) return;
      context.emit('error', explain(error));
    }
  },
});
