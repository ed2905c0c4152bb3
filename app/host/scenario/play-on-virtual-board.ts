import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';
import type { Scenario } from '../../core/scenario/scenario.ts';
import type { HubNode } from '../../sdk/hub-node.ts';
import type { Builder } from '../build/builder.ts';
import type { DeviceSources } from '../build/device-sources.ts';
import type { PluginLibrary } from '../plugins/plugin-library.ts';
import { type Played, playScenario, type StepResult } from './play-scenario.ts';
import { SteppedKit } from './stepped-kit.ts';

/** What turns a profile into a program that runs here. */
export interface ScenarioTools {
  readonly library: PluginLibrary;
  readonly sources: DeviceSources;
  readonly builder: Builder;
}

/** How a play went; `unbuilt` where the profile has errors and nothing was played. */
export type PlayedProfile =
  | { readonly kind: 'unbuilt'; readonly diagnostics: readonly Diagnostic[] }
  | (Played & {
      readonly kind: 'played';
      /** Tracebacks of nodes that threw. */
      readonly faults: readonly string[];
      /** Log lines of device and hub: `level node: text`. */
      readonly log: readonly string[];
    });

/**
 * Builds a profile, boots it with its hub nodes on a virtual board of its own and plays a scenario, in stepped time:
 * as fast as the computer can, and the same every time. Rejects with a `KitStoppedError` where the program does not run.
 */
export async function playOnVirtualBoard(
  profile: Profile,
  scenario: Pick<Scenario, 'steps'>,
  options: ScenarioTools & {
    readonly signal?: AbortSignal;
    readonly onStep?: (result: StepResult) => void;
  },
): Promise<PlayedProfile> {
  const { library, sources, builder, signal, onStep } = options;
  const { bundle, compilation, diagnostics } = await builder.build(profile, library.catalogue);
  if (bundle === null || compilation === null) return { kind: 'unbuilt', diagnostics };
  const hubNodes = new Map<string, HubNode<unknown>>();
  for (const { type } of compilation.hub.nodes) {
    const code = await library.hubNode(type);
    if (code !== null) hubNodes.set(type, code);
  }
  const kit = await SteppedKit.start({ bundle, compilation, loader: sources.loader(), hubNodes });
  try {
    const played = await playScenario({
      scenario,
      kit,
      ...(signal !== undefined && { signal }),
      ...(onStep !== undefined && { onStep }),
    });
    return { kind: 'played', ...played, faults: kit.faults.map(fault => fault.trace), log: kit.log };
  } finally {
    await kit.dispose();
  }
}
