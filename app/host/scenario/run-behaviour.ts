import type { Compilation } from '../../core/compiler/bundle.ts';
import { compile } from '../../core/compiler/compile.ts';
import { createProfile } from '../../core/document/create-profile.ts';
import type { Behaviour } from '../../core/scenario/scenario.ts';
import type { HubNode, JsonValue } from '../../sdk/hub-node.ts';
import { BundleWriter } from '../build/bundle-writer.ts';
import type { CrossCompiler } from '../build/cross-compile.ts';
import type { DeviceSources } from '../build/device-sources.ts';
import type { CreateHubServices } from '../hub/hub-services.ts';
import type { PluginLibrary } from '../plugins/plugin-library.ts';
import { HubKit } from './hub-kit.ts';
import { type Played, playScenario } from './play-scenario.ts';
import { KitStoppedError, SteppedKit } from './stepped-kit.ts';

/** What plays behaviours: the node types, and how their Python gets onto a board. */
export interface BehaviourTools {
  readonly library: PluginLibrary;
  readonly sources: DeviceSources;
  readonly compiler: CrossCompiler;
  /** Replaces `$echoServer` at the start of text properties: the address of a server that answers in a known way. */
  readonly echoServer?: string;
  /** Models, agents and so on for nodes that run on the hub; absent: none. */
  readonly createServices?: CreateHubServices;
}

export interface BehaviourResult extends Played {
  /** Why it could not be played to its end, or faults and log lines that help to understand a failure. */
  readonly notes: readonly string[];
}

/** The id of the one node in a behaviour's graph. */
const nodeId = 'node';

/**
 * Plays one case of a node type's `behaviour.json` over a graph with this one node, all outputs observed from the first
 * moment, in stepped time: on a virtual board where the type runs on a device, else on a hub.
 */
export async function runBehaviour(
  type: string,
  behaviour: Behaviour['cases'][number],
  tools: BehaviourTools,
): Promise<BehaviourResult> {
  const { library } = tools;
  const definition = library.catalogue.nodes.get(type);
  if (definition === undefined) throw new RangeError(`no node type ${type}`);
  const profile = {
    ...createProfile({ id: 'behaviour', name: 'Behaviour', board: 'virtual-kit' }),
    nodes: {
      [nodeId]: {
        type,
        typeVersion: definition.version,
        position: { x: 0, y: 0 },
        properties: fillIn(behaviour.properties, tools.echoServer),
      },
    },
    ...(behaviour.personas !== undefined && { personas: behaviour.personas }),
  };
  const { compilation, diagnostics } = compile(profile, library.catalogue);
  if (compilation === null) {
    return { passed: false, steps: [], notes: diagnostics.map(({ message }) => message.en) };
  }
  if (compilation.graph.nodes.length === 0) {
    const code = await library.hubNode(type);
    if (code === null) return { passed: false, steps: [], notes: [`${type} has no code for the hub`] };
    const kit = await HubKit.start({
      graph: compilation.hub,
      nodes: new Map<string, HubNode<unknown>>([[type, code]]),
      ...(tools.createServices !== undefined && { createServices: tools.createServices }),
    });
    try {
      return { ...(await playScenario({ scenario: behaviour, kit })), notes: [] };
    } finally {
      await kit.dispose();
    }
  }
  const observed = definition.outputs.map(output => output.id);
  const watched = observeOutputs(compilation, observed);
  const written = await new BundleWriter(tools).write({
    profile,
    compilation: watched,
    catalogue: library.catalogue,
  });
  if (written.bundle === null) {
    return { passed: false, steps: [], notes: written.diagnostics.map(({ message }) => message.en) };
  }
  return playOnBoard(behaviour, {
    bundle: written.bundle,
    compilation: watched,
    loader: tools.sources.loader(),
    observed: new Map(observed.map((port, index) => [index + 1, { node: nodeId, port }])),
  });
}

async function playOnBoard(
  behaviour: Behaviour['cases'][number],
  options: Parameters<typeof SteppedKit.start>[0],
): Promise<BehaviourResult> {
  let kit: SteppedKit | null = null;
  try {
    kit = await SteppedKit.start(options);
    const played = await playScenario({ scenario: behaviour, kit });
    const faults = kit.faults.map(fault => fault.trace);
    return { ...played, notes: [...faults, ...kit.log] };
  } catch (error) {
    if (!(error instanceof KitStoppedError)) throw error;
    return { passed: false, steps: [], notes: [error.message] };
  } finally {
    await kit?.dispose();
  }
}

/** Wires each output to a channel of its own, numbered from 1 in the order given. */
function observeOutputs(compilation: Compilation, outputs: readonly string[]): Compilation {
  return {
    ...compilation,
    graph: {
      ...compilation.graph,
      wires: [
        ...compilation.graph.wires,
        ...outputs.map((port, index) => ({
          id: `observe-${port}`,
          from: [0, port] as [number, string],
          to: index + 1,
        })),
      ],
    },
  };
}

function fillIn(
  properties: Readonly<Record<string, JsonValue>>,
  echoServer: string | undefined,
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(properties).map(([id, value]) => [
      id,
      typeof value === 'string' && value.startsWith('$echoServer')
        ? value.replace('$echoServer', echoServer ?? '')
        : value,
    ]),
  );
}
