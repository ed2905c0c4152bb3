import { defineTool, type ToolContext } from '../../../app/sdk/tool.ts';

interface Mood {
  readonly en: string;
  readonly zh: string;
  /** Steps of the scale above its root, in semitones. */
  readonly scale: readonly number[];
  /** MIDI number of the root. */
  readonly root: number;
  readonly beatMs: number;
  /** Lengths of the notes of a bar, in beats; each adds up to four. */
  readonly rhythms: readonly (readonly number[])[];
}

const major = [0, 2, 4, 5, 7, 9, 11, 12];
const minor = [0, 2, 3, 5, 7, 8, 10, 12];
const pentatonic = [0, 2, 4, 7, 9, 12];

const moods: Readonly<Record<string, Mood>> = {
  happy: {
    en: 'happy',
    zh: '欢快',
    scale: major,
    root: 72,
    beatMs: 260,
    rhythms: [
      [1, 1, 0.5, 0.5, 1],
      [0.5, 0.5, 1, 1, 1],
    ],
  },
  calm: {
    en: 'calm',
    zh: '平静',
    scale: pentatonic,
    root: 67,
    beatMs: 520,
    rhythms: [
      [2, 2],
      [2, 1, 1],
    ],
  },
  sad: {
    en: 'sad',
    zh: '忧伤',
    scale: minor,
    root: 64,
    beatMs: 560,
    rhythms: [
      [2, 1, 1],
      [1, 1, 2],
    ],
  },
  proud: {
    en: 'proud',
    zh: '自豪',
    scale: major,
    root: 60,
    beatMs: 340,
    rhythms: [
      [1.5, 0.5, 1, 1],
      [1, 1, 2],
    ],
  },
};

const usualBars = 4;
const names = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'];

interface Note {
  readonly name: string;
  readonly frequencyHz: number;
  readonly durationMs: number;
}

/** Numbers 0…1 from a seed (mulberry32): the same seed gives the same melody. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A walk over the scale in small steps that begins and ends on the root. */
function compose(mood: Mood, bars: number, seed: number): Note[] {
  const random = createRandom(seed);
  const notes: Note[] = [];
  let degree = 0;
  for (let bar = 0; bar < bars; bar++) {
    const rhythm = mood.rhythms[Math.floor(random() * mood.rhythms.length)] ?? [4];
    for (const [index, beats] of rhythm.entries()) {
      const isLast = bar === bars - 1 && index === rhythm.length - 1;
      if (isLast) degree = 0;
      else if (notes.length > 0) {
        const step = Math.floor(random() * 5) - 2;
        degree = Math.min(mood.scale.length - 1, Math.max(0, degree + step));
      }
      const midi = mood.root + (mood.scale[degree] ?? 0);
      notes.push({
        name: names[midi % 12] ?? 'C',
        frequencyHz: Math.round(440 * 2 ** ((midi - 69) / 12)),
        durationMs: Math.round(beats * mood.beatMs),
      });
    }
  }
  return notes;
}

async function give(name: string, bars: number, seed: number, context: ToolContext) {
  const mood = moods[name];
  if (mood === undefined) return { text: '' };
  const notes = compose(mood, bars, seed);
  const spelled = notes.map(note => note.name).join(' ');
  const text =
    context.language === 'zh' ? `一段${mood.zh}的旋律：${spelled}` : `A ${mood.en} tune: ${spelled}`;
  return { text, data: { mood: name, seed, notes: notes.map(note => ({ ...note })) } };
}

/** Melodies by rule: each new one differs, and each can be had again by its seed. */
export default defineTool({
  scope: 'device',
  functions: {
    async compose({ mood, bars }, context) {
      const name = typeof mood === 'string' && Object.hasOwn(moods, mood) ? mood : 'happy';
      const count = typeof bars === 'number' ? bars : usualBars;
      const seed = Number((await context.store.get('seed')) ?? 0) + 1;
      await context.store.set('seed', seed);
      await context.store.set('last', { mood: name, bars: count });
      return give(name, count, seed, context);
    },
    async again(_none, context) {
      const last = await context.store.get('last');
      if (typeof last !== 'object' || last === null || Array.isArray(last)) {
        return { text: context.language === 'zh' ? '还没有编过旋律。' : 'There is no melody yet.' };
      }
      return give(
        String(last.mood),
        Number(last.bars),
        Number((await context.store.get('seed')) ?? 1),
        context,
      );
    },
  },
});
