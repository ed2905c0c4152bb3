import { StudioError } from '../../contract/errors/studio-error.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';

type Memory = StudioClient['memory'];
type Entry = Awaited<ReturnType<Memory['add']>>;

const dayMs = 86_400_000;

function sampleEntries(): Entry[] {
  const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
  const entry = (
    id: string,
    person: string,
    days: number,
    rest: Partial<Entry> & Pick<Entry, 'text'>,
  ): Entry => ({
    id,
    personaId: 'momo',
    person,
    kind: 'fact',
    key: null,
    date: null,
    source: 'said',
    sourceWords: '',
    createdAt: daysAgo(days),
    usedAt: null,
    uses: 0,
    ...rest,
  });
  return [
    entry('m1', 'Lin', 0, {
      kind: 'episode',
      text: 'Lin built a den of blankets and asked how owls sleep',
      sourceWords: 'Momo, do owls sleep standing? I have a den now',
    }),
    entry('m2', 'Lin', 4, {
      text: 'Afraid of the dark, likes the hallway light on',
      sourceWords: 'it’s too dark in my room, can the hallway light stay on',
      uses: 3,
      usedAt: daysAgo(1),
    }),
    entry('m3', 'Lin', 9, {
      text: '喜欢三角龙',
      key: 'likes:dinosaur',
      sourceWords: '我最喜欢的恐龙是三角龙',
      uses: 1,
      usedAt: daysAgo(2),
    }),
    entry('m4', 'Lin', 21, {
      text: 'Birthday on 3 May',
      key: 'birthday',
      date: '2019-05-03',
      source: 'entered',
    }),
    entry('m5', 'Wei', 2, { text: 'Drinks tea without sugar', sourceWords: 'no sugar for me, thanks' }),
  ];
}

/** The memory service in this process, with a few memories of `momo`. `#memory=server-down` shows one that is away. */
export function createFakeMemory(options: {
  readonly on: Memory['on'];
  readonly changed: (personaId: string) => void;
  readonly look: string | undefined;
}): Memory {
  let entries = options.look === 'empty' ? [] : sampleEntries();
  const faces = new Set(options.look === 'empty' ? [] : ['Lin']);
  let server: string | null = null;
  const where = 'https://memory.example.org/';
  const isAway = () => options.look === 'server-down' && server === null;
  const away = () =>
    new StudioError('memory/server-unreachable', { where, reason: 'connect ECONNREFUSED 10.0.0.7:443' });
  const find = (id: string): Entry => {
    const entry = entries.find(each => each.id === id);
    if (entry === undefined) throw new StudioError('memory/no-such-entry', {});
    return entry;
  };
  return {
    people: async ({ personaId }) => {
      if (isAway()) throw away();
      const of = entries.filter(entry => entry.personaId === personaId);
      return [...new Set(of.map(({ person }) => person))].map(person => {
        const mine = of.filter(entry => entry.person === person);
        return {
          person,
          firstSeenAt: mine.at(-1)?.createdAt ?? '',
          lastSeenAt: mine[0]?.createdAt ?? '',
          facts: mine.filter(({ kind }) => kind === 'fact').length,
          episodes: mine.filter(({ kind }) => kind === 'episode').length,
          hasFace: faces.has(person),
        };
      });
    },
    list: async ({ personaId, person, words = '', limit = 200 }) => {
      if (isAway()) throw away();
      const parts = words.toLowerCase().split(/\s+/);
      return entries
        .filter(
          entry =>
            entry.personaId === personaId &&
            (person === null || entry.person === person) &&
            parts.every(part => `${entry.text} ${entry.sourceWords}`.toLowerCase().includes(part)),
        )
        .sort((one, other) => other.createdAt.localeCompare(one.createdAt))
        .slice(0, limit);
    },
    add: async ({ personaId, person, text, date = null }) => {
      const entry: Entry = {
        id: `m${entries.length + 1}-${personaId}`,
        personaId,
        person,
        kind: 'fact',
        text,
        key: null,
        date,
        source: 'entered',
        sourceWords: '',
        createdAt: new Date().toISOString(),
        usedAt: null,
        uses: 0,
      };
      entries = [entry, ...entries];
      options.changed(personaId);
      return entry;
    },
    correct: async ({ id, text, date }) => {
      const before = find(id);
      const after = { ...before, text: text ?? before.text, date: date === undefined ? before.date : date };
      entries = entries.map(entry => (entry.id === id ? after : entry));
      options.changed(after.personaId);
      return after;
    },
    erase: async ({ id }) => {
      const { personaId } = find(id);
      entries = entries.filter(entry => entry.id !== id);
      options.changed(personaId);
      return {};
    },
    erasePerson: async ({ personaId, person }) => {
      entries = entries.filter(entry => entry.personaId !== personaId || entry.person !== person);
      faces.delete(person);
      options.changed(personaId);
      return {};
    },
    eraseFace: async ({ personaId, person }) => {
      faces.delete(person);
      options.changed(personaId);
      return {};
    },
    place: async () => {
      if (isAway()) return { kind: 'server', where, bytes: null, problem: away().toJson() };
      return server === null
        ? {
            kind: 'file',
            where: '/home/lin/.local/state/cambrian/memory/toy.db',
            bytes: 98_304,
            problem: null,
          }
        : { kind: 'server', where: server, bytes: null, problem: null };
    },
    setPlace: async ({ url }) => {
      server = url;
      options.changed('');
      return {};
    },
    on: options.on,
  };
}
