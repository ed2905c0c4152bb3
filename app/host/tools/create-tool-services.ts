import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import { ownValue } from '../../core/document/json.ts';
import { matchPhrase } from '../../core/language/match-phrase.ts';
import { languageOf } from '../../core/language/mentions.ts';
import { readSlot, takesSpokenWords } from '../../core/language/read-slot.ts';
import type { ToolDefinition, ToolFunction } from '../../core/tools/tool-definition.ts';
import type { HubServices, JsonValue, ToolAnswer } from '../../sdk/hub-node.ts';
import type { HubClock } from '../hub/hub-clock.ts';
import { type ProgramTools, partitionOfNode } from './create-tool-set.ts';

/**
 * Preset tools as nodes: plain words in, an answer out. A tool that converses is asked itself first; then the phrases
 * of its functions are matched. What it cannot do is said in words, with `understood: false`.
 */
export function createToolServices(tools: ProgramTools, clock: Pick<HubClock, 'date'>): HubServices['tools'] {
  return {
    ask: async (id, words, caller, message): Promise<ToolAnswer> => {
      const definition = tools.library.tools.get(id);
      if (definition === undefined) throw new StudioError('tool/unknown', { tool: id });
      const language = languageOf(words);
      const call = {
        signal: message.signal,
        person: partitionOfNode(caller.nodeId),
        language,
        mayUseNetwork: caller.placement === 'cloud',
        asker: definition.title[language],
      };
      try {
        if (definition.runs.kind === 'local') {
          const answer = await tools.local.converse(definition, words, call);
          // What its conversation has no answer to may still be one of its functions.
          if (answer !== null && answer !== 'unable') return { ...answer, understood: true };
        }
        const found = findFunction(definition, words, clock.date());
        if (found === null) return notUnderstood(definition, language);
        const answer = await tools.callForNode(`${id}/${found.function.id}`, { ...found.arguments }, call);
        return { ...answer, understood: true };
      } catch (error) {
        if (message.signal.aborted || !StudioError.is(error)) throw error;
        caller.log(error.message, 'warning');
        return { text: describeError(error, language).explanation, data: null, understood: false };
      }
    },
    listen: async (id, caller, onAnnounce) => {
      if (!tools.library.tools.has(id)) throw new StudioError('tool/unknown', { tool: id });
      return tools.local.onAnnounce(({ tool, person, text, data }) => {
        if (tool !== id || (person !== partitionOfNode(caller.nodeId) && person !== '')) return;
        onAnnounce({ text, data, understood: true });
      });
    },
  };
}

/** The function whose phrase fits best: the one that has most words of its own. */
export function findFunction(
  definition: Pick<ToolDefinition, 'functions'>,
  words: string,
  now: Date,
): { readonly function: ToolFunction; readonly arguments: Readonly<Record<string, JsonValue>> } | null {
  let best: { function: ToolFunction; arguments: Record<string, JsonValue>; letters: number } | null = null;
  for (const function_ of definition.functions) {
    for (const phrase of [...function_.phrases.en, ...function_.phrases.zh]) {
      const read = (slot: string, text: string) => {
        const parameter = ownValue(function_.parameters, slot);
        return parameter === undefined ? undefined : readSlot(parameter, text, now);
      };
      const match = matchPhrase(phrase, words, (slot, text) => read(slot, text) !== undefined);
      if (match === null || match.literalLetters <= (best?.letters ?? -1)) continue;
      const arguments_: Record<string, JsonValue> = {};
      for (const [slot, text] of Object.entries(match.slots)) {
        const parameter = ownValue(function_.parameters, slot);
        const isSpoken = parameter !== undefined && takesSpokenWords(parameter);
        const value = read(slot, isSpoken ? (match.spoken[slot] ?? text) : text);
        if (value !== undefined) arguments_[slot] = value;
      }
      best = { function: function_, arguments: arguments_, letters: match.literalLetters };
    }
  }
  return best;
}

function notUnderstood(definition: ToolDefinition, language: 'en' | 'zh'): ToolAnswer {
  const examples = definition.functions
    .flatMap(function_ => function_.phrases[language].slice(0, 1))
    .slice(0, 3)
    .map(phrase => `“${phrase.replaceAll(/\{\w+\}/g, '…')}”`);
  const text =
    language === 'zh'
      ? `我没听懂。${examples.length > 0 ? `可以这样说：${examples.join('、')}。` : ''}`
      : `I did not understand. ${examples.length > 0 ? `Try: ${examples.join(', ')}.` : ''}`.trim();
  return { text, data: null, understood: false };
}
