import { StudioError, type StudioErrorJson } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { memoryService } from '../../contract/services/memory-service.ts';
import { isMemoryDate } from '../../core/persona/memory-date.ts';
import type { LibsqlMemoryStore } from './libsql-memory-store.ts';

export interface MemoryHandlersOptions {
  readonly storeFor: (projectId: string) => Promise<LibsqlMemoryStore>;
  readonly placeOf: (projectId: string) => Promise<{
    readonly kind: 'file' | 'server';
    readonly where: string;
    readonly bytes: number | null;
    readonly problem: StudioErrorJson | null;
  }>;
  readonly setPlace: (projectId: string, url: string | null, token: string | undefined) => Promise<void>;
  readonly onDidChange: (listener: (change: { projectId: string; personaId: string }) => void) => () => void;
}

/** The memory service: what personas remember, for people to see, correct and erase. */
export function createMemoryHandlers(options: MemoryHandlersOptions): ServiceHandlers<typeof memoryService> {
  const { storeFor, placeOf, setPlace } = options;
  return {
    methods: {
      people: async ({ projectId, personaId }) => [...(await (await storeFor(projectId)).people(personaId))],
      list: async ({ projectId, personaId, person, words, limit }) => [
        ...(await (await storeFor(projectId)).list(personaId, person, words, limit)),
      ],
      add: async ({ projectId, personaId, person, text, date }) => {
        if (date !== null && date !== '' && !isMemoryDate(date))
          throw new StudioError('memory/bad-date', { date });
        const store = await storeFor(projectId);
        const entry = await store
          .about(personaId, person)
          .remember({ kind: 'fact', text, source: 'entered', sourceWords: '', date });
        if (entry === null) throw new StudioError('memory/keeps-nothing', {});
        return entry;
      },
      correct: async ({ projectId, id, text, date }) =>
        (await storeFor(projectId)).correct(id, {
          ...(text === undefined ? {} : { text }),
          ...(date === undefined ? {} : { date }),
        }),
      erase: async ({ projectId, id }) => {
        await (await storeFor(projectId)).erase(id);
        return {};
      },
      erasePerson: async ({ projectId, personaId, person }) => {
        await (await storeFor(projectId)).erasePerson(personaId, person);
        return {};
      },
      eraseFace: async ({ projectId, personaId, person }) => {
        await (await storeFor(projectId)).eraseFace(personaId, person);
        return {};
      },
      place: ({ projectId }) => placeOf(projectId),
      setPlace: async ({ projectId, url, token }) => {
        await setPlace(projectId, url, token);
        return {};
      },
    },
    events: { onDidChange: emit => options.onDidChange(emit) },
  };
}
