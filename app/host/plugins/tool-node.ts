import { type NodeDefinition, nodeDefinitionFileSchema } from '../../core/catalogue/node-definition.ts';
import type { ToolDefinition } from '../../core/tools/tool-definition.ts';
import { defineHubNode, type HubNode, printValue, type ToolAnswer } from '../../sdk/hub-node.ts';
import type { NodeSource } from './node-source.ts';

/** The pack under which tools stand in the palette as nodes of their own: `tools/timer`. */
const toolPack = 'tools';

/** The tool behind a node type of the tools' pack; null for every other type. */
export function toolOfNodeType(type: string): string | null {
  const prefix = `${toolPack}/`;
  return type.startsWith(prefix) ? type.slice(prefix.length) : null;
}

/** The node type that a tool is by itself: words in, words out. */
export function toolNode(
  tool: ToolDefinition,
  directory: string,
): { readonly definition: NodeDefinition; readonly source: NodeSource } {
  const file = nodeDefinitionFileSchema.parse({
    version: 1,
    title: tool.title,
    summary: tool.summary,
    category: 'agents',
    icon: tool.icon,
    keywords: tool.keywords,
    placements: tool.runs.kind === 'local' ? ['hub'] : ['hub', 'cloud'],
    inputs: [
      {
        id: 'ask',
        title: { en: 'ask', zh: '询问' },
        type: { kind: 'text' },
        help: {
          en: 'Plain words, in English or Chinese.',
          zh: '用自然语言提问，中文或英文均可。',
        },
      },
    ],
    outputs: [
      { id: 'reply', title: { en: 'reply', zh: '回答' }, type: { kind: 'text' } },
      { id: 'data', title: { en: 'data', zh: '数据' }, type: { kind: 'json' } },
      { id: 'puzzled', title: { en: 'did not understand', zh: '没听懂' }, type: { kind: 'trigger' } },
    ],
    breaksCycle: true,
    deadlineMs: 20_000,
  });
  const { $schema: _, ...definition } = file;
  return {
    definition: { ...definition, type: `${toolPack}/${tool.id}` },
    source: { directory, isBuiltIn: true, driver: null, libraries: new Map(), hostModule: null },
  };
}

/** The code of such a node. */
export function createToolNode(tool: string): HubNode<unknown> {
  return defineHubNode<{ stop: () => void }>({
    createState: () => ({ stop: () => undefined }),
    async start(context) {
      context.state.stop = await context.services.tools.listen(tool, context, answer =>
        give(answer, context.emit),
      );
    },
    async receive(_port, value, context, message) {
      const answer = await context.services.tools.ask(tool, printValue(value), context, message);
      give(answer, context.emit);
    },
    stop(context) {
      context.state.stop();
    },
  }) as HubNode<unknown>;
}

function give(answer: ToolAnswer, emit: (port: string, value: ToolAnswer['data']) => void): void {
  if (!answer.understood) emit('puzzled', true);
  if (answer.text !== '') emit('reply', answer.text);
  if (answer.data !== null) emit('data', answer.data);
}
