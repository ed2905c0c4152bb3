import type { Persona } from '../../core/persona/persona.ts';
import type { Emotion } from '../../core/ports/port-type.ts';
import type { AgentOutput, HubCaller, HubMessage, ImageValue } from '../../sdk/hub-node.ts';
import type { AskForApproval, ToolSet } from '../tools/agent-tool.ts';
import type { Conversation } from './conversation.ts';
import { emotionOfTool } from './line-emotion.ts';
import { ToolGuard } from './tool-guard.ts';

/** What was heard, and all that the turn which answers it belongs to. */
export interface Heard {
  readonly said: string;
  readonly image: ImageValue | undefined;
  readonly language: 'en' | 'zh';
  readonly conversation: Conversation;
  readonly message: HubMessage;
  readonly signal: AbortSignal;
}

interface TurnToGuard extends Heard {
  readonly persona: Persona;
  readonly caller: HubCaller;
  readonly tools: ToolSet;
  readonly askForApproval: AskForApproval;
  readonly onOutput: (output: AgentOutput) => void;
  readonly onEmotion: (emotion: Emotion) => void;
}

/** The guard of one turn, over the tools that the persona was granted. */
export function guardTurn(turn: TurnToGuard): ToolGuard {
  const { persona, conversation } = turn;
  const guard = new ToolGuard({
    ...turn,
    // Who has to agree is the guard's to decide, so the set is not asked to.
    tools: turn.tools.granted(Object.values(persona.tools).map(({ id }) => ({ id, approval: 'always' }))),
    ownWords: [turn.said, ...conversation.ownWords],
    person: conversation.person,
    mayUseNetwork: turn.caller.placement === 'cloud',
    onOutput: output => {
      const isDone = output.kind === 'tool' && output.outcome === 'done';
      const emotion = isDone ? emotionOfTool(persona, output.tool) : null;
      if (emotion !== null) turn.onEmotion(emotion);
      turn.onOutput(output);
    },
  });
  if (conversation.isTainted) guard.taint('conversation');
  return guard;
}
