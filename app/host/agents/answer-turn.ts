import { StudioError } from '../../contract/errors/studio-error.ts';
import { buildInstructions } from '../../core/persona/build-instructions.ts';
import { chooseLine } from '../../core/persona/choose-line.ts';
import type { Persona } from '../../core/persona/persona.ts';
import { localDateText, timeOfDayText } from '../../core/text/local-time.ts';
import type { CallUsage, HubCaller, ImageValue } from '../../sdk/hub-node.ts';
import type { MemoryEntry } from '../memory/memory-store.ts';
import { failedCall } from '../models/failed-call.ts';
import type { ModelAccess, ResolvedModel } from '../models/model-access.ts';
import { agentLines } from './agent-lines.ts';
import { type CallEnding, callModel, canSee, ModelSilentError } from './call-model.ts';
import type { Conversation } from './conversation.ts';
import type { ReplyWriter } from './reply-writer.ts';
import type { ToolGuard } from './tool-guard.ts';

/** What one turn answers, and with what. */
export interface TurnToAnswer {
  readonly persona: Persona;
  readonly models: ModelAccess;
  readonly markets: readonly string[];
  readonly timeZone: string;
  readonly caller: HubCaller;
  readonly conversation: Conversation;
  readonly said: string;
  readonly language: 'en' | 'zh';
  readonly image: ImageValue | undefined;
  /** How the person is called; null: a stranger. */
  readonly name: string | null;
  /** What is remembered and may matter now. */
  readonly memories: readonly MemoryEntry[];
  readonly recall: (words: string) => Promise<readonly MemoryEntry[]>;
  readonly guard: ToolGuard;
  readonly writer: ReplyWriter;
  readonly signal: AbortSignal;
  /** Name of the model to ask; `offline` where the day's budget is used up. */
  readonly model: string;
  readonly maxTokens: number;
  readonly onUsage: (usage: CallUsage) => void;
  /** A call that failed, for the trace; it is not counted. */
  readonly onFailure: (failure: CallUsage) => void;
  /** Which model begins: before its first word. */
  readonly onModel: (model: ResolvedModel) => void;
}

/**
 * Answers one turn. The persona's model is asked first; where it cannot be used, fails, or has no word within the
 * persona's `firstWordMs`, the offline model answers instead. A model that breaks off after words were said is not begun
 * again: what was said stands, and an honest line ends it. Resolves with whether the answer is the offline model's.
 */
export async function answerTurn(turn: TurnToAnswer): Promise<{ readonly isOffline: boolean }> {
  const { writer, signal, caller } = turn;
  const online = turn.model === 'offline' ? null : resolve(turn);
  if (online !== null && !online.isOffline) {
    turn.onModel(online);
    const ending = await ask(turn, online);
    if (ending.kind === 'broken') {
      caller.log(`${online.name}: ${reasonOf(ending.reason)}`, 'warning');
      turn.onFailure(failedCall(online.name, online, studioErrorOf(ending.reason, online)));
    }
    if (ending.kind === 'cancelled' || ending.kind === 'stopped') return { isOffline: false };
    writer.finish();
    if (writer.hasSpoken) {
      if (ending.kind === 'broken' && !writer.hasRefused) writer.sayOwn(agentLines.brokenOff[turn.language]);
      return { isOffline: false };
    }
  }
  if (signal.aborted) return { isOffline: true };
  writer.discard();
  const offline = turn.models.offline({
    persona: turn.persona,
    functions: new Map(
      turn.guard.tools.flatMap(tool => (tool.function === undefined ? [] : [[tool.name, tool.function]])),
    ),
    toolNames: new Map(turn.guard.tools.map(tool => [tool.id, tool.name])),
    recall: async words => (await turn.recall(words)).map(entry => entry.text),
    slots: turn.name === null ? {} : { name: turn.name },
    date: () => caller.date(),
  });
  turn.onModel(offline);
  const ending = await ask(turn, offline);
  if (ending.kind === 'broken') caller.log(`offline model: ${reasonOf(ending.reason)}`, 'error');
  if (ending.kind === 'cancelled' || ending.kind === 'stopped') return { isOffline: true };
  writer.finish();
  if (!writer.hasSpoken) {
    const line = chooseLine(turn.persona.fallback, {
      language: turn.language,
      slots: { name: turn.name ?? undefined },
      turn: turn.conversation.exchanges.length,
    });
    writer.sayOwn(line ?? agentLines.nothingToSay[turn.language]);
  }
  return { isOffline: true };
}

function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** What ended a call, in the words of the catalogue. */
function studioErrorOf(reason: unknown, model: ResolvedModel): unknown {
  if (!(reason instanceof ModelSilentError)) return reason;
  return new StudioError('model/timed-out', { provider: model.provider, seconds: reason.silenceMs / 1_000 });
}

/** The model of the turn; null where it cannot be used, which is logged. */
function resolve(turn: TurnToAnswer): ResolvedModel | null {
  const { persona, caller } = turn;
  try {
    return turn.models.resolve({
      name: turn.model,
      region: turn.model === persona.model.id ? persona.model.region : undefined,
      markets: turn.markets,
      placement: caller.placement === 'cloud' ? 'cloud' : 'hub',
      // A little before the turn's own patience ends, which looks like a cancelled call: silence is the provider's fault.
      firstPieceMs: persona.limits.firstWordMs * 0.9,
    });
  } catch (error) {
    caller.log(`${turn.model}: ${reasonOf(error)}`, 'warning');
    turn.onFailure(failedCall(turn.model, null, error));
    return null;
  }
}

function ask(turn: TurnToAnswer, model: ResolvedModel): Promise<CallEnding> {
  const { persona, guard, caller, language, conversation } = turn;
  const date = caller.date();
  const sees = turn.image !== undefined && canSee(model);
  if (sees) guard.taint('image');
  return callModel({
    model,
    instructions: buildInstructions({
      persona,
      language,
      person: turn.name,
      memories: turn.memories.map(memory => memory.text),
      tools: guard.tools.map(tool => tool.title[language]),
      date: `${localDateText(date, turn.timeZone)} ${timeOfDayText(date, turn.timeZone)}`,
      hasImage: sees,
    }),
    window: conversation.window,
    said: turn.said,
    image: turn.image,
    guard,
    writer: turn.writer,
    caller,
    signal: turn.signal,
    silenceMs: persona.limits.firstWordMs,
    maxTokens: turn.maxTokens,
    temperature: persona.model.temperature,
    maxToolCalls: persona.limits.toolCallsPerTurn,
    onUsage: turn.onUsage,
  });
}
