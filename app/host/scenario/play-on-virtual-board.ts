import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import type { HubNode } from '../../sdk/hub-node.ts';
import type { Builder } from '../build/builder.ts';
import type { DeviceSources } from '../build/device-sources.ts';
import { wallClockDate } from '../hub/hub-clock.ts';
import type { CreateHubServices } from '../hub/hub-services.ts';
import type { PluginLibrary } from '../plugins/plugin-library.ts';
import { type Played, playScenario, type StepResult } from './play-scenario.ts';
import { SteppedKit } from './stepped-kit.ts';

/** What turns a profile into a program that runs here. */
export interface ScenarioTools {
  readonly library: PluginLibrary;
  readonly sources: DeviceSources;
  readonly builder: Builder;
}

/** A scenario that was played before, over the same memory. */
export interface PlayedBefore extends Played {
  readonly scenarioId: string;
}

/** How a play went; `unbuilt` where the profile has errors and nothing was played. */
export type PlayedProfile =
  | { readonly kind: 'unbuilt'; readonly diagnostics: readonly Diagnostic[] }
  | (Played & {
      readonly kind: 'played';
      /** The scenarios of its `after`, in the order of play. Where the last of them failed, nothing else was played. */
      readonly before: readonly PlayedBefore[];
      /** Tracebacks of nodes that threw, in all plays. */
      readonly faults: readonly string[];
      /** Log lines of device and hub in all plays: `level node: text`. */
      readonly log: readonly string[];
    });

export interface PlayOnVirtualBoardOptions extends ScenarioTools {
  /** Models, agents and so on for the hub nodes of each play; absent: none. */
  readonly createServices?: CreateHubServices;
  /** Finds the scenarios that `after` names; needed where one does. */
  readonly findScenario?: (scenarioId: string) => Promise<Scenario>;
  readonly signal?: AbortSignal;
  /** Told of the steps of the scenario itself, not of those before it. */
  readonly onStep?: (result: StepResult) => void;
}

/**
 * Builds a profile, boots it with its hub nodes on a virtual board of its own and plays a scenario, in stepped time:
 * as fast as the computer can, and the same every time. Scenarios of its `after` are played first, each on a board
 * and hub of its own. Rejects with a `KitStoppedError` where the program does not run, with a `HubBusyError` where a hub
 * node does not come to its end.
 */
export async function playOnVirtualBoard(
  profile: Profile,
  scenario: Pick<Scenario, 'steps' | 'startsAt' | 'after'>,
  options: PlayOnVirtualBoardOptions,
): Promise<PlayedProfile> {
  const { library, sources, builder, createServices, onStep, signal } = options;
  const { bundle, compilation, diagnostics } = await builder.build(profile, library.catalogue);
  if (bundle === null || compilation === null) return { kind: 'unbuilt', diagnostics };
  const hubNodes = new Map<string, HubNode<unknown>>();
  for (const { type } of compilation.hub.nodes) {
    const code = await library.hubNode(type);
    if (code !== null) hubNodes.set(type, code);
  }
  const faults: string[] = [];
  const log: string[] = [];
  const play = async (
    { startsAt, steps }: Pick<Scenario, 'steps' | 'startsAt'>,
    tell?: (result: StepResult) => void,
  ): Promise<Played> => {
    const kit = await SteppedKit.start({
      bundle,
      compilation,
      loader: sources.loader(),
      hubNodes,
      ...(createServices !== undefined && { createServices }),
      ...(startsAt !== undefined && { startsAt: wallClockDate(startsAt) }),
    });
    try {
      return await playScenario({
        scenario: { steps },
        kit,
        ...(signal !== undefined && { signal }),
        ...(tell !== undefined && { onStep: tell }),
      });
    } finally {
      faults.push(...kit.faults.map(fault => fault.trace));
      log.push(...kit.log);
      await kit.dispose();
    }
  };
  const before: PlayedBefore[] = [];
  for (const [scenarioId, earlier] of await earlierScenarios(scenario, options.findScenario)) {
    const played = await play(earlier);
    before.push({ scenarioId, ...played });
    if (!played.passed) return { kind: 'played', passed: false, steps: [], before, faults, log };
  }
  return { kind: 'played', ...(await play(scenario, onStep)), before, faults, log };
}

/** What is to be played before a scenario, what those ask for included; each once, in the order in which it is asked for. */
async function earlierScenarios(
  scenario: Pick<Scenario, 'after'>,
  findScenario: ((scenarioId: string) => Promise<Scenario>) | undefined,
): Promise<Map<string, Scenario>> {
  const ordered = new Map<string, Scenario>();
  const begun = new Set<string>();
  const visit = async ({ after = [] }: Pick<Scenario, 'after'>): Promise<void> => {
    for (const scenarioId of after) {
      // Asked for twice, or by itself: once is enough.
      if (begun.has(scenarioId)) continue;
      begun.add(scenarioId);
      if (findScenario === undefined) throw new StudioError('project/no-scenario', { scenarioId });
      const earlier = await findScenario(scenarioId);
      await visit(earlier);
      ordered.set(scenarioId, earlier);
    }
  };
  await visit(scenario);
  return ordered;
}
