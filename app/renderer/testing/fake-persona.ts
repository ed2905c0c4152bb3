import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ExampleResult } from '../../contract/services/persona-service.ts';
import { languageOf, mentions } from '../../core/language/mentions.ts';
import { type Persona, personaSchema } from '../../core/persona/persona.ts';
import { runEmotionMachine, startEmotion } from '../../core/persona/run-emotion-machine.ts';
import { simulateDay } from '../../core/persona/simulate-day.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';
import type { AgentOutput, CallUsage } from '../stores/persona-trial-store.ts';

type PersonaClient = StudioClient['persona'];

interface FakeTrial {
  persona: Persona;
  model: string;
  readonly person: string | null;
  emotion: ReturnType<typeof startEmotion>;
  speaking: AbortController | null;
  turns: number;
}

/** What a persona would say from its own words, and what goes with it. */
function findAnswer(persona: Persona, text: string, turn: number) {
  const topic = Object.values(persona.never).find(({ phrases }) =>
    phrases.some(phrase => mentions(text, phrase)),
  );
  const example = Object.values(persona.examples).find(({ person }) => mentions(text, person));
  const intent = Object.values(persona.intents).find(({ phrases }) =>
    phrases.some(word => mentions(text, word)),
  );
  const language = languageOf(text);
  const pick = (lines: readonly string[]) => {
    const own = lines.filter(line => languageOf(line) === language);
    const among = own.length > 0 ? own : lines;
    return among[turn % Math.max(1, among.length)];
  };
  return {
    topic: topic?.title ?? null,
    words:
      pick(topic?.reply ?? []) ?? pick((example ?? intent)?.reply ?? []) ?? pick(persona.fallback) ?? '…',
    emotion: (example ?? intent)?.emotion,
    tool: (example ?? intent)?.tool,
  };
}

/**
 * Trials in memory: the persona's own words, one by one. `wordMs` is the pause between words; 0 lets them come as fast
 * as the event loop turns.
 */
export function createFakePersona(wordMs = 45): PersonaClient {
  const trials = new Map<string, FakeTrial>();
  let count = 0;
  const trialOf = (id: string): FakeTrial => {
    const trial = trials.get(id);
    if (trial === undefined) throw new Error(`There is no trial ${id}.`);
    return trial;
  };
  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new StudioError('rpc/cancelled', { name: 'persona.say' }));
      });
    });
  const usageOf = (trial: FakeTrial, words: string, startedAt: number, firstAt: number): CallUsage => {
    const model = trial.model === '' ? trial.persona.model.id : trial.model;
    const isOffline = model === 'offline';
    const [provider = '', name = model] = model.split('/');
    return {
      provider: isOffline ? 'offline' : provider,
      model: name,
      region: null,
      isOffline,
      firstMs: firstAt - startedAt,
      tokensIn: isOffline ? 0 : 58,
      tokensOut: isOffline ? 0 : words.split(/\s+/).length,
      costYuan: isOffline ? 0 : 0.0041,
    };
  };
  const speak = async (
    trial: FakeTrial,
    text: string,
    report: (output: AgentOutput) => void,
    signal: AbortSignal,
  ) => {
    const startedAt = Date.now();
    const model = trial.model === '' ? trial.persona.model.id : trial.model;
    const { topic, words, emotion, tool } = findAnswer(trial.persona, text, trial.turns);
    trial.turns += 1;
    const filled = words.replaceAll('{name}', trial.person ?? '').trim();
    report({ kind: 'state', state: 'thinking' });
    if (trial.person !== null && mentions(text, 'dark')) {
      report({ kind: 'recalled', texts: ['likes the hallway light on'] });
    }
    await pause(model === 'offline' ? wordMs / 4 : wordMs * 8, signal);
    if (topic !== null) report({ kind: 'refused', topic });
    if (tool !== undefined && topic === null) {
      report({ kind: 'tool', tool: tool.id, arguments: tool.arguments, outcome: 'done', text: 'done' });
    }
    const now = { seconds: Date.now() / 1_000, minuteOfDay: 12 * 60 };
    const { emotion: machine } = trial.persona;
    trial.emotion = runEmotionMachine(machine, trial.emotion, { kind: 'text', from: 'person', text }, now);
    if (emotion !== undefined)
      trial.emotion = runEmotionMachine(machine, trial.emotion, { kind: 'set', emotion }, now);
    report({ kind: 'emotion', emotion: trial.emotion.emotion });
    const firstAt = Date.now();
    for (const part of filled.match(/\S+\s*|[^\S]+/gu) ?? []) {
      report({ kind: 'words', text: part });
      await pause(wordMs, signal);
    }
    report({ kind: 'reply', text: filled, isOffline: model === 'offline' });
    report({ kind: 'usage', usage: usageOf(trial, filled, startedAt, firstAt) });
    return filled;
  };
  return {
    openTrial: async ({ persona, model, person }) => {
      count += 1;
      const parsed = personaSchema.parse(persona);
      const emotion = startEmotion(parsed.emotion, Date.now() / 1_000);
      trials.set(`trial-${count}`, {
        persona: parsed,
        model: model ?? '',
        person,
        emotion,
        speaking: null,
        turns: 0,
      });
      return { trialId: `trial-${count}` };
    },
    say: async ({ trialId, text }, options) => {
      const trial = trialOf(trialId);
      trial.speaking?.abort();
      const controller = new AbortController();
      trial.speaking = controller;
      const signal =
        options?.signal === undefined
          ? controller.signal
          : AbortSignal.any([options.signal, controller.signal]);
      try {
        const reply = await speak(trial, text, output => options?.onProgress?.(output), signal);
        return { reply, interrupted: false };
      } catch (error) {
        if (controller.signal.aborted) return { reply: '', interrupted: true };
        throw error;
      }
    },
    notice: async ({ trialId, event }, options) => {
      const trial = trialOf(trialId);
      const now = { seconds: Date.now() / 1_000, minuteOfDay: 12 * 60 };
      trial.emotion = runEmotionMachine(trial.persona.emotion, trial.emotion, { kind: 'event', event }, now);
      options?.onProgress?.({ kind: 'emotion', emotion: trial.emotion.emotion });
      const { consent, triggers } = trial.persona.proactivity;
      for (const [id, { when, lines }] of Object.entries(triggers)) {
        if (when.kind !== 'event' || when.event !== event) continue;
        const text = lines[0]?.replaceAll('{name}', trial.person ?? '');
        options?.onProgress?.(
          consent && text !== undefined
            ? { kind: 'spoke-first', trigger: id, text }
            : { kind: 'held-back', trigger: id, reason: consent ? 'no-line' : 'no-consent' },
        );
      }
      return {};
    },
    updateTrial: async ({ trialId, persona, model }) => {
      const trial = trialOf(trialId);
      trial.persona = personaSchema.parse(persona);
      trial.model = model ?? '';
      return {};
    },
    closeTrial: async ({ trialId }) => {
      trials.get(trialId)?.speaking?.abort();
      trials.delete(trialId);
      return {};
    },
    runExamples: async ({ persona }, options) => {
      const parsed = personaSchema.parse(persona);
      const results: ExampleResult[] = [];
      const signal = options?.signal ?? new AbortController().signal;
      for (const [id, { person, mentions: wanted }] of Object.entries(parsed.examples)) {
        await pause(wordMs * 6, signal);
        const { words } = findAnswer(parsed, person, 0);
        const passed = wanted === undefined || wanted.some(word => mentions(words, word));
        const result: ExampleResult = {
          example: id,
          passed,
          reply: words,
          reason: passed ? null : `It mentions none of: ${wanted?.join(', ')}`,
          usage: null,
        };
        results.push(result);
        options?.onProgress?.(result);
      }
      return results;
    },
    simulateDay: async ({ persona, person, events, date }) =>
      simulateDay({
        persona: personaSchema.parse(persona),
        person,
        lastSeen: null,
        dates: [],
        events,
        day: Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000),
        language: 'en',
      }),
    on: () => () => undefined,
  };
}
