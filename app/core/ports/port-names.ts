import type { LocalizedText } from '../text/localized-text.ts';
import type { PortKind, PortType } from './port-type.ts';

/** What people call each kind of port. */
export const portKindNames: Readonly<Record<PortKind, LocalizedText>> = {
  trigger: { en: 'trigger', zh: '触发' },
  boolean: { en: 'yes/no', zh: '是/否' },
  number: { en: 'number', zh: '数字' },
  text: { en: 'text', zh: '文本' },
  color: { en: 'color', zh: '颜色' },
  vector3: { en: '3D vector', zh: '三维向量' },
  emotion: { en: 'emotion', zh: '情绪' },
  json: { en: 'data', zh: '数据' },
  audio: { en: 'sound', zh: '声音' },
  image: { en: 'image', zh: '图像' },
};

/** A type in a few words, with what tells it from others of its kind: `number in °C`, `sound, 16000 Hz pcm16`. */
export function describePortType(type: PortType): LocalizedText {
  const name = portKindNames[type.kind];
  switch (type.kind) {
    case 'number':
    case 'vector3':
      return type.unit === undefined || type.unit === ''
        ? name
        : { en: `${name.en} in ${type.unit}`, zh: `${name.zh}（${type.unit}）` };
    case 'audio':
      return {
        en: `${name.en}, ${type.sampleRateHz} Hz ${type.encoding}`,
        zh: `${name.zh}（${type.sampleRateHz} Hz ${type.encoding}）`,
      };
    case 'image':
      return {
        en: `${name.en}, ${type.widthPx} × ${type.heightPx} ${type.encoding}`,
        zh: `${name.zh}（${type.widthPx} × ${type.heightPx} ${type.encoding}）`,
      };
    default:
      return name;
  }
}
