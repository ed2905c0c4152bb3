import { exchangeRate } from '../models/exchange-rate.ts';
import type { ModelFacts } from '../models/model-facts.ts';
import type { Persona } from '../persona/persona.ts';
import type { LocalizedText } from '../text/localized-text.ts';

/** What one call of a model takes in and gives out. */
export interface CallUsageEstimate {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** What a person says, seconds. */
  readonly heardSeconds: number;
  /** What is spoken back. */
  readonly spokenSeconds: number;
  readonly spokenCharacters: number;
  readonly images: number;
}

/**
 * What is taken for granted of an interaction where nothing was measured: one utterance of a person and one reply.
 * Assumptions, not findings; people read them beside every figure that rests on them.
 */
export const interactionAssumptions = {
  /** An utterance of a person. */
  heardSeconds: 4,
  heardTokens: 25,
  /** Frame of the instructions round a persona. */
  frameTokens: 200,
  /** Earlier turns of the conversation that are sent along. */
  earlierTurns: 4,
  tokensPerTool: 60,
  /** Memories that are sent along, by what the persona keeps. */
  memoryTokens: { nothing: 0, facts: 120, 'facts-and-episodes': 240 },
  /** A reply at talkativeness 0, and how much longer it is at 1. */
  shortReplyTokens: 20,
  longReplyTokens: 180,
  /** Of a call without a persona. */
  plainTokensIn: 300,
  plainTokensOut: 100,
  /** A picture that is looked at. */
  imageTokens: 1_000,
  charactersPerToken: 2,
  spokenCharactersPerSecond: 5,
  /** Sound as tokens, where a model counts it so. */
  soundTokensPerSecond: 25,
} as const;

/** The assumptions as people read them. */
export const assumptionWords: LocalizedText = {
  en: 'An interaction is one utterance of about 4 seconds and one reply. The length of a reply follows the persona’s talkativeness and its cap; four earlier turns, memories and tools are sent along. Once it has run, measured figures take their place.',
  zh: '一次互动指一句约 4 秒的话和一次回答。回答长度取决于角色的健谈程度及其上限；同时发送前四轮对话、记忆和工具。运行之后以实测值代替。',
};

/** Tokens of a reply: by how much the persona talks, never above its cap. */
export function replyTokens(persona: Persona | undefined): number {
  const { shortReplyTokens, longReplyTokens, plainTokensOut } = interactionAssumptions;
  if (persona === undefined) return plainTokensOut;
  const wanted = shortReplyTokens + persona.relationship.talkativeness * longReplyTokens;
  return Math.round(Math.min(persona.limits.tokensPerReply, wanted));
}

/** What one call takes, by assumption. */
export function estimateUsage(kind: ModelFacts['kind'], persona: Persona | undefined): CallUsageEstimate {
  const assumed = interactionAssumptions;
  const tokensOut = replyTokens(persona);
  const spokenCharacters = tokensOut * assumed.charactersPerToken;
  const spokenSeconds = spokenCharacters / assumed.spokenCharactersPerSecond;
  const base = { heardSeconds: assumed.heardSeconds, spokenSeconds, spokenCharacters, images: 1 };
  const textIn = persona === undefined ? assumed.plainTokensIn : personaTokens(persona, tokensOut);
  switch (kind) {
    case 'chat':
      return { ...base, tokensIn: textIn, tokensOut };
    case 'vision':
      return { ...base, tokensIn: textIn + assumed.imageTokens, tokensOut };
    case 'realtime':
      return {
        ...base,
        tokensIn: textIn + Math.round(assumed.heardSeconds * assumed.soundTokensPerSecond),
        tokensOut: Math.round(spokenSeconds * assumed.soundTokensPerSecond),
      };
    case 'speech-to-text':
    case 'text-to-speech':
    case 'image':
      return { ...base, tokensIn: assumed.heardTokens, tokensOut };
  }
}

function personaTokens(persona: Persona, tokensOut: number): number {
  const assumed = interactionAssumptions;
  let characters = persona.sentence.length + persona.relationship.words.length;
  for (const { title, phrases } of Object.values(persona.never)) {
    characters += title.length;
    for (const phrase of phrases) characters += phrase.length;
  }
  const words = Math.ceil(characters / assumed.charactersPerToken);
  const tools = Object.keys(persona.tools).length * assumed.tokensPerTool;
  const earlier = assumed.earlierTurns * (assumed.heardTokens + tokensOut);
  const memory = assumed.memoryTokens[persona.memory.keeps];
  return assumed.frameTokens + words + tools + earlier + memory + assumed.heardTokens;
}

/** Price of a call in yuan by the model's list price; null where no price is known. What runs on the hub costs nothing. */
export function priceOfCall(facts: ModelFacts, usage: CallUsageEstimate): number | null {
  if (facts.provider.runs === 'hub') return 0;
  const { price } = facts;
  if (price === undefined) return null;
  const yuan = price.currency === 'USD' ? exchangeRate.yuanPerDollar : 1;
  switch (price.per) {
    case 'million-tokens':
      return (yuan * (usage.tokensIn * price.input + usage.tokensOut * price.output)) / 1e6;
    case 'second':
      return yuan * (usage.heardSeconds * price.input + usage.spokenSeconds * price.output);
    case '10k-characters':
      // A list states one figure for words that are spoken; on which side it stands differs.
      return (yuan * usage.spokenCharacters * (price.input + price.output)) / 1e4;
    case 'image':
      return yuan * usage.images * (price.input + price.output);
  }
}
