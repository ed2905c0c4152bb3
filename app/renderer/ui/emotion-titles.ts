import { type Emotion, emotions } from '../../core/ports/port-type.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';

/** What an emotion is called. English uses the word of the wire, so that a value and its name agree. */
export const emotionTitles: Readonly<Record<Emotion, LocalizedText>> = {
  neutral: { en: 'neutral', zh: '平静' },
  happy: { en: 'happy', zh: '开心' },
  laughing: { en: 'laughing', zh: '大笑' },
  funny: { en: 'funny', zh: '滑稽' },
  sad: { en: 'sad', zh: '难过' },
  angry: { en: 'angry', zh: '生气' },
  crying: { en: 'crying', zh: '哭泣' },
  loving: { en: 'loving', zh: '喜爱' },
  embarrassed: { en: 'embarrassed', zh: '害羞' },
  surprised: { en: 'surprised', zh: '惊讶' },
  shocked: { en: 'shocked', zh: '震惊' },
  thinking: { en: 'thinking', zh: '思考' },
  winking: { en: 'winking', zh: '眨眼' },
  cool: { en: 'cool', zh: '酷' },
  relaxed: { en: 'relaxed', zh: '放松' },
  delicious: { en: 'delicious', zh: '馋嘴' },
  kissy: { en: 'kissy', zh: '亲亲' },
  confident: { en: 'confident', zh: '自信' },
  sleepy: { en: 'sleepy', zh: '困倦' },
  silly: { en: 'silly', zh: '调皮' },
  confused: { en: 'confused', zh: '疑惑' },
};

/** Whether a value is one of the 21 emotions. */
export function isEmotion(value: unknown): value is Emotion {
  return emotions.some(emotion => emotion === value);
}
