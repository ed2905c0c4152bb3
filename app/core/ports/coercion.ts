import type { Coercion } from '../compiler/bundle.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { fillText } from '../text/localized-text.ts';
import { describePortType } from './port-names.ts';
import type { PortKind, PortType } from './port-type.ts';
import { convertUnit } from './units.ts';

/**
 * What happens to a value between an output and an input.
 * - `same`: nothing.
 * - `coerce`: it is changed by `coercion`, or read as another type without a change where `coercion` is null;
 *   `explanation` is what the canvas shows while the wire is dragged.
 * - `refuse`: the two do not go together. `bridges` names node types that could stand between, best first; they may
 *   be missing from the catalogue.
 */
export type CoercionVerdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'coerce'; readonly coercion: Coercion | null; readonly explanation: LocalizedText }
  | {
      readonly kind: 'refuse';
      readonly cause: 'kind' | 'unit' | 'format';
      readonly reason: LocalizedText;
      readonly bridges: readonly string[];
    };

type Rule = CoercionVerdict | ((from: PortType, to: PortType) => CoercionVerdict);

function coerce(coercion: Coercion | null, en: string, zh: string): CoercionVerdict {
  return { kind: 'coerce', coercion, explanation: { en, zh } };
}

function refuse(en: string, zh: string, ...bridges: string[]): CoercionVerdict {
  return { kind: 'refuse', cause: 'kind', reason: { en, zh }, bridges };
}

const same: CoercionVerdict = { kind: 'same' };
const code = 'logic/python';

const fires = coerce(
  ['trigger'],
  'Each message fires the trigger, whatever its value.',
  '每条消息都会触发，与其数值无关。',
);
const asData = coerce(null, 'Passed on unchanged as data.', '作为数据原样传递。');
const fromData = (to: LocalizedText): CoercionVerdict =>
  coerce(
    null,
    `Passed on unchanged: the sender must give a valid ${to.en}.`,
    `原样传递：发送方必须给出有效的${to.zh}。`,
  );
const needsSound = refuse(
  'This input plays sound; only a sound can be wired to it.',
  '此输入用于播放声音，只能连接声音输出。',
);
const needsImage = refuse(
  'This input takes an image; only an image can be wired to it.',
  '此输入接收图像，只能连接图像输出。',
);
const notAnEmotion = refuse(
  'An emotion is one of 21 fixed words. Choose it in a node of its own.',
  '情绪是 21 个固定词之一，请用单独的节点来选择。',
  'logic/choose-emotion',
  code,
);
const notAColor = refuse(
  'This value does not say which color is meant. Choose it in a node of its own.',
  '该值无法说明是哪种颜色，请用单独的节点来选择。',
  'logic/choose-color',
  code,
);
const notAVector = refuse(
  'A 3D vector needs three numbers: x, y and z.',
  '三维向量需要三个数字：x、y、z。',
  code,
);

function soundRefuses(kind: LocalizedText): CoercionVerdict {
  return refuse(
    `Sound cannot become ${kind.en} by itself. A model that listens has to stand between.`,
    `声音不能自动变成${kind.zh}，中间需要一个能“听”的模型。`,
  );
}

function imageRefuses(kind: LocalizedText): CoercionVerdict {
  return refuse(
    `An image cannot become ${kind.en} by itself. A model that looks has to stand between.`,
    `图像不能自动变成${kind.zh}，中间需要一个能“看”的模型。`,
  );
}

/** Same kind with a unit: convert where both are of one dimension. */
function byUnit(from: PortType, to: PortType): CoercionVerdict {
  const fromUnit = 'unit' in from ? from.unit : undefined;
  const toUnit = 'unit' in to ? to.unit : undefined;
  const conversion = convertUnit(fromUnit, toUnit);
  if (conversion.kind === 'same') return same;
  const words = { from: fromUnit ?? '', to: toUnit ?? '' };
  if (conversion.kind === 'conflict') {
    return {
      kind: 'refuse',
      cause: 'unit',
      reason: fillText(
        {
          en: 'A value in {from} cannot be turned into {to}: they measure different things.',
          zh: '{from} 的数值无法换算成 {to}：两者度量的不是同一种量。',
        },
        words,
      ),
      bridges: ['logic/map-range', code],
    };
  }
  return {
    kind: 'coerce',
    coercion: ['linear', conversion.factor, conversion.offset],
    explanation: fillText({ en: 'Converted from {from} to {to}.', zh: '从 {from} 换算为 {to}。' }, words),
  };
}

/** Same kind with a format: sounds and images are not converted on the way. */
function byFormat(from: PortType, to: PortType): CoercionVerdict {
  const fits =
    (from.kind === 'audio' &&
      to.kind === 'audio' &&
      from.sampleRateHz === to.sampleRateHz &&
      from.encoding === to.encoding) ||
    (from.kind === 'image' &&
      to.kind === 'image' &&
      from.widthPx === to.widthPx &&
      from.heightPx === to.heightPx &&
      from.encoding === to.encoding);
  if (fits) return same;
  const [have, want] = [describePortType(from), describePortType(to)];
  return {
    kind: 'refuse',
    cause: 'format',
    reason: {
      en: `The formats differ: this is ${have.en}, the input takes ${want.en}.`,
      zh: `格式不同：此处为${have.zh}，该输入需要${want.zh}。`,
    },
    bridges: [],
  };
}

const toText = coerce(['text'], 'Printed as text.', '转为文本显示。');
const names = {
  boolean: { en: 'yes or no', zh: '是/否' },
  number: { en: 'a number', zh: '数字' },
  text: { en: 'text', zh: '文本' },
  color: { en: 'color', zh: '颜色' },
  vector3: { en: '3D vector', zh: '三维向量' },
  emotion: { en: 'emotion', zh: '情绪' },
  aColor: { en: 'a color', zh: '颜色' },
  aVector: { en: 'a vector', zh: '向量' },
  anEmotion: { en: 'an emotion', zh: '情绪' },
} satisfies Record<string, LocalizedText>;

/** From kind (rows) to kind (columns). Every pair is here, so that nothing is decided by accident. */
const matrix: Readonly<Record<PortKind, Readonly<Record<PortKind, Rule>>>> = {
  trigger: {
    trigger: same,
    boolean: coerce(
      ['boolean'],
      'A trigger arrives as “yes”, and never as “no”.',
      '触发到达时为“是”，不会变为“否”。',
    ),
    number: refuse(
      'A trigger carries no number. Count the triggers with a counter.',
      '触发不携带数字，可用计数器统计触发次数。',
      'logic/counter',
      code,
    ),
    text: refuse(
      'A trigger carries no words. Put a text template between.',
      '触发不携带文字，请在中间加入文本模板。',
      'logic/text-template',
      code,
    ),
    color: notAColor,
    vector3: notAVector,
    emotion: notAnEmotion,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  boolean: {
    trigger: coerce(
      ['trigger'],
      'Each message fires the trigger, “no” as well as “yes”.',
      '每条消息都会触发，“否”也会触发。',
    ),
    boolean: same,
    number: coerce(['number'], '“No” becomes 0 and “yes” becomes 1.', '“否”变为 0，“是”变为 1。'),
    text: coerce(['text'], 'Printed as “true” or “false”.', '显示为“true”或“false”。'),
    color: notAColor,
    vector3: notAVector,
    emotion: notAnEmotion,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  number: {
    trigger: fires,
    boolean: coerce(
      ['boolean'],
      '0 becomes “no”, any other number “yes”. For a limit of your own, put a threshold between.',
      '0 变为“否”，其他数字变为“是”。如需自定界限，请在中间加入阈值节点。',
    ),
    number: byUnit,
    text: toText,
    color: notAColor,
    vector3: notAVector,
    emotion: notAnEmotion,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  text: {
    trigger: fires,
    boolean: coerce(
      ['boolean'],
      'Empty text becomes “no”, any other text “yes”.',
      '空文本变为“否”，其他文本变为“是”。',
    ),
    number: refuse(
      'Text may hold anything, so it is not read as a number by itself.',
      '文本内容不确定，不会自动当作数字读取。',
      code,
    ),
    text: same,
    color: notAColor,
    vector3: notAVector,
    emotion: notAnEmotion,
    json: asData,
    audio: refuse(
      'Text cannot be played as sound by itself. A voice has to stand between.',
      '文本不能直接作为声音播放，中间需要语音合成。',
    ),
    image: needsImage,
  },
  color: {
    trigger: fires,
    boolean: refuse('A color is neither yes nor no.', '颜色不能表示“是”或“否”。', code),
    number: refuse('A color is not one number.', '颜色不是单个数字。', code),
    text: coerce(null, 'Printed as its code, such as #ff8800.', '显示为颜色代码，例如 #ff8800。'),
    color: same,
    vector3: notAVector,
    emotion: notAnEmotion,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  vector3: {
    trigger: fires,
    boolean: refuse('A 3D vector is neither yes nor no.', '三维向量不能表示“是”或“否”。', code),
    number: refuse(
      'A 3D vector holds three numbers. Take one of them in a node of its own.',
      '三维向量含三个数字，请用单独的节点取其中一个。',
      code,
    ),
    text: coerce(['text'], 'Printed as a list of three numbers.', '显示为三个数字的列表。'),
    color: notAColor,
    vector3: byUnit,
    emotion: notAnEmotion,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  emotion: {
    trigger: fires,
    boolean: refuse('An emotion is neither yes nor no.', '情绪不能表示“是”或“否”。', 'logic/compare', code),
    number: refuse('An emotion is a word, not a number.', '情绪是一个词，不是数字。', code),
    text: coerce(null, 'Printed as its English word, such as “happy”.', '显示为英文单词，例如“happy”。'),
    color: notAColor,
    vector3: notAVector,
    emotion: same,
    json: asData,
    audio: needsSound,
    image: needsImage,
  },
  json: {
    trigger: fires,
    boolean: coerce(
      ['boolean'],
      'Empty data and 0 become “no”, anything else “yes”.',
      '空数据和 0 变为“否”，其他变为“是”。',
    ),
    number: coerce(
      ['number'],
      'Read as a number: the sender must give one.',
      '当作数字读取：发送方必须给出数字。',
    ),
    text: toText,
    color: fromData(names.color),
    vector3: fromData(names.vector3),
    emotion: fromData(names.emotion),
    json: same,
    audio: needsSound,
    image: needsImage,
  },
  audio: {
    trigger: coerce(['trigger'], 'Each piece of sound fires the trigger.', '每段声音都会触发。'),
    boolean: soundRefuses(names.boolean),
    number: soundRefuses(names.number),
    text: soundRefuses(names.text),
    color: soundRefuses(names.aColor),
    vector3: soundRefuses(names.aVector),
    emotion: soundRefuses(names.anEmotion),
    json: asData,
    audio: byFormat,
    image: needsImage,
  },
  image: {
    trigger: coerce(['trigger'], 'Each image fires the trigger.', '每张图像都会触发。'),
    boolean: imageRefuses(names.boolean),
    number: imageRefuses(names.number),
    text: imageRefuses(names.text),
    color: imageRefuses(names.aColor),
    vector3: imageRefuses(names.aVector),
    emotion: imageRefuses(names.anEmotion),
    json: asData,
    audio: needsSound,
    image: byFormat,
  },
};

/** Judges a wire from a port of one type to a port of another. */
export function judgeCoercion(from: PortType, to: PortType): CoercionVerdict {
  const rule = matrix[from.kind][to.kind];
  return typeof rule === 'function' ? rule(from, to) : rule;
}
