import type { z } from 'zod';
import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { agentOutputSchema, callUsageSchema } from '../../contract/services/persona-service.ts';
import type { Persona } from '../../core/persona/persona.ts';
import type { Emotion } from '../../core/ports/port-type.ts';
import { getStudio } from '../bootstrap/studio-client.ts';
import { useDocumentStore } from './document-store.ts';
import { findPersona } from './persona-edits.ts';

export type AgentOutput = z.infer<typeof agentOutputSchema>;
export type CallUsage = z.infer<typeof callUsageSchema>;
export type ToolOutput = Extract<AgentOutput, { kind: 'tool' }>;

/** Two trials may run side by side; one alone is the first. */
export const trialSlots = ['first', 'second'] as const;
export type TrialSlot = (typeof trialSlots)[number];

/** What one persona made of one thing that was said or happened. It grows while words stream in. */
export interface TrialAnswer {
  readonly state: 'thinking' | 'speaking' | 'done' | 'interrupted' | 'failed';
  readonly words: string;
  readonly emotion: Emotion | null;
  readonly usage: CallUsage | null;
  readonly isOffline: boolean;
  readonly tools: readonly ToolOutput[];
  readonly recalled: readonly string[];
  readonly remembered: readonly string[];
  /** The forbidden topic that it did not talk about. */
  readonly refused: string | null;
  /** The trigger that made it speak first. */
  readonly spokeFirst: string | null;
  readonly heldBack: Extract<AgentOutput, { kind: 'held-back' }> | null;
  readonly error: StudioError | null;
}

/** Something that was said, or an event, and what each trial answered. */
export interface TrialExchange {
  readonly id: number;
  readonly kind: 'said' | 'event';
  readonly text: string;
  readonly person: string | null;
  readonly answers: Readonly<Partial<Record<TrialSlot, TrialAnswer>>>;
}

/** Who answers in a slot. `model` empty: the persona's own. */
export interface TrialChoice {
  readonly personaId: string;
  readonly model: string;
}

export interface TrialState {
  readonly choices: Readonly<Record<TrialSlot, TrialChoice>>;
  readonly isComparing: boolean;
  /** Who talks; null: somebody who is not known. */
  readonly person: string | null;
  readonly memory: 'project' | 'scratch';
  readonly exchanges: readonly TrialExchange[];
  /** What each feels now; null before it said so. */
  readonly emotions: Readonly<Record<TrialSlot, Emotion | null>>;
  readonly runningCount: number;

  /** Begins with one persona and an empty conversation. */
  readonly begin: (personaId: string) => void;
  /** A second one hears the same from now on; both begin anew, so that they are compared from the same start. */
  readonly compareWith: (choice: TrialChoice | null) => void;
  readonly choose: (slot: TrialSlot, choice: Partial<TrialChoice>) => void;
  readonly choosePerson: (person: string | null) => void;
  readonly chooseMemory: (memory: 'project' | 'scratch') => void;
  readonly say: (text: string) => Promise<void>;
  readonly notice: (event: string) => Promise<void>;
  /** Interrupts whoever is answering. */
  readonly stop: () => void;
  /** Forgets the conversation. */
  readonly restart: () => void;
}

const emptyAnswer: TrialAnswer = {
  state: 'thinking',
  words: '',
  emotion: null,
  usage: null,
  isOffline: false,
  tools: [],
  recalled: [],
  remembered: [],
  refused: null,
  spokeFirst: null,
  heldBack: null,
  error: null,
};

/** An answer after one more thing that the agent did. Pure. */
export function takeOutput(answer: TrialAnswer, output: AgentOutput): TrialAnswer {
  switch (output.kind) {
    case 'state':
      return answer;
    case 'words':
      return { ...answer, state: 'speaking', words: answer.words + output.text };
    case 'sentence':
      return answer;
    case 'reply':
      return { ...answer, words: output.text, isOffline: output.isOffline };
    case 'emotion':
      return { ...answer, emotion: output.emotion };
    case 'tool':
      return { ...answer, tools: [...answer.tools, output] };
    case 'refused':
      return { ...answer, refused: output.topic };
    case 'spoke-first':
      return { ...answer, spokeFirst: output.trigger, words: output.text };
    case 'held-back':
      return { ...answer, heldBack: output };
    case 'recalled':
      return { ...answer, recalled: [...answer.recalled, ...output.texts] };
    case 'remembered':
      return { ...answer, remembered: [...answer.remembered, output.text] };
    case 'usage':
      return { ...answer, usage: output.usage, isOffline: output.usage.isOffline };
  }
}

/** A trial that the host has open, and what it was last told. */
interface OpenTrial {
  readonly trialId: string;
  persona: Persona;
  model: string;
}
const trials: Partial<Record<TrialSlot, Promise<OpenTrial>>> = {};
const running = new Set<AbortController>();

function closeTrial(slot: TrialSlot): void {
  const trial = trials[slot];
  delete trials[slot];
  // A trial that never opened has nothing to close; why it did not open was said where it was asked for.
  trial?.then(({ trialId }) => getStudio().persona.closeTrial({ trialId })).catch(() => undefined);
}

/** Runs what is to be done with a slot's trial: it is opened where it is not yet, and knows the newest persona. */
async function withTrial(slot: TrialSlot, state: TrialState): Promise<string> {
  const { projectId, profile } = useDocumentStore.getState();
  const { personaId, model } = state.choices[slot];
  const persona = findPersona(profile, personaId);
  if (projectId === null || persona === undefined) {
    throw new Error(`There is no persona ${personaId} in this profile.`);
  }
  const { person, memory } = state;
  const open = async (): Promise<OpenTrial> => {
    const { trialId } = await getStudio().persona.openTrial({
      projectId,
      personaId,
      persona,
      model,
      person,
      memory,
    });
    return { trialId, persona, model };
  };
  const opening = trials[slot] ?? open();
  trials[slot] = opening;
  try {
    const trial = await opening;
    if (trial.persona !== persona || trial.model !== model) {
      trial.persona = persona;
      trial.model = model;
      await getStudio().persona.updateTrial({ trialId: trial.trialId, persona, model });
    }
    return trial.trialId;
  } catch (error) {
    if (trials[slot] === opening) delete trials[slot];
    throw error;
  }
}

let lastExchange = 0;

/** The conversation with a persona that is being edited: one trial, or two that hear the same. */
export const useTrialStore = create<TrialState>()((set, get) => {
  const change = (id: number, slot: TrialSlot, next: (answer: TrialAnswer) => TrialAnswer) =>
    set(state => ({
      exchanges: state.exchanges.map(exchange => {
        const answer = exchange.answers[slot];
        if (exchange.id !== id || answer === undefined) return exchange;
        return { ...exchange, answers: { ...exchange.answers, [slot]: next(answer) } };
      }),
    }));
  const interrupt = () => {
    for (const controller of running) controller.abort();
    running.clear();
  };
  const forget = () => {
    interrupt();
    for (const slot of trialSlots) closeTrial(slot);
    set({ exchanges: [], emotions: { first: null, second: null }, runningCount: 0 });
  };

  /** One slot's part in an exchange. Never throws: what went wrong stands in the answer. */
  const play = async (exchange: TrialExchange, slot: TrialSlot, controller: AbortController) => {
    const options = {
      signal: controller.signal,
      onProgress: (output: AgentOutput) => {
        // What comes after Stop, or of a conversation that was forgotten, is not of this one.
        if (controller.signal.aborted) return;
        change(exchange.id, slot, answer => takeOutput(answer, output));
        if (output.kind === 'emotion') {
          set(state => ({ emotions: { ...state.emotions, [slot]: output.emotion } }));
        }
      },
    };
    try {
      const trialId = await withTrial(slot, get());
      controller.signal.throwIfAborted();
      const { text } = exchange;
      const { persona } = getStudio();
      const said =
        exchange.kind === 'said'
          ? await persona.say({ trialId, text }, options)
          : await persona.notice({ trialId, event: text }, options);
      const interrupted = ('interrupted' in said && said.interrupted) || controller.signal.aborted;
      change(exchange.id, slot, answer => ({
        ...answer,
        words: 'reply' in said && said.reply !== '' && !interrupted ? said.reply : answer.words,
        state: interrupted ? 'interrupted' : 'done',
      }));
    } catch (caught) {
      const error = StudioError.from(caught);
      const isStopped = controller.signal.aborted || error.code === 'rpc/cancelled';
      change(exchange.id, slot, answer =>
        isStopped ? { ...answer, state: 'interrupted' } : { ...answer, state: 'failed', error },
      );
    }
  };

  const happen = async (kind: TrialExchange['kind'], text: string) => {
    const { isComparing, person } = get();
    // Talking over an answer ends it: what is said now is what counts.
    if (kind === 'said') interrupt();
    const slots = isComparing ? trialSlots : trialSlots.slice(0, 1);
    lastExchange += 1;
    const exchange: TrialExchange = {
      id: lastExchange,
      kind,
      text,
      person,
      answers: Object.fromEntries(slots.map(slot => [slot, emptyAnswer])),
    };
    const controller = new AbortController();
    running.add(controller);
    set(state => ({ exchanges: [...state.exchanges, exchange], runningCount: running.size }));
    await Promise.all(slots.map(slot => play(exchange, slot, controller)));
    running.delete(controller);
    set({ runningCount: running.size });
  };

  const nobody: TrialChoice = { personaId: '', model: '' };
  return {
    choices: { first: nobody, second: nobody },
    isComparing: false,
    person: null,
    memory: 'scratch',
    exchanges: [],
    emotions: { first: null, second: null },
    runningCount: 0,
    begin: personaId => {
      forget();
      set({ choices: { first: { personaId, model: '' }, second: nobody }, isComparing: false });
    },
    compareWith: choice => {
      forget();
      set(state => ({
        isComparing: choice !== null,
        choices: { ...state.choices, second: choice ?? nobody },
      }));
    },
    choose: (slot, choice) => {
      const before = get().choices[slot];
      const after = { ...before, ...choice };
      // Another model goes on with the same conversation; another persona was not there.
      if (after.personaId !== before.personaId) forget();
      set(state => ({ choices: { ...state.choices, [slot]: after } }));
    },
    choosePerson: person => {
      if (person === get().person) return;
      forget();
      set({ person });
    },
    chooseMemory: memory => {
      if (memory === get().memory) return;
      forget();
      set({ memory });
    },
    say: text => happen('said', text),
    notice: event => happen('event', event),
    stop: () => {
      interrupt();
      set({ runningCount: 0 });
    },
    restart: forget,
  };
});

/** What a slot's answers took together. `firstMs` is the mean over those that had a first word; null without one. */
export interface TrialFigures {
  readonly answers: number;
  readonly firstMs: number | null;
  readonly tokens: number;
  readonly costYuan: number;
  readonly offline: number;
}

/** Sums up a slot for the comparison. Pure. */
export function figuresOf(exchanges: readonly TrialExchange[], slot: TrialSlot): TrialFigures {
  const usages = exchanges.flatMap(({ answers }) => answers[slot]?.usage ?? []);
  const firsts = usages.flatMap(({ firstMs }) => firstMs ?? []);
  return {
    answers: usages.length,
    firstMs: firsts.length === 0 ? null : firsts.reduce((sum, value) => sum + value, 0) / firsts.length,
    tokens: usages.reduce((sum, { tokensIn, tokensOut }) => sum + tokensIn + tokensOut, 0),
    costYuan: usages.reduce((sum, { costYuan }) => sum + (costYuan ?? 0), 0),
    offline: usages.filter(({ isOffline }) => isOffline).length,
  };
}
