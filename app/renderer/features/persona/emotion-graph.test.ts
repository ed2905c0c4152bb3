import { produce } from 'immer';
import { describe, expect, it } from 'vitest';
import { personaSchema } from '../../../core/persona/persona.ts';
import { fakeMomo } from '../../testing/fake-momo.ts';
import {
  addState,
  addTransition,
  moveState,
  nextTransitionId,
  removeState,
  restAt,
} from './emotion-edits.ts';
import { anyState, emotionGraph, emotionsOf, fitGraph, newTransition } from './emotion-graph.ts';
import { bowedLine, labelWidth, placeLabels } from './emotion-line.ts';

const pill = { width: 100, height: 32 };
const plain = personaSchema.parse({
  name: 'Plain',
  emotion: {
    transitions: {
      feel001: { from: 'neutral', to: 'happy', when: { kind: 'event', event: 'arrived' } },
      feel002: { to: 'sleepy', when: { kind: 'time', from: '21:00', to: '07:00' } },
    },
  },
});

describe('the drawing of emotions', () => {
  it('places what nobody placed in columns from where it rests, and draws “any”', () => {
    const { states, transitions } = emotionGraph(plain.emotion);
    const at = new Map(states.map(state => [state.emotion, state]));
    expect(at.get('neutral')?.isRest).toBe(true);
    expect(at.get('happy')?.x).toBeGreaterThan(at.get('neutral')?.x ?? 0);
    expect(at.has(anyState)).toBe(true);
    expect(transitions.find(({ id }) => id === 'feel002')?.from).toBe(anyState);
    const places = states.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('bows lines that go both ways apart', () => {
    const { transitions } = emotionGraph(fakeMomo.emotion);
    const there = transitions.find(({ id }) => id === 'feel001');
    const back = transitions.find(({ id }) => id === 'feel004');
    expect(there?.bow).toBeGreaterThan(0);
    expect(back?.bow).toBeGreaterThan(0);
    expect(transitions.find(({ id }) => id === 'feel002')?.bow).toBe(0);
  });

  it('fits any width without a state outside or two that touch', () => {
    const { states } = emotionGraph(fakeMomo.emotion);
    for (const width of [300, 345, 440, 620]) {
      const fit = fitGraph(states, width, pill);
      const xs = states.map(state => fit.toDrawing(state).x * fit.zoom);
      expect(Math.min(...xs) - (pill.width / 2) * fit.zoom, `${width}`).toBeGreaterThanOrEqual(0);
      expect(Math.max(...xs) + (pill.width / 2) * fit.zoom, `${width}`).toBeLessThanOrEqual(width);
      const [first] = states;
      if (first === undefined) throw new Error('no state');
      const back = fit.toDocument(fit.toDrawing(first));
      expect(back.x).toBeCloseTo(first.x);
      expect(back.y).toBeCloseTo(first.y);
    }
  });

  it('puts no label on a state or on another label', () => {
    const { states, transitions } = emotionGraph(fakeMomo.emotion);
    const fit = fitGraph(states, 440, pill);
    const middles = new Map(states.map(state => [state.emotion, fit.toDrawing(state)]));
    const lines = transitions.flatMap(({ from, to, bow }) => {
      const start = middles.get(from);
      const end = middles.get(to);
      if (start === undefined || end === undefined) return [];
      return [
        { ...bowedLine(start, end, bow, pill), label: { width: labelWidth('someone comes'), height: 16 } },
      ];
    });
    const places = placeLabels(
      lines,
      [...middles.values()].map(middle => ({ ...middle, ...pill })),
      { width: 440, height: fit.height },
    );
    const labels = places.map((place, index) => ({ ...place, ...(lines[index]?.label ?? pill) }));
    for (const { x, width } of labels) {
      expect(x - width / 2).toBeGreaterThanOrEqual(0);
      expect(x + width / 2).toBeLessThanOrEqual(440);
    }
    const boxes = [...labels, ...[...middles.values()].map(middle => ({ ...middle, ...pill }))];
    for (const [index, one] of labels.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const isApart =
          Math.abs(one.x - other.x) >= (one.width + other.width) / 2 - 0.5 ||
          Math.abs(one.y - other.y) >= (one.height + other.height) / 2 - 0.5;
        expect(isApart, `${JSON.stringify(one)} and ${JSON.stringify(other)}`).toBe(true);
      }
    }
  });
});

describe('edits of emotions', () => {
  const isWhole = (persona: unknown) => personaSchema.safeParse(persona).success;

  it('add a state beside the others, moving none', () => {
    const after = produce(fakeMomo, addState('shocked'));
    expect(after.emotion.states.shocked).toBeDefined();
    for (const [name, place] of Object.entries(fakeMomo.emotion.states)) {
      expect(after.emotion.states[name as 'happy']).toMatchObject({ x: place?.x, y: place?.y });
    }
    expect(isWhole(after)).toBe(true);
  });

  it('remove a state with what leads to it and from it, but not where it rests', () => {
    const after = produce(fakeMomo, removeState('happy'));
    expect(emotionsOf(after.emotion)).not.toContain('happy');
    expect(Object.keys(after.emotion.transitions)).toEqual(['feel005']);
    expect(produce(fakeMomo, removeState('neutral'))).toBe(fakeMomo);
    const moved = produce(produce(fakeMomo, restAt('happy')), removeState('neutral'));
    expect(moved.emotion.rest).toBe('happy');
    expect(emotionsOf(moved.emotion)).not.toContain('neutral');
  });

  it('keep a state at the origin where it was put', () => {
    const after = produce(fakeMomo, moveState('happy', 0, 0));
    const state = emotionGraph(after.emotion).states.find(({ emotion }) => emotion === 'happy');
    expect(Math.abs(state?.x ?? 99)).toBeLessThanOrEqual(1);
    expect(state?.y).toBe(0);
  });

  it('add transitions after those that there are', () => {
    const id = nextTransitionId(fakeMomo.emotion.transitions);
    expect(id).toBe('feel006');
    const after = produce(fakeMomo, addTransition(id, newTransition(fakeMomo.emotion)));
    expect(isWhole(after)).toBe(true);
    expect(Object.keys(after.emotion.transitions).sort().at(-1)).toBe(id);
  });
});
