import { describe, expect, it } from 'vitest';
import { matchPhrase } from '../language/match-phrase.ts';
import { readSlot } from '../language/read-slot.ts';
import type { PortType } from '../ports/port-type.ts';
import type { DeviceTool } from './device-tool.ts';
import { deviceToolFunction } from './device-tool-function.ts';
import { readDeviceValue } from './device-words.ts';

const now = new Date('2026-11-20T08:00:00Z');
const tool = (
  id: string,
  en: string,
  zh: string,
  type: PortType,
  kind: DeviceTool['kind'] = 'act',
): DeviceTool => ({
  id,
  node: 'node',
  port: 'port',
  kind,
  title: { en, zh },
  description: 'A port.',
  type,
});

const tools = [
  tool('on', 'Light ring: on', '灯环：点亮', { kind: 'boolean' }),
  tool('color', 'Light ring: color', '灯环：颜色', { kind: 'color' }),
  tool('brightness', 'Light ring: brightness', '灯环：亮度', { kind: 'number', unit: '%', min: 0, max: 100 }),
  tool('emotion', 'Display face: emotion', '表情屏：情绪', { kind: 'emotion' }),
  tool('play', 'Buzzer: play', '蜂鸣器：播放', { kind: 'trigger' }),
  tool('text', 'Display: text', '屏幕：文本', { kind: 'text' }),
  tool('temperature', 'Climate: temperature', '气候：温度', { kind: 'number', unit: '°C' }, 'read'),
  tool('tilt', 'Motion: acceleration', '运动：加速度', { kind: 'vector3' }),
];

/** What the offline model would call: each tool whose phrases fit, with the value that reaches the device. */
function understood(words: string): unknown[] {
  return tools.flatMap(each => {
    const function_ = deviceToolFunction(each);
    if (function_ === undefined) return [];
    const { parameters, phrases } = function_;
    for (const phrase of [...phrases.en, ...phrases.zh]) {
      const read = (slot: string, text: string) => {
        const parameter = parameters[slot];
        return parameter === undefined ? undefined : readSlot(parameter, text, now);
      };
      const match = matchPhrase(phrase, words, (slot, text) => read(slot, text) !== undefined);
      if (match === null) continue;
      const value = match.slots.value === undefined ? undefined : read('value', match.slots.value);
      return [[each.id, value === undefined ? undefined : readDeviceValue(each.type, value)]];
    }
    return [];
  });
}

describe('what people say to a device', () => {
  it.each<[string, string, unknown]>([
    ['Turn the light ring off', 'on', false],
    ['please switch on the light ring', 'on', true],
    ['turn the light ring blue', 'color', '#0060ff'],
    ['Make the light ring warm white!', 'color', '#ffd9a0'],
    ['set the light ring to 40 percent', 'brightness', 40],
    ['set the brightness of the light ring to fifty percent', 'brightness', 50],
    ['make a surprised face', 'emotion', 'surprised'],
    ['show good morning on the display', 'text', 'good morning'],
    ['play the buzzer', 'play', undefined],
    ['what is the temperature?', 'temperature', undefined],
    ['打开灯环', 'on', true],
    ['把灯环关掉', 'on', false],
    ['把灯环变成蓝色', 'color', '#0060ff'],
    ['请把灯环调成红色', 'color', '#ff0000'],
    ['把灯环的亮度调到百分之三十', 'brightness', 30],
    ['做个惊讶的表情', 'emotion', 'surprised'],
    ['在屏幕上显示你好', 'text', '你好'],
    ['让蜂鸣器播放', 'play', undefined],
    ['现在温度是多少？', 'temperature', undefined],
  ])('“%s” is %s', (words, id, value) => {
    expect(understood(words)).toEqual([[id, value]]);
  });

  it.each([
    'I like the light ring',
    '我喜欢灯环',
    'turn the light ring into a banana',
    'set the light ring to 400 percent',
    'what is love?',
    '',
  ])('“%s” is none of its tools', words => {
    expect(understood(words)).toEqual([]);
  });

  it('a name cannot make a slot of its own', () => {
    const named = deviceToolFunction(tool('x', '{value}: {on}', '{value}：{on}', { kind: 'trigger' }));
    expect(JSON.stringify(named?.phrases)).not.toMatch(/[{]\w/);
  });
});
