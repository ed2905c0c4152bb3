import type { z } from 'zod';
import { type BoardDefinition, boardDefinitionSchema } from '../../core/catalogue/board-definition.ts';
import {
  type NodeDefinition,
  nodeDefinitionFileSchema,
  nodeDefinitionSchema,
} from '../../core/catalogue/node-definition.ts';

type NodeInput = z.input<typeof nodeDefinitionFileSchema>;

function node(type: string, file: NodeInput): NodeDefinition {
  const parsed = nodeDefinitionFileSchema.parse(file);
  return nodeDefinitionSchema.parse({
    ...parsed,
    type,
    ...(parsed.placements.includes('device') ? { driverBytes: 900, driverHash: '0'.repeat(64) } : {}),
  });
}

/** A small catalogue for tests and for looking at the face without a host. Not the studio's own. */
export const fakeNodes: readonly NodeDefinition[] = [
  node('inputs/button', {
    version: 1,
    title: { en: 'Button', zh: '按钮' },
    summary: { en: 'A push button, debounced.', zh: '去抖的按钮。' },
    category: 'sensors',
    icon: 'circle-dot',
    badge: 'GPIO',
    placements: ['device'],
    outputs: [
      { id: 'pressed', title: { en: 'pressed', zh: '按下' }, type: { kind: 'boolean' }, rate: 1 },
      { id: 'click', title: { en: 'click', zh: '单击' }, type: { kind: 'trigger' }, rate: 1 },
    ],
    properties: [
      {
        id: 'debounceMs',
        type: 'number',
        title: { en: 'Debounce', zh: '去抖' },
        help: { en: 'How long the contact must be quiet.', zh: '触点需保持稳定的时间。' },
        default: 30,
        min: 0,
        max: 500,
        step: 5,
        unit: 'ms',
        live: true,
      },
      { id: 'inverted', type: 'boolean', title: { en: 'Inverted', zh: '反相' }, default: false },
    ],
    needs: {
      pins: [{ id: 'pin', title: { en: 'Pin', zh: '引脚' }, capabilities: ['digital-in', 'pull-up'] }],
      ramBytes: 600,
    },
    peripheral: {
      model: 'button',
      controls: [{ id: 'pressed', title: { en: 'Press', zh: '按下' }, type: 'momentary' }],
    },
  }),
  node('inputs/presence', {
    version: 1,
    title: { en: 'Presence', zh: '人体存在' },
    summary: { en: 'Whether someone is near.', zh: '是否有人靠近。' },
    category: 'sensors',
    icon: 'user-scan',
    badge: 'GPIO',
    keywords: ['pir', 'radar'],
    placements: ['device'],
    outputs: [
      { id: 'someone', title: { en: 'someone', zh: '有人' }, type: { kind: 'boolean' }, rate: 1 },
      {
        id: 'distance',
        title: { en: 'distance', zh: '距离' },
        type: { kind: 'number', unit: 'cm', min: 0, max: 600 },
        rate: 10,
      },
    ],
    properties: [
      {
        id: 'holdSeconds',
        type: 'number',
        title: { en: 'Hold', zh: '保持' },
        default: 2,
        min: 0,
        max: 60,
        unit: 's',
        slider: true,
        live: true,
      },
    ],
    needs: {
      pins: [{ id: 'pin', title: { en: 'Pin', zh: '引脚' }, capabilities: ['digital-in'] }],
      ramBytes: 800,
    },
    peripheral: {
      model: 'digital-source',
      controls: [
        { id: 'active', title: { en: 'Someone near', zh: '有人靠近' }, type: 'toggle', default: false },
        {
          id: 'distance',
          title: { en: 'Distance', zh: '距离' },
          type: 'slider',
          min: 20,
          max: 300,
          unit: 'cm',
          default: 210,
        },
      ],
    },
  }),
  node('inputs/microphone', {
    version: 1,
    title: { en: 'Microphone', zh: '麦克风' },
    summary: { en: 'Sound and its level.', zh: '声音及音量。' },
    category: 'sensors',
    icon: 'microphone',
    badge: 'I²S',
    placements: ['device'],
    outputs: [
      {
        id: 'sound',
        title: { en: 'sound', zh: '声音' },
        type: { kind: 'audio', sampleRateHz: 16_000, encoding: 'opus' },
        rate: 50,
      },
      { id: 'level', title: { en: 'level', zh: '音量' }, type: { kind: 'number', unit: 'dB' }, rate: 20 },
    ],
    needs: { ramBytes: 9000 },
  }),
  node('logic/threshold', {
    version: 1,
    title: { en: 'Threshold', zh: '阈值' },
    summary: { en: 'Above or below, with hysteresis.', zh: '带滞回的高低判断。' },
    category: 'logic',
    icon: 'stairs',
    placements: ['device', 'hub'],
    inputs: [{ id: 'value', title: { en: 'value', zh: '数值' }, type: { kind: 'number' }, required: true }],
    outputs: [{ id: 'above', title: { en: 'above', zh: '高于' }, type: { kind: 'boolean' } }],
    properties: [
      { id: 'threshold', type: 'number', title: { en: 'Threshold', zh: '阈值' }, default: 50, live: true },
      {
        id: 'hysteresis',
        type: 'number',
        title: { en: 'Hysteresis', zh: '滞回' },
        default: 2,
        min: 0,
        live: true,
      },
    ],
    needs: { ramBytes: 200 },
  }),
  node('logic/python', {
    version: 1,
    title: { en: 'Python', zh: 'Python' },
    summary: { en: 'Your own lines.', zh: '自己写的几行代码。' },
    category: 'logic',
    icon: 'code',
    badge: 'code',
    placements: ['device'],
    inputs: [{ id: 'value', title: { en: 'value', zh: '数值' }, type: { kind: 'json' } }],
    outputs: [{ id: 'result', title: { en: 'result', zh: '结果' }, type: { kind: 'json' } }],
    properties: [
      {
        id: 'source',
        type: 'code',
        language: 'python',
        title: { en: 'Source', zh: '源代码' },
        default: 'def receive(value):\n    return value\n',
      },
    ],
    needs: { ramBytes: 1200 },
  }),
  node('actuators/light-ring', {
    version: 1,
    title: { en: 'Light ring', zh: '灯环' },
    summary: { en: 'Addressable LEDs in a ring.', zh: '环形可寻址灯珠。' },
    category: 'actuators',
    icon: 'circle-dashed',
    badge: 'WS2812',
    placements: ['device'],
    inputs: [
      { id: 'color', title: { en: 'colour', zh: '颜色' }, type: { kind: 'color' } },
      {
        id: 'brightness',
        title: { en: 'brightness', zh: '亮度' },
        type: { kind: 'number', unit: '%', min: 0, max: 100 },
      },
    ],
    properties: [
      { id: 'color', type: 'color', title: { en: 'Colour', zh: '颜色' }, default: '#ffb454', live: true },
      {
        id: 'brightness',
        type: 'number',
        title: { en: 'Brightness', zh: '亮度' },
        default: 40,
        min: 0,
        max: 100,
        unit: '%',
        slider: true,
        live: true,
      },
      {
        id: 'pattern',
        type: 'choice',
        title: { en: 'Pattern', zh: '图案' },
        default: 'solid',
        choices: [
          { value: 'solid', title: { en: 'Solid', zh: '常亮' } },
          { value: 'breathe', title: { en: 'Breathe', zh: '呼吸' } },
          { value: 'spin', title: { en: 'Spin', zh: '旋转' } },
        ],
        live: true,
      },
    ],
    needs: {
      pins: [{ id: 'data', title: { en: 'Data', zh: '数据' }, capabilities: ['digital-out'] }],
      ramBytes: 1400,
    },
    peripheral: { model: 'pixels', settings: { count: 12 } },
  }),
  node('actuators/display-face', {
    version: 1,
    title: { en: 'Display face', zh: '屏幕表情' },
    summary: { en: 'Shows an emotion as a face.', zh: '用表情显示情绪。' },
    category: 'actuators',
    icon: 'mood-smile',
    badge: 'SSD1306',
    placements: ['device'],
    inputs: [
      { id: 'emotion', title: { en: 'emotion', zh: '情绪' }, type: { kind: 'emotion' } },
      { id: 'caption', title: { en: 'caption', zh: '字幕' }, type: { kind: 'text' } },
    ],
    properties: [
      {
        id: 'emotion',
        type: 'emotion',
        title: { en: 'At rest', zh: '静止时' },
        default: 'neutral',
        live: true,
      },
    ],
    needs: { buses: [{ kind: 'i2c', addresses: [0x3c, 0x3d] }], ramBytes: 3000 },
    peripheral: { model: 'ssd1306' },
  }),
  node('agents/agent', {
    version: 1,
    title: { en: 'Agent', zh: '智能体' },
    summary: { en: 'Talks as one of the personas.', zh: '以某个角色交谈。' },
    category: 'agents',
    icon: 'robot-face',
    data: ['speech-text'],
    placements: ['hub', 'cloud'],
    inputs: [
      { id: 'heard', title: { en: 'heard', zh: '听到' }, type: { kind: 'text' } },
      { id: 'event', title: { en: 'event', zh: '事件' }, type: { kind: 'text' } },
    ],
    outputs: [
      { id: 'says', title: { en: 'says', zh: '说出' }, type: { kind: 'text' } },
      { id: 'feels', title: { en: 'feels', zh: '情绪' }, type: { kind: 'emotion' } },
    ],
    properties: [{ id: 'persona', type: 'persona', title: { en: 'Persona', zh: '角色' } }],
  }),
  node('hub/keyword-reply', {
    version: 1,
    title: { en: 'Keyword reply', zh: '关键词回复' },
    summary: { en: 'Answers by keywords.', zh: '按关键词作答。' },
    category: 'hub',
    icon: 'message-reply',
    placements: ['hub'],
    inputs: [
      { id: 'heard', title: { en: 'heard', zh: '听到' }, type: { kind: 'text' } },
      { id: 'someone', title: { en: 'someone here', zh: '有人' }, type: { kind: 'boolean' } },
    ],
    outputs: [
      { id: 'says', title: { en: 'says', zh: '说' }, type: { kind: 'text' } },
      { id: 'feels', title: { en: 'feels', zh: '情绪' }, type: { kind: 'emotion' } },
    ],
    properties: [
      {
        id: 'replies',
        type: 'pairs',
        title: { en: 'Replies', zh: '回复' },
        default: [{ key: 'hello', value: 'Hello! Nice to see you.' }],
      },
      { id: 'greeting', type: 'text', title: { en: 'Greeting', zh: '问候' }, default: 'Morning, Lin!' },
    ],
    breaksCycle: true,
    latencyMs: 4,
  }),
  node('hub/log', {
    version: 1,
    title: { en: 'Log', zh: '日志' },
    summary: { en: 'Writes what arrives to the log.', zh: '把收到的内容写入日志。' },
    category: 'hub',
    icon: 'notes',
    placements: ['hub', 'device'],
    inputs: [{ id: 'value', title: { en: 'value', zh: '数值' }, type: { kind: 'json' } }],
  }),
];

const pins = Array.from({ length: 12 }, (_, index) => ({
  id: `GPIO${index + 1}`,
  number: index + 1,
  capabilities: [
    'digital-in',
    'digital-out',
    'pull-up',
    'pull-down',
    'pwm',
    'i2c',
    ...(index < 6 ? ['adc'] : []),
  ],
  ...(index === 2 ? { caution: { en: 'Strapping pin.', zh: '启动配置引脚。' } } : {}),
}));

export const fakeBoards: readonly BoardDefinition[] = [
  boardDefinitionSchema.parse({
    id: 'virtual-kit',
    title: 'Virtual kit',
    vendor: 'Cambrian',
    chip: 'WebAssembly',
    summary: { en: 'A board that is always there.', zh: '随时可用的开发板。' },
    virtual: true,
    pins,
    buses: [{ kind: 'i2c', index: 0, sda: 'GPIO8', scl: 'GPIO9' }],
    limits: { filesystemBytes: 1_048_576, heapBytes: 180_000, linkBytesPerSecond: 40_000, pwmChannels: 8 },
    logicVolts: 3.3,
    firmware: { family: 'MicroPython 1.27', method: 'none' },
  }),
  boardDefinitionSchema.parse({
    id: 'esp32-s3-devkitc-1',
    title: 'ESP32-S3-DevKitC-1',
    vendor: 'Espressif',
    chip: 'ESP32-S3',
    summary: { en: 'Two cores, Wi-Fi, native USB.', zh: '双核、Wi-Fi、原生 USB。' },
    pins,
    buses: [{ kind: 'i2c', index: 0, sda: 'GPIO8', scl: 'GPIO9' }],
    limits: { filesystemBytes: 6_291_456, heapBytes: 200_000, linkBytesPerSecond: 40_000, pwmChannels: 8 },
    logicVolts: 3.3,
    firmware: { family: 'MicroPython', method: 'esptool' },
  }),
];
