import { type LocalMinutes, minuteOfDayOf } from '../../core/persona/local-minutes.ts';
import type { Persona } from '../../core/persona/persona.ts';
import {
  type EmotionInput,
  runEmotionMachine,
  startEmotion,
} from '../../core/persona/run-emotion-machine.ts';
import type { Emotion } from '../../core/ports/port-type.ts';
import type { AgentOutput } from '../../sdk/hub-node.ts';

export type AgentState = Extract<AgentOutput, { kind: 'state' }>['state'];

export interface AgentFaceOptions {
  readonly persona: () => Persona;
  readonly nowMs: () => number;
  readonly localNow: () => LocalMinutes;
  readonly onOutput: (output: AgentOutput) => void;
}

/** What is seen of an agent: how it feels and what it is doing. */
export class AgentFace {
  readonly #options: AgentFaceOptions;
  #emotion;
  #state: AgentState = 'idle';

  constructor(options: AgentFaceOptions) {
    this.#options = options;
    this.#emotion = startEmotion(options.persona().emotion, options.nowMs() / 1_000);
  }

  get emotion(): Emotion {
    return this.#emotion.emotion;
  }

  /** Shows itself for the first time. */
  appear(): void {
    this.#options.onOutput({ kind: 'state', state: this.#state });
    this.#options.onOutput({ kind: 'emotion', emotion: this.emotion });
  }

  feel(input: EmotionInput): void {
    const { persona, nowMs, localNow, onOutput } = this.#options;
    const before = this.emotion;
    this.#emotion = runEmotionMachine(persona().emotion, this.#emotion, input, {
      seconds: nowMs() / 1_000,
      minuteOfDay: minuteOfDayOf(localNow()),
    });
    // An emotion that was named is shown again, also where it is the same: a face may play it once more.
    if (input.kind === 'set' || this.emotion !== before) onOutput({ kind: 'emotion', emotion: this.emotion });
  }

  be(state: AgentState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onOutput({ kind: 'state', state });
  }
}
