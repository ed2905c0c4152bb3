import { StudioError } from '../../contract/errors/studio-error.ts';
import { isJsonObject, ownValue } from '../../core/document/json.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import {
  deviceInputSchema,
  deviceToolFunction,
  expectedDeviceValue,
  takesValue,
} from '../../core/tools/device-tool-function.ts';
import { readDeviceValue } from '../../core/tools/device-words.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { DeviceAccess } from '../hub/hub-services.ts';
import type { ToolDraft } from './tool-draft.ts';
import type { CallResult } from './tool-limits.ts';

/** The device's actuators and sensors as tools: `device/<node>/<port>`. */
export function deviceToolDrafts(tools: readonly DeviceTool[], device: DeviceAccess): ToolDraft[] {
  return tools.map(tool => {
    const phrases = deviceToolFunction(tool);
    return {
      id: tool.id,
      title: tool.title,
      description: tool.description,
      inputSchema: deviceInputSchema(tool),
      ...(phrases !== undefined && { function: phrases }),
      effect: tool.kind === 'act' ? 'act' : 'read',
      // What a device prints may be the words of anybody who stands in front of it.
      isUntrusted: tool.kind === 'read' && (tool.type.kind === 'text' || tool.type.kind === 'json'),
      check: given => ({ value: checkedValue(tool, given) }),
      run: async ({ value }, { language }) =>
        tool.kind === 'act' ? act(tool, device, value ?? null, language) : read(tool, device, language),
    };
  });
}

function checkedValue(tool: DeviceTool, given: JsonValue): JsonValue {
  const source = isJsonObject(given) ? given : {};
  const known = takesValue(tool) ? ['value'] : [];
  const unknown = Object.keys(source).find(name => !known.includes(name));
  // Models fill in what a function without arguments does not ask for; a pulled trigger is `true` anyway.
  if (unknown !== undefined && !(unknown === 'value' && tool.kind === 'act')) {
    throw new StudioError('tool/argument-unknown', { tool: tool.title.en, argument: unknown.slice(0, 60) });
  }
  if (tool.kind === 'read') return null;
  if (tool.type.kind === 'trigger') return true;
  const wanted = ownValue(source, 'value');
  if (wanted === undefined) {
    throw new StudioError('tool/argument-missing', { tool: tool.title.en, argument: 'value' });
  }
  const value = readDeviceValue(tool.type, wanted);
  if (value === undefined) {
    throw new StudioError('tool/bad-arguments', {
      tool: tool.title.en,
      argument: 'value',
      expected: expectedDeviceValue(tool.type),
    });
  }
  return value;
}

function act(tool: DeviceTool, device: DeviceAccess, value: JsonValue, language: 'en' | 'zh'): CallResult {
  device.send(tool.node, tool.port, value);
  const said = tool.type.kind === 'trigger' ? '' : printed(tool, value);
  const title = tool.title[language];
  if (language === 'zh')
    return { text: said === '' ? `好的：${title}。` : `好的：${title} → ${said}。`, data: { value } };
  return { text: said === '' ? `Done: ${title}.` : `Done: ${title} → ${said}.`, data: { value } };
}

function read(tool: DeviceTool, device: DeviceAccess, language: 'en' | 'zh'): CallResult {
  const value = device.latest(tool.node, tool.port);
  const title = tool.title[language];
  if (value === undefined) {
    return {
      text: language === 'zh' ? `${title}：还没有测到任何值。` : `${title}: nothing was measured yet.`,
      data: null,
    };
  }
  const unit = 'unit' in tool.type ? tool.type.unit : undefined;
  const ageMs = device.ageMs?.(tool.node, tool.port);
  const said = printed(tool, value);
  const age = ageMs === undefined ? '' : saidAge(ageMs, language);
  return {
    text: language === 'zh' ? `${title}：${said}${age}。` : `${title}: ${said}${age}.`,
    data: {
      value,
      ...(unit !== undefined && { unit }),
      ...(ageMs !== undefined && { ageSeconds: Math.round(ageMs / 100) / 10 }),
    },
  };
}

function printed(tool: DeviceTool, value: JsonValue): string {
  const unit = 'unit' in tool.type && tool.type.unit !== undefined ? ` ${tool.type.unit}` : '';
  if (typeof value === 'number') return `${Math.round(value * 100) / 100}${unit}`;
  return `${typeof value === 'string' ? value : JSON.stringify(value)}${unit}`;
}

function saidAge(ageMs: number, language: 'en' | 'zh'): string {
  const seconds = Math.round(ageMs / 1_000);
  if (seconds < 120) return language === 'zh' ? `（${seconds} 秒前）` : ` (${seconds} s ago)`;
  const minutes = Math.round(seconds / 60);
  return language === 'zh' ? `（${minutes} 分钟前）` : ` (${minutes} min ago)`;
}
