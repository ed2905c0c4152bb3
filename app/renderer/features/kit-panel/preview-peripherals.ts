import type { Catalogue } from '../../../core/catalogue/catalogue.ts';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { Profile } from '../../../core/document/profile.ts';
import type { Language } from '../../../core/text/localized-text.ts';

/**
 * What a profile would attach to the virtual board: enough to draw the device before it first runs. Pins are not
 * allocated; nodes of unknown type and nodes that do not run on the device are left out. In id order.
 */
export function previewPeripherals(
  profile: Pick<Profile, 'nodes'>,
  catalogue: Catalogue,
  language: Language,
): AttachedPeripheral[] {
  return Object.entries(profile.nodes)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([id, node]) => {
      const definition = catalogue.nodes.get(node.type);
      if (!definition?.peripheral) return [];
      const placement = node.placement ?? definition.placements[0];
      if (placement !== 'device') return [];
      const propertyValue = (name: string) => {
        const property = definition.properties.find(candidate => candidate.id === name);
        return node.properties[name] ?? property?.default ?? null;
      };
      const settings = Object.fromEntries(
        Object.entries(definition.peripheral.settings).map(([key, value]) => [
          key,
          typeof value === 'string' && value.startsWith('$') ? propertyValue(value.slice(1)) : value,
        ]),
      );
      const { model, controls } = definition.peripheral;
      return [
        {
          id,
          type: node.type,
          name: node.name ?? definition.title[language],
          model,
          settings,
          controls,
          pins: {},
        },
      ];
    });
}
