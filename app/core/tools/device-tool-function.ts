import type { Json } from '../document/json.ts';
import { emotions, type PortType } from '../ports/port-type.ts';
import type { DeviceTool } from './device-tool.ts';
import { deviceValueWords, longestDeviceText } from './device-words.ts';
import { type ToolFunction, type ToolParameter, toolParameterSchema } from './tool-definition.ts';

/** JSON Schema of the arguments of a device tool: `value` for what acts, nothing for what is read. */
export function deviceInputSchema(tool: DeviceTool): Json {
  if (!takesValue(tool)) return { type: 'object', properties: {}, required: [], additionalProperties: false };
  return {
    type: 'object',
    properties: { value: valueSchema(tool.type) },
    required: ['value'],
    additionalProperties: false,
  };
}

/** Whether a call of the tool carries a value: a trigger is only pulled. */
export function takesValue(tool: DeviceTool): boolean {
  return tool.kind === 'act' && tool.type.kind !== 'trigger';
}

function valueSchema(type: PortType): Json {
  switch (type.kind) {
    case 'boolean':
      return { type: 'boolean', description: 'true: on, false: off' };
    case 'number':
      return {
        type: 'number',
        description: type.unit === undefined ? 'a number' : `in ${type.unit}`,
        ...(type.min !== undefined && { minimum: type.min }),
        ...(type.max !== undefined && { maximum: type.max }),
      };
    case 'color':
      return { type: 'string', pattern: '^#[0-9a-f]{6}$', description: 'a colour as #rrggbb, lower case' };
    case 'emotion':
      return { type: 'string', enum: [...emotions] };
    case 'vector3':
      return {
        type: 'array',
        items: { type: 'number' },
        minItems: 3,
        maxItems: 3,
        description: type.unit === undefined ? 'x, y, z' : `x, y, z in ${type.unit}`,
      };
    case 'text':
      return { type: 'string', maxLength: longestDeviceText };
    default:
      return { description: 'any JSON value' };
  }
}

/** What `value` may be, written so that it reads in any language. */
export function expectedDeviceValue(type: PortType): string {
  switch (type.kind) {
    case 'boolean':
      return 'true | false';
    case 'number':
      return `${type.min ?? '−∞'} … ${type.max ?? '∞'}${type.unit === undefined ? '' : ` ${type.unit}`}`;
    case 'color':
      return '#rrggbb';
    case 'emotion':
      return emotions.join(' | ');
    case 'vector3':
      return '[x, y, z]';
    default:
      return `≤ ${longestDeviceText}`;
  }
}

/**
 * The phrases by which the offline model uses a device tool; undefined where nobody says such a value (a vector, JSON).
 * The words of a value are listed in the parameter's `enum`, so that “turn the ring blue” is no switch and “turn the
 * ring off” no colour; `readDeviceValue` reads them.
 */
export function deviceToolFunction(
  tool: DeviceTool,
): Pick<ToolFunction, 'id' | 'parameters' | 'phrases'> | undefined {
  const en = namesIn(tool.title.en, ': ');
  const zh = namesIn(tool.title.zh, '：');
  const phrases = tool.kind === 'read' ? readPhrases(tool.type, en, zh) : actPhrases(tool.type, en, zh);
  if (phrases === null) return undefined;
  return { id: tool.id, parameters: takesValue(tool) ? { value: valueParameter(tool.type) } : {}, phrases };
}

interface Names {
  readonly node: string;
  readonly port: string;
}

/** The two halves of a tool's title; braces would be slots of a phrase. */
function namesIn(title: string, separator: string): Names {
  const at = title.lastIndexOf(separator);
  const clean = (text: string) => text.replaceAll(/[{}]/g, '').trim().toLowerCase();
  return {
    node: clean(at < 0 ? title : title.slice(0, at)),
    port: clean(at < 0 ? '' : title.slice(at + separator.length)),
  };
}

function valueParameter(type: PortType): ToolParameter {
  const words = deviceValueWords(type);
  return toolParameterSchema.parse({
    type: type.kind === 'number' ? 'number' : 'string',
    description: `What it is set to: ${expectedDeviceValue(type)}`,
    ...(words !== null && { enum: words }),
    ...(type.kind === 'number' && { reads: 'number', minimum: type.min, maximum: type.max }),
    ...(type.kind === 'text' && { maxLength: longestDeviceText }),
  });
}

type Phrases = ToolFunction['phrases'];

function actPhrases(type: PortType, { node, port }: Names, zh: Names): Phrases | null {
  switch (type.kind) {
    case 'trigger':
      return {
        en: [`${port} the ${node}`, `${port} ${node}`],
        zh: [`${zh.node}${zh.port}`, `让${zh.node}${zh.port}`, `${zh.port}${zh.node}`],
      };
    case 'boolean':
      return {
        en: [
          `turn {value} the ${node}`,
          `turn the ${node} {value}`,
          `switch {value} the ${node}`,
          `switch the ${node} {value}`,
          `turn {value} ${node}`,
        ],
        zh: [`把${zh.node}{value}`, `{value}${zh.node}`, `${zh.node}{value}`, `请{value}${zh.node}`],
      };
    case 'color':
      return {
        en: [
          `turn the ${node} {value}`,
          `make the ${node} {value}`,
          `set the ${node} to {value}`,
          `set the ${port} of the ${node} to {value}`,
        ],
        zh: [
          `把${zh.node}变成{value}`,
          `把${zh.node}调成{value}`,
          `${zh.node}变成{value}`,
          `${zh.node}变{value}`,
          `把${zh.node}的${zh.port}改成{value}`,
        ],
      };
    case 'number':
      return {
        en: [
          `set the ${node} to {value}${saidUnit(type.unit, 'en')}`,
          `set the ${port} of the ${node} to {value}${saidUnit(type.unit, 'en')}`,
          `set the ${node} ${port} to {value}${saidUnit(type.unit, 'en')}`,
          `set the ${node} ${port} to {value}`,
        ],
        zh: [
          ...(type.unit === '%'
            ? [
                `把${zh.node}调到百分之{value}`,
                `把${zh.node}的${zh.port}调到百分之{value}`,
                `${zh.node}${zh.port}调到百分之{value}`,
              ]
            : []),
          `把${zh.node}的${zh.port}调到{value}${saidUnit(type.unit, 'zh')}`,
          `把${zh.node}调到{value}${saidUnit(type.unit, 'zh')}`,
          `把${zh.node}${zh.port}调到{value}`,
        ],
      };
    case 'emotion':
      return {
        en: [`show a {value} ${port}`, `show {value} on the ${node}`, 'make a {value} face', 'look {value}'],
        zh: ['做个{value}的表情', '露出{value}的表情', `让${zh.node}显示{value}`],
      };
    case 'text':
      return {
        en: [`show {value} on the ${node}`, `write {value} on the ${node}`, `put {value} on the ${node}`],
        zh: [`在${zh.node}上显示{value}`, `在${zh.node}上写{value}`, `让${zh.node}显示{value}`],
      };
    default:
      return null;
  }
}

function saidUnit(unit: string | undefined, language: 'en' | 'zh'): string {
  if (unit === '%') return language === 'en' ? ' percent' : '%';
  if (unit === '°') return language === 'en' ? ' degrees' : '度';
  return '';
}

function readPhrases(type: PortType, { node, port }: Names, zh: Names): Phrases | null {
  switch (type.kind) {
    case 'boolean':
      return {
        en: [`is the ${node} ${port}`, `is ${port} there`],
        zh: [`${zh.node}${zh.port}了吗`, `${zh.node}是不是${zh.port}`, `现在${zh.port}吗`],
      };
    case 'number':
      return {
        en: [
          `what is the ${port}`,
          `what is the ${node} ${port}`,
          `what is the ${port} of the ${node}`,
          `how much is the ${port}`,
        ],
        zh: [`${zh.port}是多少`, `${zh.port}多少`, `现在${zh.port}是多少`, `${zh.node}的${zh.port}是多少`],
      };
    case 'text':
    case 'color':
    case 'emotion':
      return {
        en: [`what is the ${port} of the ${node}`, `what does the ${node} say`],
        zh: [`${zh.node}的${zh.port}是什么`],
      };
    default:
      return null;
  }
}
