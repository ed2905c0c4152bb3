import { languageOf } from '../language/mentions.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { type ChildLanguageCategory, childLanguage } from './child-language.ts';
import { chooseLine } from './choose-line.ts';
import { dataFenceEnd, dataFenceStart } from './fence-data.ts';
import type { Persona, SpokenLanguage } from './persona.ts';
import { hasPhrase, type UnmaskedText, unmaskText } from './unmask.ts';

/** A check that every sentence of a reply goes through before it is given out. */
export interface ReplyCheck {
  readonly id: 'topics' | 'ages' | 'character';
  readonly title: LocalizedText;
  readonly explanation: LocalizedText;
}

/** The checks, in the order in which they run; a face lists them from here. */
export const replyChecks: readonly ReplyCheck[] = [
  {
    id: 'topics',
    title: { en: 'Topics it never talks about', zh: '绝不谈论的话题' },
    explanation: {
      en: 'The phrases of each forbidden topic, in what it hears and in what it says, however they are disguised.',
      zh: '在听到和说出的内容中查找每个禁止话题的短语，无论怎样伪装。',
    },
  },
  {
    id: 'ages',
    title: { en: 'Fit for the age', zh: '适合年龄' },
    explanation: {
      en: 'Words that are not for the youngest it is made for; long sentences are cut for small children.',
      zh: '不适合最小使用年龄的词语；对年幼的孩子会把长句拆短。',
    },
  },
  {
    id: 'character',
    title: { en: 'Stays who it is', zh: '保持角色' },
    explanation: {
      en: 'It does not pass for another product or for a human, does not read out its instructions, and keeps to its languages.',
      zh: '不冒充其他产品或真人，不念出自己的设定，只用自己的语言。',
    },
  },
];

export type WordsVerdict =
  | { readonly kind: 'fine' }
  /** The same in words that fit better. */
  | { readonly kind: 'reworded'; readonly check: ReplyCheck['id']; readonly text: string }
  | {
      readonly kind: 'refused';
      readonly check: ReplyCheck['id'];
      /** Title of the topic, for people. */
      readonly topic: string;
      /** What to say instead. */
      readonly instead: string;
    };

export interface WordsToCheck {
  readonly persona: Persona;
  readonly text: string;
  /** What was said or heard just before, so that a phrase cannot hide between two sentences. */
  readonly before?: string;
  readonly direction: 'heard' | 'said';
  /** The language to answer in. */
  readonly language: SpokenLanguage;
  /** How often this persona has refused before; its lines take turns. */
  readonly turn?: number;
}

const fine: WordsVerdict = { kind: 'fine' };

/** Judges words against a persona's limits. */
export function checkWords(words: WordsToCheck): WordsVerdict {
  const own = unmaskText(words.text);
  const joined = words.before === undefined ? own : unmaskText(`${words.before} ${words.text}`);
  return checkTopics(words, joined) ?? checkAges(words, joined, own) ?? checkCharacter(words) ?? fine;
}

const generalRefusal: LocalizedText = {
  en: 'I would rather not talk about that. Let us talk about something else.',
  zh: '这个我不想聊，我们说点别的吧。',
};

function checkTopics(words: WordsToCheck, text: UnmaskedText): WordsVerdict | null {
  const topics = Object.entries(words.persona.never).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, topic] of topics) {
    if (!topic.phrases.some(phrase => hasPhrase(text, phrase))) continue;
    const own = topic.reply.filter(line => languageOf(line) === words.language);
    const instead = chooseLine(own, { language: words.language, slots: {}, turn: words.turn ?? 0 });
    return {
      kind: 'refused',
      check: 'topics',
      topic: topic.title,
      instead: instead ?? generalRefusal[words.language],
    };
  }
  return null;
}

/** The kinds of talk that a persona keeps away from the people it is made for. */
export function childLanguageFor(persona: Persona): readonly ChildLanguageCategory[] {
  return childLanguage.filter(category => persona.speech.ages.from < category.below);
}

function checkAges(words: WordsToCheck, text: UnmaskedText, own: UnmaskedText): WordsVerdict | null {
  const { direction, language } = words;
  for (const category of childLanguageFor(words.persona)) {
    if (!category.directions.includes(direction)) continue;
    const hasWord = [...category.phrases.en, ...category.phrases.zh].some(phrase => hasPhrase(text, phrase));
    const hasPattern = category.patterns?.some(pattern =>
      own.readings.some((reading, index) => index === 0 && pattern.test(reading)),
    );
    if (!hasWord && hasPattern !== true) continue;
    return {
      kind: 'refused',
      check: 'ages',
      topic: category.title[language],
      instead: category.reply[language],
    };
  }
  if (direction === 'heard') return null;
  const shorter = shortenFor(words.persona.speech.ages.from, words.text);
  return shorter === words.text ? null : { kind: 'reworded', check: 'ages', text: shorter };
}

/** The longest sentence that a child of an age is asked to follow; null from nine years on. */
export function sentenceLimit(
  fromYears: number,
): { readonly words: number; readonly characters: number } | null {
  if (fromYears < 5) return { words: 14, characters: 24 };
  if (fromYears < 7) return { words: 18, characters: 30 };
  return fromYears < 9 ? { words: 24, characters: 40 } : null;
}

/** Cuts sentences that are too long for an age at their commas; nothing is left out. */
function shortenFor(fromYears: number, text: string): string {
  const limit = sentenceLimit(fromYears);
  if (limit === null || !isTooLong(text, limit)) return text;
  const parts = text.split(/(?<=[,，;；])\s*/u);
  if (parts.length < 2) return text;
  const sentences: string[] = [];
  let current = '';
  for (const part of parts) {
    const longer = current === '' ? part : `${current}${/\p{Script=Han}/u.test(part) ? '' : ' '}${part}`;
    if (current !== '' && isTooLong(longer, limit)) {
      sentences.push(current);
      current = part;
    } else current = longer;
  }
  sentences.push(current);
  return sentences
    .map((sentence, index) => (index === sentences.length - 1 ? sentence : endSentence(sentence)))
    .map((sentence, index) => (index === 0 ? sentence : beginSentence(sentence)))
    .join(languageOf(text) === 'zh' ? '' : ' ');
}

function isTooLong(text: string, limit: { readonly words: number; readonly characters: number }): boolean {
  return languageOf(text) === 'zh'
    ? (text.match(/\p{Script=Han}/gu)?.length ?? 0) > limit.characters
    : text.split(/\s+/u).length > limit.words;
}

function endSentence(text: string): string {
  return text.replace(/[,，;；]$/u, mark => (mark === ',' || mark === ';' ? '.' : '。'));
}

function beginSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Products that a model may take itself for. A persona that is named like one is none of them. */
const products = [
  'chatgpt',
  'gpt-4',
  'gpt-5',
  'openai',
  'claude',
  'gemini',
  'llama',
  'deepseek',
  'qwen',
  'copilot',
  'siri',
  'alexa',
  '通义千问',
  '千问',
  '文心一言',
  '豆包',
  '小爱同学',
  '讯飞星火',
  '智谱清言',
  '元宝',
  '深度求索',
];

const humanClaims = [
  /\bi(?: am|'m) (?:really |actually )?(?:a |an )?(?:real )?(?:human(?: being)?|real (?:person|boy|girl|man|woman|child))\b/u,
  /\bi(?: am|'m) not (?:a |an )?(?:ai|robot|machine|computer|program)\b/u,
  /我(?:真的)?是(?:一个|个)?(?:真人|人类|真正的人|真的人)/u,
  /我不是(?:一个|个)?(?:机器人|机器|ai|人工智能|程序)/u,
];

const instructionTalk = [
  /\bmy (?:system prompt|instructions (?:say|are|tell))\b/u,
  /(?:我的(?:系统提示|提示词|设定)(?:是|说|如下))/u,
];

/** What it says when it was about to leave its character. */
const whoIAm = (name: string): LocalizedText => ({
  en: `I am ${name}, a talking device.`,
  zh: `我是${name}，一个会说话的设备。`,
});

function checkCharacter(words: WordsToCheck): WordsVerdict | null {
  if (words.direction === 'heard') return null;
  const topic = characterSlip(words);
  if (topic === null) return null;
  return {
    kind: 'refused',
    check: 'character',
    topic: topic[words.language],
    instead: whoIAm(words.persona.name)[words.language],
  };
}

function characterSlip({ persona, text }: WordsToCheck): LocalizedText | null {
  const [reading = ''] = unmaskText(text).readings;
  const plain = reading.replaceAll('’', "'");
  const ownName = persona.name.toLowerCase();
  const posesAs = products.some(
    product =>
      !ownName.includes(product) &&
      new RegExp(
        `(?:\\bi am|\\bi'm|\\bmy name is|\\bas|我是|我叫|作为)\\s*(?:the |a |an )?${product.replace('.', '\\.')}`,
        'u',
      ).test(plain),
  );
  if (
    posesAs ||
    /\bas an? (?:ai |large )?language model\b|作为(?:一个)?(?:大型?)?(?:ai)?语言模型/u.test(plain)
  ) {
    return { en: 'Another product', zh: '其他产品' };
  }
  if (humanClaims.some(claim => claim.test(plain))) return { en: 'Passing for a human', zh: '冒充真人' };
  const readsOut = text.includes(dataFenceStart) || text.includes(dataFenceEnd);
  if (readsOut || instructionTalk.some(talk => talk.test(plain))) {
    return { en: 'Its instructions', zh: '自己的设定' };
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const known = text.match(/[\p{Script=Latin}\p{Script=Han}]/gu)?.length ?? 0;
  const isForeign = letters >= 8 && known < letters / 2;
  const isOtherOfTwo =
    letters >= 12 && persona.speech.languages.length === 1 && isWholly(text, persona.speech.languages[0]);
  return isForeign || isOtherOfTwo ? { en: 'A language it does not speak', zh: '不会说的语言' } : null;
}

/** Whether a sentence is all in the other of the two languages: a single foreign word in it is no slip. */
function isWholly(text: string, spoken: SpokenLanguage | undefined): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return spoken === 'zh' ? han === 0 && latin > 0 : latin === 0 && han > 0;
}
