import type { ToolFunction } from '../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';

/** One function that a model may call, whatever stands behind it: a preset, a port of the device, an MCP server. */
export interface AgentTool {
  /** As grants name it: `timer/set`, `device/ring/color`, `mcp/files/read_file`. */
  readonly id: string;
  /** As models call it: letters, digits and `_`, at most 64. Unique within a set. */
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly description: string;
  /** JSON Schema of the arguments, an object. */
  readonly inputSchema: JsonValue;
  /** For the offline model; absent where it cannot be called by phrases. */
  readonly function?: Pick<ToolFunction, 'id' | 'parameters' | 'phrases'>;
  readonly effect: ToolFunction['effect'];
  /** Text that comes back is not the persona's own: it is data, never an instruction. */
  readonly isUntrusted: boolean;
  /** Checks the arguments and calls. Rejects with a `StudioError` `tool/…`; the text is cut to a bound. */
  call(
    arguments_: JsonValue,
    options: ToolCallOptions,
  ): Promise<{ readonly text: string; readonly data: JsonValue }>;
}

export interface ToolCallOptions {
  readonly signal: AbortSignal;
  readonly person: string | null;
  readonly language: 'en' | 'zh';
  /** Who calls, for the question whether it may: the persona's name. */
  readonly persona?: string;
  /** False: the caller must not need the network, so a cloud tool gives its recorded answer. The default is true. */
  readonly mayUseNetwork?: boolean;
  /** A person has agreed to this very call already: the tool does not ask once more. */
  readonly isApproved?: boolean;
}

/** The tools of a running program, before any persona's grants. */
export interface ToolSet {
  /** Tools that a list of grants allows, in id order. What is not granted is not even shown to the model. */
  granted(
    grants: readonly { readonly id: string; readonly approval: 'always' | 'ask' }[],
  ): readonly AgentTool[];
  /** What tools say by themselves (an alarm). */
  onAnnounce(
    listener: (announcement: {
      readonly tool: string;
      readonly person: string | null;
      readonly text: string;
    }) => void,
  ): () => void;
  dispose(): Promise<void>;
}

/** A call that waits for a person's yes. */
export interface ApprovalRequest {
  readonly approvalId: string;
  readonly tool: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Exactly what will be called with, untruncated. */
  readonly arguments: JsonValue;
  readonly persona: string;
}

/** Asks the people in front of the studio; false where nobody answers in time, or the shell has nobody to ask. */
export type AskForApproval = (request: ApprovalRequest, signal: AbortSignal) => Promise<boolean>;
