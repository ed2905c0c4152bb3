import type {
  EmotionCause,
  EmotionMachine,
  EmotionTransition,
} from '../../../core/persona/emotion-machine.ts';
import { type Emotion, emotions } from '../../../core/ports/port-type.ts';
import { durationWords, eventWords } from './event-words.ts';
import type { feelingTexts } from './feeling.texts.ts';

/** The node from which a transition without a `from` is drawn. */
export const anyState = 'any';

/** A state as it is drawn. `x` and `y` are the middle, pixels. */
export interface DrawnState {
  readonly emotion: Emotion | typeof anyState;
  readonly x: number;
  readonly y: number;
  readonly isRest: boolean;
}

export interface DrawnTransition {
  readonly id: string;
  readonly from: Emotion | typeof anyState;
  readonly to: Emotion;
  readonly when: EmotionCause;
  /** How far the line bows out, pixels, so that lines between the same two states are told apart. */
  readonly bow: number;
}

export interface EmotionGraph {
  readonly states: readonly DrawnState[];
  readonly transitions: readonly DrawnTransition[];
}

const columnWidth = 190;
const rowHeight = 62;
const bowStep = 26;

/** The emotions of a machine: where it rests, what is drawn, and what transitions name. In the order of the 21. */
export function emotionsOf(machine: EmotionMachine): readonly Emotion[] {
  const used = new Set<string>([machine.rest, ...Object.keys(machine.states)]);
  for (const { from, to } of Object.values(machine.transitions)) {
    used.add(to);
    if (from !== undefined) used.add(from);
  }
  return emotions.filter(emotion => used.has(emotion));
}

/** Steps from where it rests, for states that nobody has placed: each step is a column. */
function columnsOf(machine: EmotionMachine, used: readonly Emotion[]): ReadonlyMap<Emotion, number> {
  const columns = new Map<Emotion, number>([[machine.rest, 0]]);
  const waiting: Emotion[] = [machine.rest];
  const transitions = Object.values(machine.transitions);
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const { from, to } of transitions) {
      if ((from !== undefined && from !== at) || columns.has(to)) continue;
      columns.set(to, (columns.get(at) ?? 0) + 1);
      waiting.push(to);
    }
  }
  const last = Math.max(...columns.values(), 0) + (columns.size < used.length ? 1 : 0);
  for (const emotion of used) if (!columns.has(emotion)) columns.set(emotion, last);
  return columns;
}

/** Places of all states: those that were placed by hand stay, the others stand in columns. Pure. */
export function placeStates(
  machine: EmotionMachine,
): ReadonlyMap<Emotion, { readonly x: number; readonly y: number }> {
  const used = emotionsOf(machine);
  const columns = columnsOf(machine, used);
  const byColumn = Map.groupBy(used, emotion => columns.get(emotion) ?? 0);
  return new Map(
    used.map(emotion => {
      const placed = machine.states[emotion];
      if (placed !== undefined && (placed.x !== 0 || placed.y !== 0)) return [emotion, placed] as const;
      const column = columns.get(emotion) ?? 0;
      const members = byColumn.get(column) ?? [];
      const row = members.indexOf(emotion) - (members.length - 1) / 2;
      return [emotion, { x: column * columnWidth, y: row * rowHeight }] as const;
    }),
  );
}

/** A machine as states and bowed lines. Pure. */
export function emotionGraph(machine: EmotionMachine): EmotionGraph {
  const places = placeStates(machine);
  const entries = Object.entries(machine.transitions).sort(([one], [other]) => (one < other ? -1 : 1));
  const states: DrawnState[] = [...places].map(([emotion, { x, y }]) => ({
    emotion,
    x,
    y,
    isRest: emotion === machine.rest,
  }));
  if (entries.some(([, { from }]) => from === undefined)) {
    const xs = states.map(({ x }) => x);
    const ys = states.map(({ y }) => y);
    states.push({
      emotion: anyState,
      x: Math.min(...xs) + (xs.length > 1 ? 0 : -columnWidth),
      y: Math.max(...ys) + rowHeight,
      isRest: false,
    });
  }
  const pairs = new Map<string, number>();
  const transitions = entries.map(([id, { from, to, when }]): DrawnTransition => {
    const source = from ?? anyState;
    const key = `${source} ${to}`;
    const count = pairs.get(key) ?? 0;
    pairs.set(key, count + 1);
    const isBothWays = entries.some(([, other]) => (other.from ?? anyState) === to && other.to === source);
    return { id, from: source, to, when, bow: (isBothWays ? bowStep : 0) + count * bowStep * 1.5 };
  });
  return { states, transitions };
}

/** A cause in a few words, as it stands at a line. */
export function causeWords(when: EmotionCause, say: ReturnType<typeof feelingTexts.say>): string {
  switch (when.kind) {
    case 'text': {
      const words = when.phrases.slice(0, 2).join(', ') + (when.phrases.length > 2 ? '…' : '');
      return when.from === 'persona' ? say('says', { words }) : say('hears', { words });
    }
    case 'event':
      return say('happens', { event: eventWords(when.event, say) });
    case 'time':
      return say('between', { from: when.from, to: when.to });
    case 'idle':
      return say('quietFor', { duration: durationWords(when.afterSeconds, say) });
  }
}

/** What a cause is when its kind has just been chosen. */
export function newCause(kind: EmotionCause['kind'], phrase: string): EmotionCause {
  switch (kind) {
    case 'text':
      return { kind, from: 'person', phrases: [phrase] };
    case 'event':
      return { kind, event: 'arrived' };
    case 'time':
      return { kind, from: '21:00', to: '07:00' };
    case 'idle':
      return { kind, afterSeconds: 300 };
  }
}

/** The first transition that makes sense in a machine: away from where it rests. */
export function newTransition(machine: EmotionMachine): EmotionTransition {
  const other = emotionsOf(machine).find(emotion => emotion !== machine.rest);
  return { from: machine.rest, to: other ?? 'happy', when: newCause('event', '') };
}

/** How a graph is drawn in a given width: its places are spread or drawn together before its words get smaller. */
export interface GraphFit {
  readonly zoom: number;
  /** Height of the drawing, pixels of the screen. */
  readonly height: number;
  readonly toDrawing: (place: { readonly x: number; readonly y: number }) => { x: number; y: number };
  readonly toDocument: (place: { readonly x: number; readonly y: number }) => { x: number; y: number };
}

const margin = { x: 8, y: 24 };
/** Nearer than this, states of two columns would touch. */
const leastSpread = 0.75;
const mostSpread = 1.3;

/** Fits the middles of states into a width. Pure. */
export function fitGraph(
  states: readonly DrawnState[],
  available: number,
  pill: { readonly width: number; readonly height: number },
): GraphFit {
  const xs = states.map(({ x }) => x);
  const ys = states.map(({ y }) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  const extent = Math.max(...xs) - left;
  const frame = pill.width + margin.x * 2;
  const wanted = extent === 0 ? 1 : (available - frame) / extent;
  const spread = Math.min(mostSpread, Math.max(leastSpread, wanted));
  const width = extent * spread + frame;
  const zoom = Math.min(1, Math.max(0.3, available / width));
  const indent = Math.max(0, (available / zoom - width) / 2) + margin.x + pill.width / 2;
  const drop = margin.y + pill.height / 2;
  const depth = Math.max(...ys) - top + pill.height + margin.y * 2;
  return {
    zoom,
    height: Math.max(112, Math.round(depth * zoom)),
    toDrawing: ({ x, y }) => ({ x: (x - left) * spread + indent, y: y - top + drop }),
    toDocument: ({ x, y }) => ({ x: (x - indent) / spread + left, y: y - drop + top }),
  };
}
