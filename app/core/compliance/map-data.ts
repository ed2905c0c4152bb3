import type { Catalogue } from '../catalogue/catalogue.ts';
import type { DataKind } from '../catalogue/node-definition.ts';
import { dataKinds } from '../catalogue/node-definition.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import type { Profile } from '../document/profile.ts';
import type { Region, Source } from '../models/model-facts.ts';
import type { Persona } from '../persona/persona.ts';
import { analyseProfile } from '../placement/analyse-profile.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { chooseRegion } from './choose-region.ts';
import { traceData } from './trace-data.ts';

/** How long something is kept, as people read it. `days` is null where nobody knows or where it has no end. */
export interface Retention {
  readonly words: LocalizedText;
  readonly days: number | null;
  /** False where nothing is known of it: that is said, not left out. */
  readonly isKnown: boolean;
  readonly source?: Source;
}

/** Where one kind of data is at one place. */
export interface DataStop {
  readonly place: 'device' | 'hub' | 'cloud';
  readonly nodes: readonly string[];
  /** In the cloud only. */
  readonly provider?: { readonly id: string; readonly title: LocalizedText };
  /** Undefined where the provider does not say where it answers. */
  readonly region?: Region;
  readonly retention: Retention;
}

/** The way of one kind of personal data: device, hub, cloud. */
export interface DataRoute {
  readonly kind: DataKind;
  readonly stops: readonly DataStop[];
  readonly leavesDevice: boolean;
  readonly leavesHub: boolean;
}

/** What people call the kinds of data. */
export const dataTitles: Readonly<Record<DataKind, LocalizedText>> = {
  voice: { en: 'Voice', zh: '声音' },
  face: { en: 'Face', zh: '人脸' },
  image: { en: 'Pictures', zh: '图像' },
  'speech-text': { en: 'What was said', zh: '谈话内容' },
  location: { en: 'Location', zh: '位置' },
  health: { en: 'Health', zh: '健康' },
  presence: { en: 'Presence', zh: '是否在场' },
  payment: { en: 'Payment', zh: '支付' },
  memory: { en: 'Memories', zh: '记忆' },
};

const passingThrough: Retention = {
  words: { en: 'not kept', zh: '不保留' },
  days: 0,
  isKnown: true,
};
const unknownRetention: Retention = {
  words: { en: 'how long it is kept is not known', zh: '保留时长未知' },
  days: null,
  isKnown: false,
};

/**
 * Which personal data goes where, and how long it stays there: by what node types declare, personas remember and wires
 * carry. What a provider does not say of itself is marked as not known.
 */
export function mapData(profile: Profile, catalogue: Catalogue, options: CompileOptions = {}): DataRoute[] {
  const { figured, flow } = analyseProfile(profile, catalogue, options);
  const handled = traceData(figured, flow);
  const markets = profile.deployment?.markets ?? [];
  return dataKinds.flatMap((kind): DataRoute[] => {
    const stops = new Map<string, { stop: DataStop; nodes: string[] }>();
    const visit = (key: string, node: string, stop: Omit<DataStop, 'nodes'>) => {
      const known = stops.get(key);
      if (known !== undefined) {
        known.nodes.push(node);
        // Where several keep it, the longest counts.
        if ((stop.retention.days ?? 0) > (known.stop.retention.days ?? 0)) {
          known.stop = { ...known.stop, retention: stop.retention };
        }
        return;
      }
      const nodes = [node];
      stops.set(key, { stop: { ...stop, nodes }, nodes });
    };
    for (const [id, { node, model, use }] of figured) {
      if (handled.get(id)?.has(kind) !== true) continue;
      if (node.placement === 'device') {
        visit('device', id, { place: 'device', retention: passingThrough });
        continue;
      }
      visit('hub', id, { place: 'hub', retention: hubRetention(kind, model?.persona) });
      if (use?.isCloud === true) {
        const { facts } = use;
        const provider = facts?.provider;
        const region =
          facts === undefined
            ? undefined
            : chooseRegion(
                facts,
                model?.isOwnChoice === true ? undefined : model?.persona?.model.region,
                markets,
              );
        const kept = provider?.retention;
        visit(`cloud ${provider?.id ?? use.name} ${region?.id ?? ''}`, id, {
          place: 'cloud',
          provider: {
            id: provider?.id ?? use.name,
            title: provider?.title ?? { en: use.name, zh: use.name },
          },
          ...(region !== undefined && { region }),
          retention:
            kept === undefined
              ? unknownRetention
              : { words: kept.words, days: kept.days, isKnown: true, source: kept.source },
        });
      } else if (node.definition.reachesNetwork) {
        const title = node.definition.title;
        visit(`cloud ${id}`, id, { place: 'cloud', provider: { id, title }, retention: unknownRetention });
      }
    }
    if (stops.size === 0) return [];
    const list = [...stops.values()].map(({ stop, nodes }) => ({ ...stop, nodes }));
    const order = { device: 0, hub: 1, cloud: 2 } as const;
    list.sort((left, right) => order[left.place] - order[right.place]);
    return [
      {
        kind,
        stops: list,
        leavesDevice: list.some(({ place }) => place !== 'device'),
        leavesHub: list.some(({ place }) => place === 'cloud'),
      },
    ];
  });
}

/** What a persona remembers stays with the hub for as long as its policy says; the rest passes through. */
function hubRetention(kind: DataKind, persona: Persona | undefined): Retention {
  const memory = persona?.memory;
  if (memory === undefined || memory.keeps === 'nothing') return passingThrough;
  const isKept =
    kind === 'memory' ||
    (kind === 'face' && memory.faces) ||
    (kind === 'speech-text' && memory.keeps !== 'facts');
  if (!isKept) return passingThrough;
  const { keepDays: days } = memory;
  return { words: { en: `kept ${days} days`, zh: `保留 ${days} 天` }, days, isKnown: true };
}
