import { StudioError } from '../../contract/errors/studio-error.ts';
import type { HubServices } from '../../sdk/hub-node.ts';
import type { HubWorld } from '../hub/hub-services.ts';
import type { AgentDependencies } from './agent-options.ts';

export interface AgentServicesOptions
  extends Pick<AgentDependencies, 'models' | 'memory' | 'tools' | 'askForApproval'> {
  readonly world: Pick<HubWorld, 'graph'>;
  /** IANA time zone of the device; absent: this computer's. */
  readonly timeZone?: string;
}

export function systemTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The agents of one running program. Whoever opens one disposes of it. */
export function createAgentServices(options: AgentServicesOptions): HubServices['agents'] {
  const { world, timeZone = systemTimeZone(), ...dependencies } = options;
  return {
    open: async ({ personaId, model, caller, onOutput }) => {
      const persona = world.graph.personas?.[personaId];
      if (persona === undefined) throw new StudioError('agent/persona-missing', { personaId });
      // Read with the first agent: many programs have none.
      const { RunningAgent } = await import('./running-agent.ts');
      return RunningAgent.open({
        ...dependencies,
        markets: world.graph.markets ?? [],
        timeZone,
        personaId,
        persona,
        model,
        caller,
        onOutput,
      });
    },
  };
}
