import type { JsonValue } from '../../../sdk/hub-node.ts';
import type { AgentTool, ToolSet } from '../../tools/agent-tool.ts';

/** Tools that only write down that they were called. */
export class TestingTools implements ToolSet {
  readonly calls: { readonly tool: string; readonly arguments: JsonValue; readonly person: string | null }[] =
    [];
  readonly #tools: readonly AgentTool[];
  readonly #listeners = new Set<Parameters<ToolSet['onAnnounce']>[0]>();

  constructor(tools: readonly AgentTool[]) {
    this.#tools = tools.map(tool => ({
      ...tool,
      call: (given, options) => {
        this.calls.push({ tool: tool.id, arguments: given, person: options.person });
        return tool.call(given, options);
      },
    }));
  }

  granted(grants: Parameters<ToolSet['granted']>[0]): readonly AgentTool[] {
    return this.#tools.filter(tool =>
      grants.some(({ id }) => id === tool.id || (id.endsWith('/*') && tool.id.startsWith(id.slice(0, -1)))),
    );
  }

  onAnnounce(listener: Parameters<ToolSet['onAnnounce']>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(announcement: Parameters<Parameters<ToolSet['onAnnounce']>[0]>[0]): void {
    for (const listener of this.#listeners) listener(announcement);
  }

  async dispose(): Promise<void> {
    this.#listeners.clear();
  }
}

/** A tool of a kind, with what it answers. */
export function testingTool(
  id: string,
  change: Partial<AgentTool> & { readonly answer?: string } = {},
): AgentTool {
  const { answer = 'Done.', ...rest } = change;
  return {
    id,
    name: id.replaceAll(/[^A-Za-z0-9]/g, '_'),
    title: { en: id.replaceAll('/', ' '), zh: id },
    description: `The tool ${id}.`,
    inputSchema: { type: 'object', properties: {} },
    effect: 'read',
    isUntrusted: false,
    call: async () => ({ text: answer, data: null }),
    ...rest,
  };
}
