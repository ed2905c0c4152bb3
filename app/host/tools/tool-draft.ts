import type { JsonValue } from '../../sdk/hub-node.ts';
import type { AgentTool } from './agent-tool.ts';
import type { CallResult } from './tool-limits.ts';

/** How a tool is called, wherever the call comes from. */
export interface DraftCall {
  readonly signal: AbortSignal;
  /** Whose partition it works in; empty: nobody's. */
  readonly person: string;
  readonly language: 'en' | 'zh';
  /** False where the caller is placed so that it must not need the network. */
  readonly mayUseNetwork: boolean;
}

/** One function that can be called, before it is named, granted and guarded. */
export type ToolDraft = Omit<AgentTool, 'name' | 'call'> & {
  /** Checks and completes the arguments. Throws `tool/bad-arguments` and its kin. */
  readonly check: (given: JsonValue) => Readonly<Record<string, JsonValue>>;
  readonly run: (arguments_: Readonly<Record<string, JsonValue>>, call: DraftCall) => Promise<CallResult>;
  /** Whether a call would spend money now, and so needs a person's yes whatever the grant says. */
  readonly spends?: (call: DraftCall) => boolean;
};
