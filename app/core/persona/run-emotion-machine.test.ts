import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emotions } from '../ports/port-type.ts';
import { type EmotionMachine, emotionMachineSchema } from './emotion-machine.ts';
import {
  type EmotionInput,
  type EmotionState,
  runEmotionMachine,
  startEmotion,
  undrawnHoldSeconds,
} from './run-emotion-machine.ts';

const machine = emotionMachineSchema.parse({
  rest: 'relaxed',
  states: { happy: { holdSeconds: 10 }, sad: {}, sleepy: { holdSeconds: 600 } },
  transitions: {
    b: { to: 'happy', when: { kind: 'text', phrases: ['thank you', '谢谢'] } },
    a: { to: 'loving', when: { kind: 'text', phrases: ['thank you'] } },
    z: { from: 'sad', to: 'surprised', when: { kind: 'text', phrases: ['thank you'] } },
    c: { to: 'sad', when: { kind: 'event', event: 'left' } },
    d: { to: 'sleepy', when: { kind: 'time', from: '22:00', to: '06:00' } },
    e: { from: 'relaxed', to: 'thinking', when: { kind: 'idle', afterSeconds: 30 } },
  },
});

function run(inputs: readonly (readonly [number, EmotionInput, number?])[], of: EmotionMachine = machine) {
  let state = startEmotion(of, 0);
  for (const [seconds, input, minuteOfDay = 720] of inputs) {
    state = runEmotionMachine(of, state, input, { seconds, minuteOfDay });
  }
  return state;
}

const says = (text: string): EmotionInput => ({ kind: 'text', from: 'person', text });
const tick: EmotionInput = { kind: 'tick' };

describe('an emotion machine', () => {
  it('tries transitions in id order, those that name the present emotion first', () => {
    expect(run([[1, says('Thank you!')]]).emotion).toBe('loving');
    expect(run([[1, says('谢谢你')]]).emotion).toBe('happy');
    const left: EmotionInput = { kind: 'event', event: 'left' };
    expect(run([[1, left]]).emotion).toBe('sad');
    expect(
      run([
        [1, left],
        [2, says('thank you')],
      ]).emotion,
    ).toBe('surprised');
  });

  it('hears a phrase only from whom it is meant', () => {
    expect(run([[1, { kind: 'text', from: 'persona', text: 'Thank you!' }]]).emotion).toBe('relaxed');
  });

  it('decays to rest after the hold of a state, and stays where there is none', () => {
    expect(
      run([
        [1, says('谢谢')],
        [10.9, tick],
      ]).emotion,
    ).toBe('happy');
    expect(
      run([
        [1, says('谢谢')],
        [11, tick],
      ]).emotion,
    ).toBe('relaxed');
    expect(
      run([
        [1, { kind: 'event', event: 'left' }],
        [29, tick],
      ]).emotion,
    ).toBe('sad');
  });

  it('lets an emotion that is not drawn go by itself', () => {
    const set: EmotionInput = { kind: 'set', emotion: 'cool' };
    expect(
      run([
        [1, set],
        [undrawnHoldSeconds, tick],
      ]).emotion,
    ).toBe('cool');
    expect(
      run([
        [1, set],
        [1 + undrawnHoldSeconds, tick],
      ]).emotion,
    ).toBe('relaxed');
  });

  it('enters a span of time once, also over midnight', () => {
    expect(
      run([
        [1, tick, 1_319],
        [2, tick, 1_320],
      ]).emotion,
    ).toBe('sleepy');
    expect(
      run([
        [1, tick, 1_320],
        [700, tick, 1_331],
      ]).emotion,
    ).not.toBe('sleepy');
    expect(run([[1, tick, 30]]).emotion).toBe('sleepy');
    expect(run([[1, tick, 360]]).emotion).toBe('relaxed');
  });

  it('is idle once, counted from the last word or event', () => {
    expect(
      run([
        [20, says('hm')],
        [45, tick],
      ]).emotion,
    ).toBe('relaxed');
    expect(
      run([
        [20, says('hm')],
        [51, tick],
      ]).emotion,
    ).toBe('thinking');
  });

  const input: fc.Arbitrary<EmotionInput> = fc.oneof(
    fc.constant(tick),
    fc.constantFrom('thank you', '谢谢', 'hello').map(says),
    fc.constantFrom('left', 'arrived').map((event): EmotionInput => ({ kind: 'event', event })),
    fc.constantFrom(...emotions).map((emotion): EmotionInput => ({ kind: 'set', emotion })),
  );
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), input), { maxLength: 40 });

  it('is deterministic, and independent of the order in which the document holds its parts', () => {
    const reversed: EmotionMachine = {
      ...machine,
      transitions: Object.fromEntries(Object.entries(machine.transitions).reverse()),
    };
    fc.assert(
      fc.property(steps, list => {
        const play = (of: EmotionMachine): EmotionState => {
          let seconds = 0;
          return run(
            list.map(([pause, each]) => {
              seconds += pause;
              return [seconds, each, Math.floor(seconds / 60) % 1_440] as const;
            }),
            of,
          );
        };
        expect(play(reversed)).toEqual(play(machine));
      }),
    );
  });

  it('comes to rest when nothing more happens, unless it may stay', () => {
    fc.assert(
      fc.property(steps, list => {
        let seconds = 0;
        const played = list.map(([pause, each]) => {
          seconds += pause;
          return [seconds, each] as const;
        });
        const last = run([...played, [seconds + 100_000, tick]]);
        const later = runEmotionMachine(machine, last, tick, {
          seconds: seconds + 200_000,
          minuteOfDay: 720,
        });
        const staying = ['relaxed', 'sad', 'loving', 'surprised', 'thinking'];
        expect(staying).toContain(later.emotion);
      }),
    );
  });
});
