import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelFacts } from '../../core/models/model-facts.ts';
import type { Persona } from '../../core/persona/persona.ts';
import type { ToolFunction } from '../../core/tools/tool-definition.ts';

/** What the offline model answers from. */
export interface OfflineKnowledge {
  readonly persona: Persona;
  /** Name of a tool as the model calls it → the function with its phrases. */
  readonly functions: ReadonlyMap<string, Pick<ToolFunction, 'id' | 'parameters' | 'phrases'>>;
  /** Id of a tool, as intents and examples name it (`device/ring/on`) → its name; absent: the id with `_` for every sign. */
  readonly toolNames?: ReadonlyMap<string, string>;
  /** Memories that fit what was said, best first; the offline model may answer with them. */
  readonly recall: (text: string) => Promise<readonly string[]>;
  /** Values of `{name}` and other slots that every line may use. */
  readonly slots: Readonly<Record<string, string>>;
  /** Date and time of the hub. */
  readonly date: () => Date;
}

/** A model that can be called, with what is known of it. */
export interface ResolvedModel {
  /** Guarded: cloud switch, circuit breaker, concurrency, retry before the first piece, deadline of the first piece. */
  readonly language: LanguageModelV4;
  readonly name: string;
  readonly provider: string;
  readonly region: string | null;
  readonly isOffline: boolean;
  /** Null for the offline model and for models that are in no list. */
  readonly facts: ModelFacts | null;
  /** Price of a call in yuan; null where no price is known. */
  readonly costYuan: (tokensIn: number, tokensOut: number) => number | null;
}

export interface ModelRequest {
  /** `<provider>/<model>`, or `offline`. */
  readonly name: string;
  readonly region?: string | undefined;
  /** Markets of the profile: a region outside them is not chosen by itself. */
  readonly markets: readonly string[];
  /** `hub`: a model that runs in the cloud is refused. */
  readonly placement: 'hub' | 'cloud';
  readonly firstPieceMs?: number;
}

/** Gives out language models. Throws a `StudioError` `model/…` where one cannot be used: no key, cloud off, unknown. */
export interface ModelAccess {
  resolve(request: ModelRequest): ResolvedModel;
  offline(knowledge: OfflineKnowledge): ResolvedModel;
}
