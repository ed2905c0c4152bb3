import type { Draft } from 'immer';
import type { EmotionTransition } from '../../../core/persona/emotion-machine.ts';
import type { Persona } from '../../../core/persona/persona.ts';
import type { Emotion } from '../../../core/ports/port-type.ts';
import { newCause, placeStates } from './emotion-graph.ts';

/** What the drawing and the list both do to a persona's emotions; recipes for `editPersona`. */

type Recipe = (persona: Draft<Persona>) => void;

/** Gives every state the place where it is drawn, so that a new one moves no other. */
function pinPlaces(persona: Draft<Persona>): void {
  const { emotion } = persona;
  for (const [name, { x, y }] of placeStates(emotion)) {
    emotion.states[name] = { ...emotion.states[name], x: Math.round(x), y: Math.round(y) };
  }
}

const rowHeight = 62;

export function addState(name: Emotion): Recipe {
  return persona => {
    pinPlaces(persona);
    const places = Object.values(persona.emotion.states);
    const x = Math.max(...places.map(place => place.x), 0);
    const inColumn = places.filter(place => Math.abs(place.x - x) < 80);
    persona.emotion.states[name] = { x, y: Math.max(...inColumn.map(place => place.y)) + rowHeight };
  };
}

export function moveState(name: Emotion, x: number, y: number): Recipe {
  return persona => {
    pinPlaces(persona);
    persona.emotion.states[name] = {
      ...persona.emotion.states[name],
      // A place of 0, 0 means that nobody has placed it.
      x: Math.round(x) === 0 && Math.round(y) === 0 ? 1 : Math.round(x),
      y: Math.round(y),
    };
  };
}

/** Takes a state away with everything that leads to it or from it; where it rests cannot be taken away. */
export function removeState(name: Emotion): Recipe {
  return ({ emotion }) => {
    if (emotion.rest === name) return;
    delete emotion.states[name];
    for (const [id, { from, to }] of Object.entries(emotion.transitions)) {
      if (from === name || to === name) delete emotion.transitions[id];
    }
  };
}

export function restAt(name: Emotion): Recipe {
  return persona => {
    pinPlaces(persona);
    persona.emotion.rest = name;
  };
}

/** `seconds` null: it stays until something moves it. */
export function holdState(name: Emotion, seconds: number | null): Recipe {
  return persona => {
    pinPlaces(persona);
    const state = persona.emotion.states[name];
    if (state === undefined) return;
    if (seconds === null) delete state.holdSeconds;
    else state.holdSeconds = seconds;
  };
}

/** The id that the next transition gets. Padded, for transitions are tried in the order of their ids. */
export function nextTransitionId(transitions: Readonly<Record<string, unknown>>): string {
  for (let count = Object.keys(transitions).length + 1; ; count += 1) {
    const id = `feel${String(count).padStart(3, '0')}`;
    if (!Object.hasOwn(transitions, id)) return id;
  }
}

export function addTransition(id: string, transition: EmotionTransition): Recipe {
  return persona => {
    persona.emotion.transitions[id] = transition as Draft<EmotionTransition>;
    pinPlaces(persona);
  };
}

export function changeTransition(id: string, change: (transition: Draft<EmotionTransition>) => void): Recipe {
  return ({ emotion }) => {
    const transition = emotion.transitions[id];
    if (transition !== undefined) change(transition);
  };
}

export function removeTransition(id: string): Recipe {
  return ({ emotion }) => {
    delete emotion.transitions[id];
  };
}

/** A transition between two states that were connected by hand; what causes it is said next. */
export function newTransitionFrom(from: Emotion | undefined, to: Emotion): EmotionTransition {
  return { ...(from === undefined ? {} : { from }), to, when: newCause('event', '') };
}
