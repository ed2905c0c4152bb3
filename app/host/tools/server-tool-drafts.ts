import { StudioError } from '../../contract/errors/studio-error.ts';
import { isJsonObject, type Json, ownValue } from '../../core/document/json.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { McpHub } from './mcp/mcp-hub.ts';
import type { ServerTool } from './mcp/server-tools.ts';
import type { ToolDraft } from './tool-draft.ts';

const longestArguments = 64_000;

/**
 * The approved tools of the user's MCP servers: `mcp/<server>/<tool>`. What a server says of itself (that it only
 * reads, that it is harmless) is not believed: every tool of theirs counts as acting.
 */
export function serverToolDrafts(mcp: Pick<McpHub, 'approvedTools' | 'call'>): ToolDraft[] {
  return [...mcp.approvedTools()].flatMap(([server, { title, tools }]) =>
    tools.map(tool => {
      const shown = `${title}: ${tool.title ?? tool.name}`;
      return {
        id: `mcp/${server}/${tool.name}`,
        title: { en: shown, zh: shown },
        description: tool.description,
        inputSchema: tool.inputSchema,
        effect: 'act' as const,
        isUntrusted: true,
        check: (given: JsonValue) => checkedArguments(tool, given),
        run: (arguments_, call) => mcp.call(server, tool.name, arguments_, call),
      } satisfies ToolDraft;
    }),
  );
}

/** Checks what can be checked without running a stranger's patterns; the server checks the rest. */
function checkedArguments(tool: ServerTool, given: JsonValue): Readonly<Record<string, JsonValue>> {
  const arguments_ = given ?? {};
  const schema = isJsonObject(tool.inputSchema) ? tool.inputSchema : {};
  if (!isJsonObject(arguments_) || JSON.stringify(arguments_).length > longestArguments) {
    throw new StudioError('tool/bad-arguments', {
      tool: tool.name,
      argument: 'arguments',
      expected: '{ … }',
    });
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  for (const argument of Array.isArray(schema.required) ? schema.required : []) {
    if (typeof argument === 'string' && ownValue(arguments_, argument) === undefined) {
      throw new StudioError('tool/argument-missing', { tool: tool.name, argument });
    }
  }
  for (const [argument, value] of Object.entries(arguments_)) {
    const wanted = ownValue(properties, argument);
    if (wanted === undefined && schema.additionalProperties === false) {
      throw new StudioError('tool/argument-unknown', { tool: tool.name, argument: argument.slice(0, 60) });
    }
    const type = isJsonObject(wanted) ? wanted.type : undefined;
    if (typeof type === 'string' && !fits(type, value)) {
      throw new StudioError('tool/bad-arguments', { tool: tool.name, argument, expected: type });
    }
  }
  return arguments_;
}

function fits(type: string, value: Json): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    default:
      return true;
  }
}
