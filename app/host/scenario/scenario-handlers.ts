import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { scenarioService } from '../../contract/services/scenario-service.ts';
import type { KitManager } from '../devices/kit-manager.ts';
import type { Projects } from '../projects/projects.ts';
import { LiveKit } from './live-kit.ts';
import { playScenario } from './play-scenario.ts';

/** The scenario service: plays a project's scenario on a kit that runs, in real time. */
export function createScenarioHandlers(parts: {
  readonly projects: Projects;
  readonly kits: KitManager;
}): ServiceHandlers<typeof scenarioService> {
  return {
    methods: {
      play: async ({ projectId, kitId, scenarioId }, { signal, report }) => {
        const scenario = await parts.projects.scenario(projectId, scenarioId);
        const kit = await LiveKit.attach(parts.kits, kitId, signal);
        try {
          const { passed, steps } = await playScenario({ scenario, kit, signal, onStep: report });
          return { passed, steps: [...steps] };
        } finally {
          kit.dispose();
        }
      },
    },
    events: {},
  };
}
