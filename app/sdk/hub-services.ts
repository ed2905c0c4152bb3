import type { HeldBackReason } from '../core/persona/proactivity.ts';
import type { Emotion } from '../core/ports/port-type.ts';
import type { CallUsage, HubCaller, HubMessage, JsonValue } from './hub-caller.ts';

/** Sound as it travels on an `audio` wire: a piece of an utterance. `data` is base64. */
export type AudioValue = {
  readonly data: string;
  readonly sampleRateHz: number;
  readonly encoding: 'pcm16' | 'opus';
  /** Pieces of one utterance share this; absent where the sound is a stream without an end. */
  readonly utterance?: string;
  /** The last piece of its utterance; `data` may be empty. */
  readonly last?: boolean;
};

/** A picture as it travels on an `image` wire. `data` is base64. */
export type ImageValue = {
  readonly data: string;
  readonly encoding: 'jpeg' | 'png' | 'mono';
  readonly widthPx?: number;
  readonly heightPx?: number;
};

/** What an agent does, as it does it. */
export type AgentOutput =
  | { readonly kind: 'state'; readonly state: 'idle' | 'listening' | 'thinking' | 'speaking' }
  /** A piece of the reply as it streams in. */
  | { readonly kind: 'words'; readonly text: string }
  /** A whole sentence of the reply, ready to be spoken. */
  | { readonly kind: 'sentence'; readonly text: string; readonly language: 'en' | 'zh' }
  /** The whole reply, once it is complete. */
  | { readonly kind: 'reply'; readonly text: string; readonly isOffline: boolean }
  | { readonly kind: 'emotion'; readonly emotion: Emotion }
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly arguments: JsonValue;
      readonly outcome: 'done' | 'refused' | 'failed';
      /** What came back, or why not. */
      readonly text: string;
    }
  /** It would not talk about this. */
  | { readonly kind: 'refused'; readonly topic: string }
  | { readonly kind: 'spoke-first'; readonly trigger: string; readonly text: string }
  | { readonly kind: 'held-back'; readonly trigger: string; readonly reason: HeldBackReason }
  /** Which memories were used, and what was added. */
  | { readonly kind: 'recalled'; readonly texts: readonly string[] }
  | { readonly kind: 'remembered'; readonly text: string }
  | { readonly kind: 'usage'; readonly usage: CallUsage };

export type OnAgentOutput = (output: AgentOutput) => void;

/** A persona that runs. One per agent node; it keeps its conversation, its emotion and its day's budgets. */
export interface Agent {
  readonly emotion: Emotion;
  /** Something was said. Resolves when the reply is complete or was cut short by the signal; never rejects for a model. */
  hear(text: string, message: HubMessage, image?: ImageValue): Promise<void>;
  /** Somebody is there, by name; null: a stranger, or nobody is known. Memory is kept per person. */
  meet(person: string | null): Promise<void>;
  /** Somebody is there or not, whoever it is. */
  setPresence(isPresent: boolean, message: HubMessage): Promise<void>;
  /** An event of the graph: `dark`, `touched`, … It may move the emotion and lead to first words. */
  notice(event: string, message: HubMessage): Promise<void>;
  /** Lets time do its part: decay of emotion, triggers by the clock. The node calls it about once a second. */
  tick(message: HubMessage): Promise<void>;
  dispose(): Promise<void>;
}

export interface AgentOptions {
  readonly personaId: string;
  /** Name of a model that is used instead of the persona's own; empty: the persona's. */
  readonly model: string;
  readonly caller: HubCaller;
  readonly onOutput: OnAgentOutput;
}

export interface ChatOptions {
  /** `<provider>/<model>`; empty or `offline`: the offline model, which can only answer from `system`'s examples. */
  readonly model: string;
  readonly system: string;
  readonly prompt: string;
  readonly image?: ImageValue;
  /** JSON Schema of the answer; then `text` is checked JSON. */
  readonly schema?: JsonValue;
  readonly maxTokens?: number;
  readonly temperature?: number;
  /** Who calls: where it is placed decides whether a model in the cloud may be asked. Absent: it may. */
  readonly caller?: HubCaller;
}

/** One object per running node that talks to a recogniser; sound goes in, words come out. */
export interface Recognition {
  /** Adds sound, in order. */
  push(audio: AudioValue): void;
  /** No more sound comes; resolves when the last words were given. */
  finish(): Promise<void>;
}

export interface RecognitionOptions {
  readonly model: string;
  readonly languages: readonly string[];
  readonly caller: HubCaller;
  readonly signal: AbortSignal;
  /** `isFinal` false: a guess that may still change. */
  readonly onText: (text: string, isFinal: boolean) => void;
  readonly onUsage: (usage: CallUsage) => void;
  /** It broke in the middle, with words for people; what was heard has been given. `finish` rejects with the same. */
  readonly onEnded?: (failure: Error) => void;
}

export interface SynthesisOptions {
  readonly model: string;
  readonly voice: string;
  readonly text: string;
  readonly caller: HubCaller;
  readonly message: HubMessage;
}

/** A thing seen in a picture. Boxes are shares of the picture, 0…1: left, top, width, height. */
export interface Sighting {
  readonly kind: 'person' | 'face' | 'object' | 'hand' | 'gesture';
  readonly label: string;
  readonly confidence: number;
  readonly box: readonly [left: number, top: number, width: number, height: number] | null;
}

export interface FaceSighting extends Sighting {
  readonly kind: 'face';
  readonly emotion: { readonly label: Emotion; readonly confidence: number } | null;
  /** Where it looks, degrees from straight ahead; null where iris or mesh was not asked for. */
  readonly gaze: { readonly bearingDegrees: number; readonly strength: number } | null;
  readonly ageYears: number | null;
  /** 0…1 that this is a living face, not a picture of one. */
  readonly live: number | null;
  /** Numbers that describe the face; only where they were asked for. */
  readonly descriptor: readonly number[] | null;
}

export const visionFeatures = [
  'faces',
  'emotion',
  'gaze',
  'identity',
  'liveness',
  'hands',
  'body',
  'objects',
] as const;
export type VisionFeature = (typeof visionFeatures)[number];

export interface VisionResult {
  readonly sightings: readonly Sighting[];
  readonly faces: readonly FaceSighting[];
  /** Milliseconds that the models took. */
  readonly tookMs: number;
}

/** What the hub offers to its nodes. Made once per running program. */
export interface HubServices {
  readonly agents: { open(options: AgentOptions): Promise<Agent> };
  readonly models: {
    /** Streams pieces of text; the return value is the whole. Rejects with an error that has words for people. */
    chat(options: ChatOptions, message: HubMessage): AsyncGenerator<string, string>;
    /** Makes a picture. */
    image(
      options: {
        readonly model: string;
        readonly prompt: string;
        readonly widthPx: number;
        readonly heightPx: number;
      },
      message: HubMessage,
    ): Promise<ImageValue>;
  };
  readonly speech: {
    recognize(options: RecognitionOptions): Promise<Recognition>;
    /** Streams sound; ends early when the message is cancelled. */
    synthesize(options: SynthesisOptions): AsyncGenerator<AudioValue, void>;
    /** A detector of voice for one stream: for each piece of sound, how likely it is speech, 0…1. */
    detectVoice(): Promise<{
      readonly push: (audio: AudioValue) => Promise<number>;
      readonly dispose: () => void;
    }>;
    /** A conversation with a model that hears and speaks by itself. */
    converse(options: ConversationOptions): Promise<Conversation>;
  };
  readonly vision: {
    look(image: ImageValue, features: readonly VisionFeature[], signal: AbortSignal): Promise<VisionResult>;
    /** The person whose stored, consented face fits best; null where none does. */
    recognize(
      personaId: string,
      descriptor: readonly number[],
    ): Promise<{ readonly person: string; readonly confidence: number } | null>;
    /** Stores a face as the person's own entry. `consent` must be true: the person said yes. */
    enrol(personaId: string, person: string, descriptor: readonly number[], consent: true): Promise<void>;
  };
  readonly tools: {
    /** Runs a preset tool by plain words, for a tool that is a node by itself. */
    ask(tool: string, words: string, caller: HubCaller, message: HubMessage): Promise<ToolAnswer>;
    /** What a preset tool says by itself later (an alarm that rings); returns how to stop listening. */
    listen(tool: string, caller: HubCaller, onAnnounce: (answer: ToolAnswer) => void): Promise<() => void>;
  };
}

export interface ToolAnswer {
  readonly text: string;
  readonly data: JsonValue;
  /** False where the tool did not understand or could not do it. */
  readonly understood: boolean;
}

export interface ConversationOptions {
  readonly model: string;
  readonly instructions: string;
  readonly voice: string;
  readonly caller: HubCaller;
  readonly signal: AbortSignal;
  readonly onHeard: (text: string) => void;
  readonly onText: (text: string, isFinal: boolean) => void;
  readonly onAudio: (audio: AudioValue) => void;
  /** The person began to speak: what is being played must stop. */
  readonly onInterrupted: () => void;
  readonly onUsage: (usage: CallUsage) => void;
  /** It broke by itself, with words for people; what was said has been given. */
  readonly onEnded?: (failure: Error) => void;
  /** What the model may call while it speaks. */
  readonly functions?: readonly ConversationFunction[];
}

/** A function that a model in conversation may call. */
export interface ConversationFunction {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments, an object. */
  readonly parameters: JsonValue;
  /** Arguments as the model gave them: not checked. What it returns, or why it failed, goes back to the model. */
  readonly call: (arguments_: JsonValue, signal: AbortSignal) => Promise<JsonValue>;
}

export interface Conversation {
  push(audio: AudioValue): void;
  show(image: ImageValue): void;
  /** Stops the answer that is being spoken. */
  interrupt(): void;
  close(): Promise<void>;
}
