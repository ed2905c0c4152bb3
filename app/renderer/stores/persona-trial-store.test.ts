import { beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type StudioClient, setStudio } from '../bootstrap/studio-client.ts';
import { createFakePersona } from '../testing/fake-persona.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { fakeOpenProject } from '../testing/open-fake-project.ts';
import { useDocumentStore } from './document-store.ts';
import { editPersona } from './persona-edits.ts';
import {
  figuresOf,
  type TrialAnswer,
  type TrialState,
  takeOutput,
  useTrialStore,
} from './persona-trial-store.ts';

const trial = () => useTrialStore.getState();

/** Uses a persona service; what it leaves out comes from the fake one without pauses. */
function use(persona: Partial<StudioClient['persona']> = {}): void {
  setStudio({ ...createFakeStudio(), persona: { ...createFakePersona(0), ...persona } });
}

/** Resolves when the store is in a state. */
function until(isReached: (state: TrialState) => boolean): Promise<void> {
  return new Promise(resolve => {
    if (isReached(trial())) return resolve();
    const stop = useTrialStore.subscribe(state => {
      if (!isReached(state)) return;
      stop();
      resolve();
    });
  });
}

const answerOf = (index: number): TrialAnswer | undefined => trial().exchanges[index]?.answers.first;

beforeEach(() => {
  use();
  useDocumentStore.getState().adopt(fakeOpenProject());
  trial().begin('momo');
  useTrialStore.setState({ person: null, memory: 'scratch' });
});

describe('a talk', () => {
  it('streams words, then says what it felt, used and cost', async () => {
    const seen: string[] = [];
    const stop = useTrialStore.subscribe(() => seen.push(answerOf(0)?.words ?? ''));
    await trial().say("Momo, it's too dark in my room");
    stop();
    const whole = answerOf(0)?.words ?? '';
    expect(whole).toContain('glow');
    expect(
      seen.filter(words => words !== '' && words !== whole && whole.startsWith(words)).length,
    ).toBeGreaterThan(5);
    expect(answerOf(0)).toMatchObject({ state: 'done', emotion: 'loving', isOffline: false });
    expect(answerOf(0)?.tools[0]).toMatchObject({ tool: 'device/ring/brightness', outcome: 'done' });
    expect(answerOf(0)?.usage?.costYuan).toBeGreaterThan(0);
    expect(trial().emotions.first).toBe('loving');
    expect(trial().runningCount).toBe(0);
  });

  it('leaves earlier exchanges as they are while a later one streams', async () => {
    await trial().say('Tell me a joke');
    const first = trial().exchanges[0];
    await trial().say('What is the biggest dinosaur?');
    expect(trial().exchanges[0]).toBe(first);
  });

  it('is interrupted by what is said next', async () => {
    use(createFakePersona(20));
    const first = trial().say('Tell me a joke');
    await until(() => answerOf(0)?.words !== '');
    const second = trial().say('good night');
    await Promise.all([first, second]);
    expect(answerOf(0)?.state).toBe('interrupted');
    expect(answerOf(1)?.state).toBe('done');
  });

  it('is stopped by a press, and keeps the words so far', async () => {
    use(createFakePersona(20));
    const said = trial().say('Tell me a joke');
    await until(() => answerOf(0)?.words !== '');
    const words = answerOf(0)?.words;
    trial().stop();
    await said;
    expect(answerOf(0)).toMatchObject({ state: 'interrupted', words });
  });

  it('says what went wrong in its place', async () => {
    use({ openTrial: () => Promise.reject(new StudioError('rpc/cancelled', { name: 'x' })) });
    await trial().say('Hello');
    expect(answerOf(0)?.state).toBe('interrupted');
    use({ openTrial: () => Promise.reject(new Error('no such model')) });
    await trial().say('Hello');
    expect(answerOf(1)).toMatchObject({ state: 'failed' });
    expect(answerOf(1)?.error?.code).toBe('internal/unexpected');
    use();
    await trial().say('Tell me a joke');
    expect(answerOf(2)?.state).toBe('done');
  });

  it('uses the persona as it is now, without an edit being saved', async () => {
    await trial().say('Tell me a joke');
    editPersona('momo', { en: 'Change', zh: '更改' }, persona => {
      const joke = persona.examples.joke;
      if (joke !== undefined) joke.reply = ['No jokes today.'];
    });
    await trial().say('Tell me a joke');
    expect(answerOf(1)?.words).toBe('No jokes today.');
  });

  it('begins anew with another person', async () => {
    await trial().say('Tell me a joke');
    trial().choosePerson('Lin');
    expect(trial().exchanges).toHaveLength(0);
    await trial().notice('arrived');
    expect(answerOf(0)).toMatchObject({ spokeFirst: 'home', emotion: 'happy' });
    expect(answerOf(0)?.words).toContain('Lin');
  });
});

describe('a comparison', () => {
  it('says the same to both, and sums up each side', async () => {
    trial().compareWith({ personaId: 'momo', model: 'offline' });
    await trial().say('Tell me a joke');
    await trial().say('good night');
    for (const exchange of trial().exchanges) {
      expect(Object.keys(exchange.answers).sort()).toEqual(['first', 'second']);
    }
    const first = figuresOf(trial().exchanges, 'first');
    const second = figuresOf(trial().exchanges, 'second');
    expect(first).toMatchObject({ answers: 2, offline: 0, costYuan: 0.0082 });
    expect(second).toMatchObject({ answers: 2, offline: 2, tokens: 0, costYuan: 0 });
    expect(first.tokens).toBeGreaterThan(0);
  });

  it('goes on with another model, and begins anew with another persona', async () => {
    trial().compareWith({ personaId: 'momo', model: 'offline' });
    await trial().say('Tell me a joke');
    trial().choose('second', { model: '' });
    expect(trial().exchanges).toHaveLength(1);
    await trial().say('good night');
    expect(trial().exchanges[1]?.answers.second?.isOffline).toBe(false);
    trial().choose('second', { personaId: 'sol' });
    expect(trial().exchanges).toHaveLength(0);
  });
});

describe('an output', () => {
  const empty = { words: '', tools: [], recalled: [], remembered: [] } as unknown as TrialAnswer;

  it('adds words, and a reply replaces them', () => {
    const words = takeOutput(takeOutput(empty, { kind: 'words', text: 'Hel' }), {
      kind: 'words',
      text: 'lo',
    });
    expect(words).toMatchObject({ words: 'Hello', state: 'speaking' });
    expect(takeOutput(words, { kind: 'reply', text: 'Hello.', isOffline: true })).toMatchObject({
      words: 'Hello.',
      isOffline: true,
    });
  });

  it('notes what was held back, refused and learned', () => {
    expect(
      takeOutput(empty, { kind: 'held-back', trigger: 'dark', reason: 'quiet-hours' }).heldBack?.reason,
    ).toBe('quiet-hours');
    expect(takeOutput(empty, { kind: 'refused', topic: 'scary' }).refused).toBe('scary');
    expect(takeOutput(empty, { kind: 'remembered', text: 'likes tea' }).remembered).toEqual(['likes tea']);
  });
});
