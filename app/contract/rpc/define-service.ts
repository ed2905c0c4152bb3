import type { z } from 'zod';

/** One request: what goes in, what comes back, and what is reported on the way where it takes long. */
export interface MethodDefinition {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly progress?: z.ZodType;
}

/**
 * One stream from host to client.
 * `lossless`: every payload arrives in order; the host holds back under backpressure and reports an overflow.
 * `latest`: under backpressure the newest payload replaces the one that waits.
 */
export interface EventDefinition {
  readonly payload: z.ZodType;
  readonly flow: 'lossless' | 'latest';
}

export interface ServiceDefinition {
  readonly name: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
  readonly events: Readonly<Record<string, EventDefinition>>;
}

/** Services by the key under which a client finds them. */
export type ServiceMap = Readonly<Record<string, ServiceDefinition>>;

/** Declares a service. Both halves infer their types from the value that this returns. */
export function defineService<const Definition extends ServiceDefinition>(
  definition: Definition,
): Definition {
  return definition;
}

/** What a caller may pass along with a request. */
export interface CallOptions<Progress = never> {
  readonly signal?: AbortSignal;
  /**
   * After a cancel, waits for what the host says of it: work that leaves something half done says so in its error.
   * Without it the call rejects at once with `rpc/cancelled`.
   */
  readonly awaitsOutcome?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

type Input<Method extends MethodDefinition> = z.input<Method['input']>;
type Output<Method extends MethodDefinition> = z.output<Method['output']>;
type Progress<Method extends MethodDefinition> = Method['progress'] extends z.ZodType
  ? z.output<Method['progress']>
  : never;

/** The client's half: `client.push({ kitId }, { signal, onProgress })`, `client.on('onDidSave', listener)`. */
export type ServiceClient<Service extends ServiceDefinition> = {
  readonly [Name in keyof Service['methods']]: (
    input: Input<Service['methods'][Name]>,
    options?: CallOptions<Progress<Service['methods'][Name]>>,
  ) => Promise<Output<Service['methods'][Name]>>;
} & {
  /** Subscribes; the returned function unsubscribes. */
  on<Name extends keyof Service['events'] & string>(
    event: Name,
    listener: (payload: z.output<Service['events'][Name]['payload']>) => void,
  ): () => void;
};

/** What a method of the host's half gets beside its validated input. */
export interface CallContext<Progress = never> {
  /** Aborts when the client cancels or its channel is lost. */
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/** The host's half. An event is a function that takes a sink and returns how to stop. */
export type ServiceHandlers<Service extends ServiceDefinition> = {
  readonly methods: {
    readonly [Name in keyof Service['methods']]: (
      input: z.output<Service['methods'][Name]['input']>,
      context: CallContext<Progress<Service['methods'][Name]>>,
    ) => Promise<z.input<Service['methods'][Name]['output']>> | z.input<Service['methods'][Name]['output']>;
  };
  readonly events: {
    readonly [Name in keyof Service['events']]: (
      emit: (payload: z.input<Service['events'][Name]['payload']>) => void,
    ) => () => void;
  };
};
