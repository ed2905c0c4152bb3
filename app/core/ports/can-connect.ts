import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Coercion } from '../compiler/bundle.ts';
import type { Endpoint, Profile } from '../document/profile.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { findPort, indexGraph, portKey } from '../graph/graph-index.ts';
import type { LocalizedText } from '../text/localized-text.ts';
import { judgeCoercion } from './coercion.ts';
import { findBridge, findCycleBreaker } from './find-bridge.ts';
import type { PortTypes } from './resolve-port-types.ts';
import { resolvePortTypes } from './resolve-port-types.ts';

/**
 * Whether a wire may be drawn. `explanation` says how the value changes on the way; null where it does not.
 * `suggestion` is a node type of the catalogue that could stand between, where there is one.
 */
export type ConnectVerdict =
  | { readonly ok: true; readonly coercion: Coercion | null; readonly explanation: LocalizedText | null }
  | {
      readonly ok: false;
      readonly reason: LocalizedText;
      readonly suggestion: { readonly type: string; readonly title: LocalizedText } | null;
    };

const noSuchPort: LocalizedText = {
  en: 'This port does not exist any more.',
  zh: '该端口已不存在。',
};
const wrongWay: LocalizedText = {
  en: 'A wire goes from an output to an input.',
  zh: '连线须从输出端连到输入端。',
};
const alreadyThere: LocalizedText = {
  en: 'These two ports are wired already.',
  zh: '这两个端口已经相连。',
};
const toItself: LocalizedText = {
  en: 'A node that feeds itself never comes to rest. Put a delay between.',
  zh: '节点直接连到自身会无休止循环，请在中间加入延时。',
};

function no(reason: LocalizedText): ConnectVerdict {
  return { ok: false, reason, suggestion: null };
}

/** May a wire go from this output to this input? For one question; see {@link createConnectionJudge} for many. */
export function canConnect(
  profile: Profile,
  catalogue: Catalogue,
  from: Endpoint,
  to: Endpoint,
): ConnectVerdict {
  return createConnectionJudge(profile, catalogue)(from, to);
}

/**
 * Prepares one state of a profile for many questions, as the canvas asks them while a wire is dragged. Several wires
 * into one input are fine: messages arrive one after the other.
 */
export function createConnectionJudge(
  profile: Profile,
  catalogue: Catalogue,
): (from: Endpoint, to: Endpoint) => ConnectVerdict {
  const graph = indexGraph(profile, catalogue);
  const types = resolvePortTypes(graph);
  const wired = new Set(graph.wires.map(({ wire }) => `${portKey(wire.from)} ${portKey(wire.to)}`));

  return (from, to) => {
    const source = graph.nodes.get(from.node);
    const target = graph.nodes.get(to.node);
    const output = findPort(source, 'output', from.port);
    const input = findPort(target, 'input', to.port);
    if (source === undefined || target === undefined) return no(noSuchPort);
    if (output === undefined || input === undefined) {
      const isReversed =
        findPort(source, 'input', from.port) !== undefined ||
        findPort(target, 'output', to.port) !== undefined;
      return no(isReversed ? wrongWay : noSuchPort);
    }
    if (wired.has(`${portKey(from)} ${portKey(to)}`)) return no(alreadyThere);

    const fromType = types.output(from.node, from.port);
    const toType = inputTypeWith(graph, types, to);
    if (fromType === undefined) return no(noSuchPort);
    if (source === target && source.definition?.breaksCycle !== true) {
      const breaker = findCycleBreaker(catalogue, fromType, toType ?? fromType);
      return {
        ok: false,
        reason: toItself,
        suggestion:
          breaker === null ? null : { type: breaker.definition.type, title: breaker.definition.title },
      };
    }
    if (toType === null) return { ok: true, coercion: null, explanation: null };
    const verdict = judgeCoercion(fromType, toType);
    switch (verdict.kind) {
      case 'same':
        return { ok: true, coercion: null, explanation: null };
      case 'coerce':
        return { ok: true, coercion: verdict.coercion, explanation: verdict.explanation };
      case 'refuse': {
        const bridge = findBridge(catalogue, verdict.bridges, fromType, toType);
        return {
          ok: false,
          reason: verdict.reason,
          suggestion:
            bridge === null ? null : { type: bridge.definition.type, title: bridge.definition.title },
        };
      }
    }
  };
}

/**
 * The type that an input has once one more wire ends in it; null where it takes any type: a generic input whose type
 * would come from that very wire.
 */
function inputTypeWith(graph: GraphIndex, types: PortTypes, to: Endpoint) {
  const target = graph.nodes.get(to.node);
  const input = findPort(target, 'input', to.port);
  if (target?.definition === undefined || input === undefined) return null;
  if (input.type.kind === 'generic') {
    const { name } = input.type;
    for (const candidate of target.definition.inputs) {
      if (candidate.type.kind !== 'generic' || candidate.type.name !== name) continue;
      if (target.incoming.some(wire => wire.input === candidate && wire.output !== undefined)) break;
      if (candidate === input) return null;
    }
  }
  return types.input(to.node, to.port) ?? null;
}
