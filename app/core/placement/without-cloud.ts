import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import type { Profile } from '../document/profile.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { analyseProfile } from './analyse-profile.ts';
import type { FiguredNode } from './figure-nodes.ts';
import { modelAt } from './model-use.ts';

/** How something does with the cloud gone: as before, by its offline path, or not at all. */
export type CloudlessState = 'works' | 'offline-path' | 'stops';

export interface CloudlessNode {
  readonly node: string;
  readonly state: CloudlessState;
  readonly text: LocalizedText;
}

/** A way through the graph, and how it does: as its weakest node. */
export interface CloudlessPath {
  readonly nodes: readonly string[];
  readonly state: CloudlessState;
}

export interface WithoutCloud {
  /** In id order. */
  readonly nodes: readonly CloudlessNode[];
  readonly paths: readonly CloudlessPath[];
}

const works: LocalizedText = { en: 'Works as before.', zh: '照常工作。' };

/**
 * What still works with the cloud gone, while device and hub go on. A node that hears nothing any more, because all
 * that feeds it stopped, stops too.
 */
export function withoutCloud(
  profile: Profile,
  catalogue: Catalogue,
  options: CompileOptions = {},
): WithoutCloud {
  const { figured, flow } = analyseProfile(profile, catalogue, options);
  const states = new Map<string, CloudlessNode>();
  for (const id of flow.order) {
    const known = figured.get(id);
    if (known === undefined) continue;
    const own = ownState(catalogue, known);
    const sources = [...new Set((flow.incoming.get(id) ?? []).map(wire => wire.source.id))]
      // A wire that leads back round a circle has no state yet; it decides nothing.
      .flatMap(source => states.get(source) ?? []);
    const isStarved = sources.length > 0 && sources.every(({ state }) => state === 'stops');
    const silent = sources[0] === undefined ? undefined : figured.get(sources[0].node);
    states.set(
      id,
      isStarved && own.state !== 'stops' && silent !== undefined
        ? { node: id, state: 'stops', text: starvedText(silent) }
        : { node: id, ...own },
    );
  }
  return {
    nodes: [...figured.keys()].flatMap(id => states.get(id) ?? []),
    paths: mainPaths(
      flow.order,
      id => (flow.incoming.get(id) ?? []).map(wire => wire.source.id),
      states,
      id => (flow.outgoing.get(id) ?? []).length === 0,
    ),
  };
}

function starvedText(silent: FiguredNode): LocalizedText {
  const name = nodeLabel(silent.node.indexed);
  return {
    en: `Hears nothing any more, because “${name.en}” stops.`,
    zh: `由于“${name.zh}”停止，不再收到任何输入。`,
  };
}

function ownState(
  catalogue: Catalogue,
  { node, model, use }: FiguredNode,
): { readonly state: CloudlessState; readonly text: LocalizedText } {
  if (model !== undefined && use !== undefined) {
    if (!use.isCloud) return { state: 'works', text: works };
    const instead = modelAt(catalogue, model.kind, model.chosen, 'hub');
    if (instead.isOffline) {
      const hasWords =
        model.persona === undefined ||
        Object.keys(model.persona.examples).length +
          Object.keys(model.persona.intents).length +
          model.persona.fallback.length >
          0;
      return {
        state: 'offline-path',
        text: hasWords
          ? {
              en: 'The offline model answers from the persona’s own examples, intents and memory.',
              zh: '由离线模型根据角色自身的示例、意图和记忆回答。',
            }
          : {
              en: 'The offline model takes over, but the persona has no examples, intents or fallback lines to answer from.',
              zh: '由离线模型接替，但该角色没有可用于回答的示例、意图或备用语句。',
            },
      };
    }
    if (instead.name !== '') {
      const title = instead.facts?.title ?? instead.name;
      return {
        state: 'offline-path',
        text: { en: `“${title}” on the hub takes over.`, zh: `由中枢上的“${title}”接替。` },
      };
    }
    return {
      state: 'stops',
      text: {
        en: 'Stops: nothing on the hub can do this.',
        zh: '停止：中枢上没有可替代的模型。',
      },
    };
  }
  if (node.definition.reachesNetwork || node.placement === 'cloud') {
    return {
      state: 'stops',
      text: { en: 'Stops: it needs the network.', zh: '停止：需要网络。' },
    };
  }
  return { state: 'works', text: works };
}

const ranks: Readonly<Record<CloudlessState, number>> = { works: 0, 'offline-path': 1, stops: 2 };
/** At most so many paths are listed. */
const listedPaths = 100;

/** For each end of the graph the way in that does worst; at equal worth by wire order. */
function mainPaths(
  order: readonly string[],
  sourcesOf: (id: string) => readonly string[],
  states: ReadonlyMap<string, CloudlessNode>,
  isEnd: (id: string) => boolean,
): CloudlessPath[] {
  const worst = new Map<string, { rank: number; via: string | null }>();
  const paths: CloudlessPath[] = [];
  for (const id of order) {
    const own = ranks[states.get(id)?.state ?? 'works'];
    let via: string | null = null;
    let rank = -1;
    for (const source of sourcesOf(id)) {
      const before = worst.get(source);
      if (before !== undefined && before.rank > rank) {
        rank = before.rank;
        via = source;
      }
    }
    worst.set(id, { rank: Math.max(own, rank), via });
    if (via === null || !isEnd(id) || paths.length >= listedPaths) continue;
    const nodes = [id];
    for (let step: string | null = via; step !== null; step = worst.get(step)?.via ?? null) nodes.push(step);
    const total = Math.max(own, rank);
    const state = (['works', 'offline-path', 'stops'] as const)[total] ?? 'works';
    paths.push({ nodes: nodes.reverse(), state });
  }
  return paths;
}
