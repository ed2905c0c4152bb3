import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import { createAgentServices } from '../agents/create-agent-services.ts';
import { createImages } from '../images/create-images.ts';
import type { Memory } from '../memory/create-memory.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { Models } from '../models/create-models.ts';
import type { Speech } from '../speech/create-speech.ts';
import type { Tools } from '../tools/create-tools.ts';
import { createVisionServices } from '../vision/create-vision-services.ts';
import type { VisionModels } from '../vision/vision-models.ts';
import type { CreateHubServices, HubWorld, RunningServices } from './hub-services.ts';

/** The rooms that stand behind the services of every program. */
export interface HubServicesParts {
  readonly models: Models;
  readonly memory: Memory;
  readonly tools: Tools;
  readonly speech: Speech;
  readonly vision: VisionModels;
  /** The open project of a profile, and whether it belongs to a visitor of the demo; null where none is open. */
  readonly projectOf: (profileId: string) => { readonly projectId: string; readonly isDemo: boolean } | null;
}

/** Makes the services of programs. */
export interface HubServicesFactory {
  /** For programs of the studio and of a served hub: what is remembered is kept, except of the demo's visitors. */
  readonly create: CreateHubServices;
  /** For one play of scenarios: an empty memory that all runs of the play share, and that is gone afterwards. */
  forPlay(): { readonly create: CreateHubServices; dispose(): Promise<void> };
}

export function createHubServicesFactory(parts: HubServicesParts): HubServicesFactory {
  const assemble = async (
    world: HubWorld,
    memory: MemoryStore,
    dispose: () => Promise<void>,
  ): Promise<RunningServices> => {
    const profileId = world.graph.profileId ?? world.kitId;
    const markets = world.graph.markets ?? [];
    const calls = parts.models.cloudCalls(markets);
    const ended = new AbortController();
    const { toolSet, services: tools } = await parts.tools.forProgram(
      world,
      parts.projectOf(profileId)?.projectId ?? profileId,
      memory.values,
    );
    return {
      services: {
        agents: createAgentServices({
          world,
          models: parts.models.access,
          memory,
          tools: toolSet,
          askForApproval: parts.tools.askForApproval,
        }),
        models: parts.models.services({ image: createImages({ access: calls }), markets }),
        speech: parts.speech.services(calls),
        vision: createVisionServices({
          models: parts.vision,
          memory,
          graph: world.graph,
          signal: ended.signal,
        }),
        tools,
      },
      dispose: async () => {
        ended.abort();
        await toolSet.dispose();
        await dispose();
      },
    };
  };

  const openScratch = (world: HubWorld, date: () => Date) =>
    parts.memory.openScratch({ policyOf: id => world.graph.personas?.[id]?.memory, date });

  return {
    create: async world => {
      const project = parts.projectOf(world.graph.profileId ?? '');
      if (project === null || project.isDemo) {
        const scratch = await openScratch(world, () => world.clock.date());
        return assemble(world, scratch, () => scratch.close());
      }
      let memory: MemoryStore;
      try {
        // The memory of a project is shared by its kits and the face; it is closed with the host.
        memory = await parts.memory.storeFor(project.projectId);
      } catch (error) {
        if (!StudioError.is(error)) throw error;
        // A device must not stay dark because its memory cannot be reached now.
        const { explanation, nextStep } = describeError(error, 'en');
        const [{ id = '' } = {}] = world.graph.nodes;
        const words = `${explanation} It runs without: nothing is remembered, and nothing new is kept. ${nextStep}`;
        world.log(id, 'warning', words);
        const scratch = await openScratch(world, () => world.clock.date());
        return assemble(world, scratch, () => scratch.close());
      }
      return assemble(world, memory, async () => undefined);
    },
    forPlay: () => {
      let date: () => Date = () => new Date();
      let shared: Promise<MemoryStore> | null = null;
      return {
        create: async world => {
          // Runs of a play follow one another; each brings its own clock.
          date = () => world.clock.date();
          shared ??= openScratch(world, () => date());
          return assemble(world, await shared, async () => undefined);
        },
        dispose: async () => {
          await (await shared)?.close();
        },
      };
    },
  };
}
