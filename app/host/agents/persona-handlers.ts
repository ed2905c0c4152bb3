import type { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { agentOutputSchema, personaService } from '../../contract/services/persona-service.ts';
import type { Profile } from '../../core/document/profile.ts';
import { localMinutesOf, minutesOfDay } from '../../core/persona/local-minutes.ts';
import type { Persona } from '../../core/persona/persona.ts';
import { simulateDay } from '../../core/persona/simulate-day.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import type { AgentOutput } from '../../sdk/hub-node.ts';
import type { Memory } from '../memory/create-memory.ts';
import type { ModelAccess } from '../models/model-access.ts';
import type { AskForApproval } from '../tools/agent-tool.ts';
import type { Tools } from '../tools/create-tools.ts';
import { systemTimeZone } from './create-agent-services.ts';
import { runExamples } from './run-examples.ts';
import type { Trial } from './trial.ts';

/** Trials that may be open at once: two side by side in some windows. */
const trialLimit = 16;
/** Who talks in an example. */
const examplePerson = 'Lin';

export interface PersonaServiceParts {
  readonly models: ModelAccess;
  readonly memory: Pick<Memory, 'storeFor' | 'openScratch'>;
  readonly tools: Pick<Tools, 'forProgram' | 'askForApproval'>;
  readonly profile: (projectId: string) => Profile;
  readonly deviceTools: (projectId: string) => readonly DeviceTool[] | Promise<readonly DeviceTool[]>;
}

/** Trying out personas, for the face; `dispose` ends what is still open. */
export interface PersonaService {
  readonly handlers: ServiceHandlers<typeof personaService>;
  dispose(): Promise<void>;
}

interface TrialRequest {
  readonly projectId: string;
  readonly personaId: string;
  readonly persona: Persona;
  readonly model: string;
  readonly person: string | null;
  readonly memory: 'project' | 'scratch';
  readonly askForApproval: AskForApproval;
}

type Progress = z.infer<typeof agentOutputSchema>;

/** An output as it goes over the wire: the same parts, free to be changed. */
function progressOf(output: AgentOutput): Progress {
  return output.kind === 'recalled' ? { ...output, texts: [...output.texts] } : (output as Progress);
}

export function createPersonaHandlers(parts: PersonaServiceParts): PersonaService {
  const trials = new Map<string, Trial>();
  const { memory, models, tools } = parts;

  const open = async (request: TrialRequest): Promise<Trial> => {
    const profile = parts.profile(request.projectId);
    // Read with the first trial: a studio in which nobody talks starts sooner.
    const { Trial } = await import('./trial.ts');
    return Trial.open({
      ...request,
      profileId: profile.id,
      markets: profile.deployment?.markets ?? [],
      deviceTools: await parts.deviceTools(request.projectId),
      models,
      openMemory: async policyOf => {
        if (request.memory === 'project') {
          const store = await memory.storeFor(request.projectId);
          return { store, close: async () => undefined };
        }
        const store = await memory.openScratch({ policyOf });
        return { store, close: () => store.close() };
      },
      openTools: async (world, { values }) =>
        (await tools.forProgram(world, request.projectId, values)).toolSet,
    });
  };

  const trialOf = (trialId: string): Trial => {
    const trial = trials.get(trialId);
    if (trial === undefined) throw new StudioError('agent/trial-closed', { trialId });
    return trial;
  };

  /** Before a pretended device there is nothing to be careful about; anything else is asked of people. */
  const agreeToPretended: AskForApproval = (request, signal) =>
    request.tool.startsWith('device/') ? Promise.resolve(true) : tools.askForApproval(request, signal);

  return {
    handlers: {
      methods: {
        openTrial: async input => {
          if (trials.size >= trialLimit)
            throw new StudioError('agent/too-many-trials', { limit: trialLimit });
          const trial = await open({ ...input, askForApproval: tools.askForApproval });
          trials.set(trial.trialId, trial);
          return { trialId: trial.trialId };
        },
        say: async ({ trialId, text }, { signal, report }) =>
          trialOf(trialId).say(text, signal, output => report(progressOf(output))),
        notice: async ({ trialId, event }, { signal, report }) => {
          await trialOf(trialId).notice(event, signal, output => report(progressOf(output)));
          return {};
        },
        updateTrial: ({ trialId, persona, model }) => {
          trialOf(trialId).update(persona, model);
          return {};
        },
        closeTrial: async ({ trialId }) => {
          const trial = trials.get(trialId);
          trials.delete(trialId);
          await trial?.close();
          return {};
        },
        runExamples: async (input, { signal, report }) =>
          runExamples(
            input.persona,
            () =>
              open({
                ...input,
                person: examplePerson,
                memory: 'scratch',
                askForApproval: agreeToPretended,
              }),
            signal,
            report,
          ),
        simulateDay: async ({ projectId, personaId, persona, person, events, date }) => {
          const store = await memory.storeFor(projectId);
          const known = (await store.people(personaId)).find(each => each.person === person);
          const facts = person === '' ? [] : await store.about(personaId, person).facts();
          return simulateDay({
            persona,
            person,
            lastSeen:
              known === undefined ? null : localMinutesOf(new Date(known.lastSeenAt), systemTimeZone()),
            dates: facts.flatMap(fact => (fact.date === null ? [] : [{ text: fact.text, date: fact.date }])),
            events,
            day: Date.parse(`${date}T00:00:00Z`) / (minutesOfDay * 60_000),
            language: persona.speech.languages[0] ?? 'en',
          });
        },
      },
      events: {},
    },
    dispose: async () => {
      const open_ = [...trials.values()];
      trials.clear();
      await Promise.allSettled(open_.map(trial => trial.close()));
    },
  };
}
