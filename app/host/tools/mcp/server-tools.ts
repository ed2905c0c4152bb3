import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { McpServer } from '../../../contract/services/tools-service.ts';
import { stringifyCanonically } from '../../../core/document/canonical-json.ts';
import { compareCodeUnits } from '../../../core/document/json.ts';
import { findHiddenCharacters } from '../../../core/tools/hidden-text.ts';

/** A tool as its server describes it; all of it goes into the approval key. */
export const serverToolSchema = z.object({
  name: z.string().min(1).max(128),
  title: z.string().max(200).optional(),
  description: z.string().max(10_000).default(''),
  inputSchema: z.json(),
  outputSchema: z.json().optional(),
  annotations: z.json().optional(),
});
export type ServerTool = z.infer<typeof serverToolSchema>;

export const mostServerTools = 200;
const longestSchema = 64_000;

/** What a server offers is not what may be used: it is too much, not readable, or hides text. */
export class BadToolList extends Error {
  override readonly name = 'BadToolList';
  readonly hidden: { readonly tool: string; readonly characters: string } | null;

  constructor(message: string, hidden: BadToolList['hidden'] = null) {
    super(message);
    this.hidden = hidden;
  }
}

/** Checks what a server listed, in order of name. Throws {@link BadToolList}. */
export function checkServerTools(listed: readonly unknown[]): readonly ServerTool[] {
  try {
    return checked(listed);
  } catch (error) {
    // Nested so deeply that nothing can walk it.
    if (error instanceof RangeError) throw new BadToolList('a schema that is nested too deeply');
    throw error;
  }
}

function checked(listed: readonly unknown[]): readonly ServerTool[] {
  if (listed.length > mostServerTools) throw new BadToolList(`more than ${mostServerTools} tools`);
  const names = new Set<string>();
  const tools = listed.map(each => {
    const parsed = serverToolSchema.safeParse(each);
    if (!parsed.success) throw new BadToolList('a tool that cannot be read');
    const tool = parsed.data;
    const printed = JSON.stringify(tool);
    if (printed.length > longestSchema)
      throw new BadToolList(`a description of ${printed.length} characters`);
    const characters = findHiddenCharacters(textsIn(tool).join('\n'));
    if (characters.length > 0) {
      const shown = tool.name.replaceAll(/[^\x20-\x7e]/g, '?');
      throw new BadToolList('hidden text', { tool: shown, characters: characters.slice(0, 5).join(' ') });
    }
    if (names.has(tool.name)) throw new BadToolList('two tools of one name');
    names.add(tool.name);
    return tool;
  });
  return tools.sort((a, b) => compareCodeUnits(a.name, b.name));
}

/** Every text in a JSON value, keys too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}

/** SHA-256 over command, arguments, names of variables and all that the server says of its tools. */
export function approvalKeyOf(server: McpServer, tools: readonly ServerTool[]): string {
  const reach =
    server.kind === 'stdio' ? { ...server, environment: [...new Set(server.environment)].sort() } : server;
  return createHash('sha256')
    .update(stringifyCanonically({ server: reach, tools }))
    .digest('hex');
}

/** Whether two descriptions of a tool are the same in everything. */
export function isSameTool(left: ServerTool, right: ServerTool): boolean {
  return stringifyCanonically(left) === stringifyCanonically(right);
}
