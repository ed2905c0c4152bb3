import { randomUUID } from 'node:crypto';
import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import type { Persona, ToolGrant } from '../../core/persona/persona.ts';
import type { AgentOutput, JsonValue } from '../../sdk/hub-node.ts';
import type { AgentTool, AskForApproval } from '../tools/agent-tool.ts';
import { asksFor } from './asks-for.ts';

/** Arguments beyond this length are no call that a person could judge, characters of JSON. */
const argumentsLimit = 16_000;

/** Where words came from that nobody in front of the device said. */
export type UntrustedSource = 'image' | 'tool' | 'memory' | 'conversation';

export interface GuardOptions {
  readonly persona: Persona;
  /** What the grants of this persona allow. */
  readonly tools: readonly AgentTool[];
  /** What the person said in this turn and shortly before. */
  readonly ownWords: readonly string[];
  readonly person: string | null;
  readonly language: 'en' | 'zh';
  readonly signal: AbortSignal;
  readonly mayUseNetwork: boolean;
  readonly askForApproval: AskForApproval;
  readonly onOutput: (output: AgentOutput) => void;
  /** A call begins or ends: time that a tool or a person takes is not the model's. */
  readonly onBusy?: (isBusy: boolean) => void;
}

export interface GuardedResult {
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly text: string;
  readonly data: JsonValue;
}

/**
 * Stands between a model and the tools of one turn. Whatever a model wants, a call is made only where
 * 1. the persona was granted the tool,
 * 2. the turn has calls left,
 * 3. nobody has to agree, or somebody did. Agreement is needed where the grant says so; where the call costs money; and
 *    where untrusted text is in the turn (a picture, a tool's answer, a memory that may carry orders, or a conversation
 *    that held one of these), the call changes something, and the person's own words did not ask for it.
 * The tool itself checks the arguments. A call that was made already in this turn gives its first result again, so that
 * a model that is asked a second time does nothing twice.
 */
export class ToolGuard {
  readonly #options: GuardOptions;
  readonly #sources = new Set<UntrustedSource>();
  readonly #made = new Map<string, Promise<GuardedResult>>();
  #calls = 0;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Untrusted text has entered the turn. */
  taint(source: UntrustedSource): void {
    this.#sources.add(source);
  }

  /** Whether words came in, of whatever kind, that must not be taken for the person's. */
  get isTainted(): boolean {
    return this.#sources.size > 0;
  }

  get tools(): readonly AgentTool[] {
    return this.#options.tools;
  }

  /** Calls a tool by the name that models use. Never rejects. */
  call(name: string, given: unknown): Promise<GuardedResult> {
    const arguments_ = (given ?? {}) as JsonValue;
    const key = `${name} ${JSON.stringify(arguments_)}`;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const call = this.#call(name, arguments_);
    this.#made.set(key, call);
    return call;
  }

  async #call(name: string, arguments_: JsonValue): Promise<GuardedResult> {
    const { persona, tools, language, signal } = this.#options;
    const tool = tools.find(candidate => candidate.name === name);
    const grant = tool === undefined ? undefined : grantFor(persona, tool.id);
    this.#calls++;
    if (tool === undefined || grant === undefined) {
      return this.#refuse(
        name,
        arguments_,
        new StudioError('agent/tool-not-granted', { persona: persona.name, tool: name.slice(0, 80) }),
      );
    }
    if (this.#calls > persona.limits.toolCallsPerTurn) {
      const limit = persona.limits.toolCallsPerTurn;
      return this.#refuse(
        tool.id,
        arguments_,
        new StudioError('agent/too-many-calls', { persona: persona.name, limit }),
      );
    }
    if (JSON.stringify(arguments_).length > argumentsLimit) {
      return this.#refuse(tool.id, arguments_, this.#notApproved(tool));
    }
    this.#options.onBusy?.(true);
    try {
      const isApproved = this.needsApproval(tool, grant);
      if (isApproved && !(await this.#isApproved(tool, arguments_))) {
        return this.#refuse(tool.id, arguments_, this.#notApproved(tool));
      }
      if (signal.aborted) return { outcome: 'failed', text: '', data: null };
      const result = await tool.call(arguments_, {
        signal,
        person: this.#options.person,
        language,
        persona: persona.name,
        mayUseNetwork: this.#options.mayUseNetwork,
        isApproved,
      });
      if (tool.isUntrusted) this.taint('tool');
      return this.#tell(tool.id, arguments_, { outcome: 'done', ...result });
    } catch (error) {
      // What a tool says when it fails is of the same origin as what it says when it works.
      if (tool.isUntrusted) this.taint('tool');
      const { title, explanation } = describeError(error, language);
      const text = language === 'zh' ? `${title}：${explanation}` : `${title}: ${explanation}`;
      return this.#tell(tool.id, arguments_, { outcome: 'failed', text, data: null });
    } finally {
      this.#options.onBusy?.(false);
    }
  }

  /** Whether a person has to agree to a call now. */
  needsApproval(tool: AgentTool, grant: ToolGrant): boolean {
    if (grant.approval === 'ask' || tool.effect === 'spend') return true;
    if (!this.isTainted || tool.effect === 'read') return false;
    return !asksFor(this.#options.ownWords, tool);
  }

  #isApproved(tool: AgentTool, arguments_: JsonValue): Promise<boolean> {
    return this.#options
      .askForApproval(
        {
          approvalId: randomUUID(),
          tool: tool.id,
          title: tool.title,
          arguments: arguments_,
          persona: this.#options.persona.name,
        },
        this.#options.signal,
      )
      .catch(() => false);
  }

  #notApproved(tool: AgentTool): StudioError {
    return new StudioError('agent/not-approved', { tool: tool.title[this.#options.language] });
  }

  #refuse(tool: string, arguments_: JsonValue, error: StudioError): GuardedResult {
    const { explanation } = describeError(error, this.#options.language);
    return this.#tell(tool, arguments_, { outcome: 'refused', text: explanation, data: null });
  }

  #tell(tool: string, arguments_: JsonValue, result: GuardedResult): GuardedResult {
    if (!this.#options.signal.aborted) {
      this.#options.onOutput({
        kind: 'tool',
        tool,
        arguments: arguments_,
        outcome: result.outcome,
        text: result.text,
      });
    }
    return result;
  }
}

/** The grant that holds for a tool: the one that names it most closely. */
export function grantFor(persona: Persona, toolId: string): ToolGrant | undefined {
  let closest: ToolGrant | undefined;
  for (const grant of Object.values(persona.tools)) {
    const isOwn = grant.id === toolId;
    const isFolder = grant.id.endsWith('/*') && toolId.startsWith(grant.id.slice(0, -1));
    if (!isOwn && !isFolder) continue;
    if (isOwn && closest?.id === toolId) {
      // Two grants of the same tool: the stricter holds.
      closest = grant.approval === 'ask' ? grant : closest;
    } else if (
      isOwn ||
      closest === undefined ||
      (closest.id !== toolId && grant.id.length > closest.id.length)
    ) {
      closest = grant;
    }
  }
  return closest;
}

/** Whether a tool may say something by itself through a persona: one of its functions was granted. */
export function speaksFor(persona: Persona, tool: string): boolean {
  return Object.values(persona.tools).some(
    ({ id }) =>
      id === tool || id.startsWith(`${tool}/`) || (id.endsWith('/*') && tool.startsWith(id.slice(0, -1))),
  );
}
