import type { PortType } from '../../core/ports/port-type.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import type { DeviceAccess } from '../hub/hub-services.ts';

/** A device that takes every value and measures something plausible, for trials without one. */
export function createPretendedDevice(tools: readonly DeviceTool[]): DeviceAccess {
  const values = new Map<string, JsonValue>();
  const types = new Map(tools.map(tool => [`${tool.node}/${tool.port}`, tool.type]));
  return {
    send: (node, port, value) => void values.set(`${node}/${port}`, value),
    latest: (node, port) => {
      const name = `${node}/${port}`;
      const type = types.get(name);
      return values.get(name) ?? (type === undefined ? undefined : plausible(type));
    },
    ageMs: () => 0,
  };
}

/** The middle of a range, or what stands for nothing in particular. */
function plausible(type: PortType): JsonValue | undefined {
  switch (type.kind) {
    case 'number':
      return type.min === undefined || type.max === undefined ? (type.min ?? 20) : (type.min + type.max) / 2;
    case 'boolean':
    case 'trigger':
      return false;
    case 'text':
      return '';
    case 'color':
      return '#ffffff';
    case 'vector3':
      return [0, 0, 0];
    case 'emotion':
      return 'neutral';
    default:
      return undefined;
  }
}
