import type { PlacedNode } from '../compiler/compile-context.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { DeviceTool } from './device-tool.ts';

/**
 * What a device offers to agents: the inputs of its actuators to set, the outputs of its sensors to read. Sound and
 * pictures are left out, for no model says them in an argument; so are ports whose type follows their wires.
 */
export function listDeviceTools(device: readonly PlacedNode[]): DeviceTool[] {
  return device.flatMap(node => {
    const { definition } = node;
    const isActuator = definition.category === 'actuators';
    if (!isActuator && definition.category !== 'sensors') return [];
    const label = nodeLabel(node.indexed);
    return (isActuator ? definition.inputs : definition.outputs).flatMap((port): DeviceTool[] => {
      const { type } = port;
      if (type.kind === 'generic' || type.kind === 'audio' || type.kind === 'image') return [];
      const what = [definition.summary.en, port.help?.en].filter(text => text !== undefined).join(' ');
      const verb = isActuator ? 'Sets' : 'Reads';
      return [
        {
          id: `device/${node.id}/${port.id}`,
          node: node.id,
          port: port.id,
          kind: isActuator ? 'act' : 'read',
          title: { en: `${label.en}: ${port.title.en}`, zh: `${label.zh}：${port.title.zh}` },
          description: `${verb} ${port.title.en} of “${label.en}” on the device. ${what}`,
          type,
        },
      ];
    });
  });
}
