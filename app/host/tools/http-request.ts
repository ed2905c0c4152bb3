import { StudioError } from '../../contract/errors/studio-error.ts';
import { ownValue } from '../../core/document/json.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';

export type HttpRuns = Extract<ToolDefinition['runs'], { kind: 'http' }>;
export type HttpCall = HttpRuns['calls'][string];
type Arguments = Readonly<Record<string, JsonValue>>;

/** What is sent, without the key. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
}

const placeholder = /\{([a-z][A-Za-z0-9]*)\}/g;

/**
 * The request of a call: every argument is encoded, none can change path or origin, and a part of the query whose
 * argument is left out is left out with it. Throws `tool/bad-arguments`.
 */
export function buildHttpRequest(
  title: string,
  runs: Pick<HttpRuns, 'origin'>,
  call: HttpCall,
  arguments_: Arguments,
): HttpRequest {
  const [pathTemplate = '', ...rest] = call.path.split('?');
  const query = rest
    .join('?')
    .split('&')
    .filter(pair => pair !== '' && namesIn(pair).every(name => ownValue(arguments_, name) !== undefined));
  const path = fillPath(title, pathTemplate, arguments_);
  const filled = query.map(pair => fill(title, pair, arguments_)).join('&');
  const url = new URL(
    (path.startsWith('/') ? path : `/${path}`) + (filled === '' ? '' : `?${filled}`),
    runs.origin,
  );
  if (url.origin !== new URL(runs.origin).origin) {
    throw new StudioError('tool/left-origin', { tool: title, origin: new URL(runs.origin).origin });
  }
  return { url, method: call.method, body: bodyOf(call, arguments_) };
}

function namesIn(template: string): string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name);
}

function fill(title: string, template: string, arguments_: Arguments): string {
  return template.replaceAll(placeholder, (_, name: string) => {
    const value = ownValue(arguments_, name);
    if (value === undefined) throw new StudioError('tool/argument-missing', { tool: title, argument: name });
    return encode(title, name, printed(value));
  });
}

function fillPath(title: string, template: string, arguments_: Arguments): string {
  const path = fill(title, template, arguments_);
  // A dot segment climbs, encoded or not, and `//host` is another origin; no encoding takes that from them.
  const climbs = path.split('/').some(part => /^(?:\.|%2e){1,2}$/i.test(part));
  if (climbs || path.startsWith('//') || path.includes('\\')) {
    throw new StudioError('tool/bad-arguments', {
      tool: title,
      argument: namesIn(template).join(', ') || 'path',
      expected: 'text',
    });
  }
  return path;
}

function encode(title: string, argument: string, text: string): string {
  if (!text.isWellFormed()) {
    throw new StudioError('tool/bad-arguments', { tool: title, argument, expected: 'text' });
  }
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function printed(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function bodyOf(call: HttpCall, arguments_: Arguments): string | null {
  if (call.body === undefined) return null;
  const fields = Object.entries(call.body).flatMap(([field, template]): [string, JsonValue][] => {
    const names = namesIn(template);
    if (names.some(name => ownValue(arguments_, name) === undefined)) return [];
    // A field that is one argument keeps its type: a number stays a number.
    const only =
      names.length === 1 && template === `{${names[0]}}` ? ownValue(arguments_, names[0] ?? '') : undefined;
    if (only !== undefined) return [[field, only]];
    return [
      [
        field,
        template.replaceAll(placeholder, (_, name: string) => printed(ownValue(arguments_, name) ?? '')),
      ],
    ];
  });
  return JSON.stringify(Object.fromEntries(fields));
}

/** What `pick` takes out of an answer: dotted paths, numbers for places in a list. All of it where nothing is picked. */
export function pickFrom(answer: JsonValue, pick: Readonly<Record<string, string>> | undefined): JsonValue {
  if (pick === undefined) return answer;
  const picked: Record<string, JsonValue> = {};
  for (const [path, name] of Object.entries(pick)) {
    let at: JsonValue | undefined = answer;
    for (const part of path.split('.')) {
      if (Array.isArray(at)) at = at[Number(part)];
      else if (typeof at === 'object' && at !== null) at = ownValue(at, part);
      else at = undefined;
    }
    if (at !== undefined) picked[name] = at;
  }
  return picked;
}
