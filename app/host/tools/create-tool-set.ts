import { randomUUID } from 'node:crypto';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { compareCodeUnits } from '../../core/document/json.ts';
import { grantCovers, toolCallNames } from '../../core/tools/tool-names.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { HubWorld } from '../hub/hub-services.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { AgentTool, AskForApproval, ToolCallOptions, ToolSet } from './agent-tool.ts';
import { approvalMs } from './approvals.ts';
import { deviceToolDrafts } from './device-tools.ts';
import type { ToolSecrets } from './http-tools.ts';
import { LocalTools, type ToolLibrary } from './local-tools.ts';
import type { McpHub } from './mcp/mcp-hub.ts';
import { presetToolDrafts } from './preset-tools.ts';
import { serverToolDrafts } from './server-tool-drafts.ts';
import type { DraftCall, ToolDraft } from './tool-draft.ts';
import { type CallResult, defaultToolLimits, type ToolLimits } from './tool-limits.ts';

export interface ToolSetOptions {
  readonly world: HubWorld;
  readonly library: ToolLibrary;
  readonly values: MemoryStore['values'];
  readonly mcp: McpHub;
  readonly askForApproval: AskForApproval;
  readonly isCloudOn: () => boolean;
  readonly secrets: ToolSecrets;
  readonly fetch: typeof fetch;
  readonly projectDirectory: string;
  readonly timeZone: string;
  readonly limits?: ToolLimits;
}

/** A call from a node instead of a persona. */
export interface NodeCall extends DraftCall {
  /** Name under which a person is asked, where the call would spend money. */
  readonly asker: string;
}

/** The tools of one running program, with what the nodes need of them. */
export interface ProgramTools extends ToolSet {
  readonly library: ToolLibrary;
  readonly local: LocalTools;
  /** Calls a function without a grant: the node in the graph is the consent. */
  callForNode(id: string, arguments_: JsonValue, call: NodeCall): Promise<CallResult>;
}

/** Begins with a character that no name of a person has. */
const nodePartition = '\u001fnode ';

/** The partition of a tool's values that belongs to a node of the graph. */
export function partitionOfNode(node: string): string {
  return nodePartition + node;
}

/**
 * All tools of one running program: presets, the device's own, MCP servers. Presets that keep something (an alarm) are
 * set up again where a persona may use them or a node stands for them.
 */
export function createToolSet(options: ToolSetOptions): ProgramTools {
  const { world, library, mcp, askForApproval } = options;
  const limits = options.limits ?? defaultToolLimits;
  const local = new LocalTools({ ...options, limits });
  const fixed = [
    ...presetToolDrafts(library.tools.values(), { ...options, local, limits }),
    ...deviceToolDrafts(world.graph.deviceTools ?? [], world.device),
  ];
  // MCP servers are approved and removed while the program runs.
  const drafts = () => [...fixed, ...serverToolDrafts(mcp)].sort((a, b) => compareCodeUnits(a.id, b.id));

  async function guarded(
    draft: ToolDraft,
    given: JsonValue,
    call: DraftCall,
    asker: string,
    isAsked: boolean,
    isApproved = false,
  ): Promise<CallResult> {
    const arguments_ = draft.check(given);
    if (!isApproved && (isAsked || draft.spends?.(call) === true)) {
      const request = {
        approvalId: randomUUID(),
        tool: draft.id,
        title: draft.title,
        arguments: { ...arguments_ },
        persona: asker,
      };
      if (!(await askForApproval(request, call.signal))) {
        if (call.signal.aborted)
          throw new StudioError('tool/cancelled', { tool: draft.title[call.language] });
        throw new StudioError('tool/refused', {
          tool: draft.title[call.language],
          seconds: approvalMs / 1_000,
        });
      }
    }
    return draft.run(arguments_, call);
  }

  const toolSet: ProgramTools = {
    library,
    local,
    granted: grants => {
      const all = drafts();
      // Names are given among all tools, so that a grant more or less changes no other tool's name.
      const names = toolCallNames(all.map(draft => draft.id));
      return all.flatMap((draft): AgentTool[] => {
        const covering = grants.filter(grant => grantCovers(grant.id, draft.id));
        if (covering.length === 0) return [];
        const isAsked = covering.some(grant => grant.approval === 'ask');
        const { check: _check, run: _run, spends: _spends, ...shown } = draft;
        return [
          {
            ...shown,
            name: names.get(draft.id) ?? draft.id,
            call: (given, call) =>
              guarded(draft, given, draftCall(call), call.persona ?? '', isAsked, call.isApproved),
          },
        ];
      });
    },
    onAnnounce: listener =>
      local.onAnnounce(({ tool, person, text }) => {
        // What a node set up is the node's to say.
        if (person.startsWith(nodePartition)) return;
        listener({ tool, person: person === '' ? null : person, text });
      }),
    callForNode: (id, given, call) => {
      const draft = fixed.find(candidate => candidate.id === id);
      if (draft === undefined) throw new StudioError('tool/unknown', { tool: id });
      return guarded(draft, given, call, call.asker, false);
    },
    dispose: () => local.dispose(),
  };

  const { usedTools, nodes } = usesIn(world, library);
  void local.resume(usedTools, person => {
    return !person.startsWith(nodePartition) || nodes.has(person.slice(nodePartition.length));
  });
  return toolSet;
}

function draftCall(call: ToolCallOptions): DraftCall {
  return {
    signal: call.signal,
    person: call.person ?? '',
    language: call.language,
    mayUseNetwork: call.mayUseNetwork ?? true,
  };
}

/** The presets that something in the graph can reach. */
function usesIn(
  world: HubWorld,
  library: ToolLibrary,
): { readonly usedTools: readonly string[]; readonly nodes: ReadonlySet<string> } {
  const { nodes, personas = {} } = world.graph;
  const types = new Set(nodes.map(node => node.type));
  const grants = Object.values(personas).flatMap(persona => Object.values(persona.tools).map(({ id }) => id));
  const usedTools = [...library.tools.values()]
    .filter(
      tool =>
        types.has(`tools/${tool.id}`) ||
        tool.functions.some(({ id }) => grants.some(grant => grantCovers(grant, `${tool.id}/${id}`))),
    )
    .map(tool => tool.id);
  return { usedTools, nodes: new Set(nodes.map(node => node.id)) };
}
