import { expect, it } from 'vitest';
import { createFakeStudio } from './fake-studio.ts';

it('a memory that is corrected or erased in the fake studio is told of, and is so', async () => {
  const { memory } = createFakeStudio();
  const changes: string[] = [];
  const stop = memory.on('onDidChange', ({ personaId }) => changes.push(personaId));
  const persona = { projectId: 'project-1', personaId: 'momo' };
  const list = (person: string | null, words = '') => memory.list({ ...persona, person, words });
  const all = await list(null);
  expect((await list('Lin')).length).toBeLessThan(all.length);
  const [first] = await list('Lin', 'dark');
  await memory.correct({ projectId: 'project-1', id: first?.id ?? '', text: 'Brave now' });
  expect(await list(null, 'brave')).toHaveLength(1);
  await memory.erasePerson({ ...persona, person: 'Lin' });
  expect((await memory.people(persona)).map(({ person }) => person)).toEqual(['Wei']);
  expect(changes).toEqual(['momo', 'momo']);
  stop();
});
