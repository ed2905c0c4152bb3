import type { Json } from '../document/json.ts';
import { simplify } from '../language/mentions.ts';
import { type Emotion, emotions, type PortType } from '../ports/port-type.ts';
import { isPortValue } from '../ports/port-value.ts';

/** Colours as people say them, in both languages. */
export const colorWords: Readonly<Record<string, string>> = {
  red: '#ff0000',
  orange: '#ff8000',
  yellow: '#ffd000',
  green: '#00c040',
  cyan: '#00c8c8',
  turquoise: '#00c8c8',
  blue: '#0060ff',
  purple: '#9040ff',
  violet: '#9040ff',
  pink: '#ff6aa8',
  white: '#ffffff',
  'warm white': '#ffd9a0',
  warm: '#ffb454',
  gold: '#ffc83c',
  black: '#000000',
  红: '#ff0000',
  橙: '#ff8000',
  橘: '#ff8000',
  黄: '#ffd000',
  绿: '#00c040',
  青: '#00c8c8',
  蓝: '#0060ff',
  紫: '#9040ff',
  粉: '#ff6aa8',
  粉红: '#ff6aa8',
  白: '#ffffff',
  暖白: '#ffd9a0',
  暖: '#ffb454',
  金: '#ffc83c',
  黑: '#000000',
};

/** Words that switch something on (`true`) or off. */
export const switchWords: Readonly<Record<string, boolean>> = {
  on: true,
  off: false,
  yes: true,
  no: false,
  true: true,
  false: false,
  打开: true,
  开: true,
  点亮: true,
  亮: true,
  关闭: false,
  关掉: false,
  关: false,
  熄灭: false,
  灭: false,
};

/** Emotions as they are called in Chinese. */
export const emotionWordsZh: Readonly<Record<Emotion, string>> = {
  neutral: '平静',
  happy: '开心',
  laughing: '大笑',
  funny: '搞笑',
  sad: '难过',
  angry: '生气',
  crying: '哭',
  loving: '爱心',
  embarrassed: '害羞',
  surprised: '惊讶',
  shocked: '震惊',
  thinking: '思考',
  winking: '眨眼',
  cool: '酷',
  relaxed: '放松',
  delicious: '美味',
  kissy: '亲亲',
  confident: '自信',
  sleepy: '困',
  silly: '傻傻',
  confused: '困惑',
};

/** The longest text that is sent to a device at once, characters: a line on its link. */
export const longestDeviceText = 500;

/** Every word that a value of this type may be said by; null where the words are free. */
export function deviceValueWords(type: PortType): readonly string[] | null {
  switch (type.kind) {
    case 'boolean':
      return Object.keys(switchWords);
    case 'color':
      return Object.keys(colorWords).flatMap(word => (/^[a-z]/.test(word) ? [word] : [word, `${word}色`]));
    case 'emotion':
      return [...emotions, ...Object.values(emotionWordsZh)];
    default:
      return null;
  }
}

/**
 * A value for a port of the device, from what a model or a phrase gave: JSON as the port carries it, or the words that
 * people use for it. Undefined where it is neither, or lies outside of what the port says is usual.
 */
export function readDeviceValue(type: PortType, given: Json): Json | undefined {
  const word = typeof given === 'string' ? simplify(given) : null;
  const read = word === null ? given : (readWord(type, word, given) ?? given);
  if (!isPortValue(type, read)) return undefined;
  if (type.kind === 'number' && typeof read === 'number') {
    const isInside =
      read >= (type.min ?? Number.NEGATIVE_INFINITY) && read <= (type.max ?? Number.POSITIVE_INFINITY);
    return isInside ? read : undefined;
  }
  if (type.kind === 'text' || type.kind === 'json') {
    return JSON.stringify(read).length <= longestDeviceText + 2 ? read : undefined;
  }
  return read;
}

function readWord(type: PortType, word: string, given: Json): Json | undefined {
  switch (type.kind) {
    case 'trigger':
      return word === 'true' ? true : undefined;
    case 'boolean':
      return ownWord(switchWords, word);
    case 'number': {
      const digits = /^(-?\d+(?:\.\d+)?)\s*(?:%|percent|degrees?|°|度|[a-z°]{1,6})?$/u.exec(word)?.[1];
      return digits === undefined ? undefined : Number(digits);
    }
    case 'color': {
      const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(word);
      if (short !== null)
        return `#${short
          .slice(1)
          .map(digit => digit + digit)
          .join('')}`;
      if (/^#[0-9a-f]{6}$/.test(word)) return word;
      return ownWord(colorWords, word.replace(/(?:色|颜色)$/u, ''));
    }
    case 'emotion':
      return emotions.find(emotion => emotion === word || emotionWordsZh[emotion] === word);
    default:
      return given;
  }
}

function ownWord<Value>(words: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
