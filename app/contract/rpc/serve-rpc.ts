import { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import type {
  EventDefinition,
  MethodDefinition,
  ServiceDefinition,
  ServiceHandlers,
  ServiceMap,
} from './define-service.ts';
import { EventSender } from './event-sender.ts';
import {
  type ClientFrame,
  clientFrameSchema,
  describeIssues,
  type HostFrame,
  maximumFrameLength,
  protocolVersion,
  readFrame,
} from './frame.ts';
import { findUnsafeJson } from './unsafe-json.ts';

/** Something that went wrong on the host and that no client is told in full. */
export interface InternalFailure {
  /** `service.method` or `service.event`. */
  readonly name: string;
  /** Stands in the client's message, so that a person can find this entry in the log. */
  readonly reference: string;
  readonly error: unknown;
}

export interface ServeOptions {
  /** Takes what the log should hold: unexpected errors of handlers, and frames that ended the conversation. */
  readonly onInternalFailure: (failure: InternalFailure) => void;
  /** The most calls in flight and the most subscriptions; beyond, the channel is closed. Default 1024 each. */
  readonly maximumInFlight?: number;
}

export interface RpcServer {
  /** Resolves when the channel is gone and every subscription has been stopped. */
  readonly closed: Promise<void>;
  /** Payloads of lossless events that were dropped for this client, also of subscriptions that have ended. */
  readonly droppedEvents: () => number;
  /** Closes the channel, aborts what runs, stops the events. Idempotent. */
  dispose(): void;
}

export type HandlersOf<Map extends ServiceMap> = { readonly [Name in keyof Map]: ServiceHandlers<Map[Name]> };

/*
 * The dispatch table forgets the types of single methods. What they promise is kept by the schemas: an input reaches
 * a handler only after its schema has made it, which is what the `as never` at the two call sites stands for.
 */
interface AnyHandlers {
  readonly methods: Readonly<
    Record<
      string,
      (input: never, context: { signal: AbortSignal; report: (value: unknown) => void }) => unknown
    >
  >;
  readonly events: Readonly<Record<string, (emit: (payload: unknown) => void) => () => void>>;
}
type AnyMethod = AnyHandlers['methods'][string];
type AnyEvent = AnyHandlers['events'][string];

interface Subscription {
  readonly sender: EventSender;
  stop: () => void;
}

/**
 * Answers one client. Only declared methods dispatch; inputs, outputs, progress and payloads pass their schemas; a
 * cancel frame or the loss of the channel aborts the handler's signal. The first frame must be a hello of the same
 * version. A frame that is none of the protocol closes the channel.
 */
export function serveRpc<Map extends ServiceMap>(
  channel: Channel,
  services: Map,
  handlers: HandlersOf<Map>,
  options: ServeOptions,
): RpcServer {
  return new Server(channel, services, handlers, options);
}

class Server implements RpcServer {
  readonly closed: Promise<void>;
  readonly #channel: Channel;
  readonly #options: ServeOptions;
  readonly #maximumInFlight: number;
  readonly #methods = new Map<string, { definition: MethodDefinition; handle: AnyMethod }>();
  readonly #events = new Map<string, { definition: EventDefinition; subscribe: AnyEvent }>();
  readonly #calls = new Map<number, { name: string; controller: AbortController }>();
  readonly #subscriptions = new Map<number, Subscription>();
  #resolveClosed: () => void = () => undefined;
  #hasGreeted = false;
  #isClosed = false;
  #droppedBefore = 0;

  constructor(
    channel: Channel,
    services: ServiceMap,
    handlers: Readonly<Record<string, AnyHandlers>>,
    options: ServeOptions,
  ) {
    this.#channel = channel;
    this.#options = options;
    this.#maximumInFlight = options.maximumInFlight ?? 1024;
    for (const [key, service] of Object.entries(services)) this.#declare(service, handlers[key]);
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve;
    });
    channel.listen({ onFrame: text => this.#receive(text), onClose: () => this.#finish() });
  }

  droppedEvents = (): number => {
    let dropped = this.#droppedBefore;
    for (const { sender } of this.#subscriptions.values()) dropped += sender.dropped;
    return dropped;
  };

  dispose(): void {
    this.#channel.close();
  }

  #declare(service: ServiceDefinition, handlers: AnyHandlers | undefined): void {
    for (const [name, definition] of Object.entries(service.methods)) {
      const handle = handlers?.methods[name];
      if (handle === undefined) throw new TypeError(`${service.name}.${name} has no handler.`);
      this.#methods.set(`${service.name}.${name}`, { definition, handle });
    }
    for (const [name, definition] of Object.entries(service.events)) {
      const subscribe = handlers?.events[name];
      if (subscribe === undefined) throw new TypeError(`${service.name}.${name} has no event source.`);
      this.#events.set(`${service.name}.${name}`, { definition, subscribe });
    }
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    let frame: ClientFrame;
    try {
      frame = readFrame(text, clientFrameSchema);
      this.#accept(frame);
    } catch (error) {
      this.#fail('rpc.receive', error);
      this.#channel.close();
    }
  }

  #accept(frame: ClientFrame): void {
    if (!this.#hasGreeted) {
      if (frame.type !== 'hello') throw malformed('the first frame is no hello');
      this.#hasGreeted = true;
      this.#send({ type: 'hello', version: protocolVersion });
      // The client reads our version and tells its user; there is nothing more to say to it.
      if (frame.version !== protocolVersion) this.#channel.close();
      return;
    }
    switch (frame.type) {
      case 'hello':
        throw malformed('a second hello');
      case 'call':
        this.#call(frame.id, frame.method, frame.input);
        return;
      case 'cancel':
        this.#cancel(frame.id);
        return;
      case 'subscribe':
        this.#subscribe(frame.id, frame.event, frame.credit);
        return;
      case 'credit':
        this.#subscriptions.get(frame.id)?.sender.grant(frame.credit);
        return;
      case 'unsubscribe':
        this.#unsubscribe(frame.id);
        return;
    }
  }

  #claim(id: number): void {
    if (this.#calls.has(id) || this.#subscriptions.has(id)) throw malformed(`id ${id} is in use`);
    if (Math.max(this.#calls.size, this.#subscriptions.size) >= this.#maximumInFlight) {
      throw malformed(`more than ${this.#maximumInFlight} calls or subscriptions at once`);
    }
  }

  #call(id: number, name: string, input: unknown): void {
    this.#claim(id);
    const method = this.#methods.get(name);
    if (method === undefined) {
      this.#sendError(id, new StudioError('rpc/undeclared-method', { name }));
      return;
    }
    const controller = new AbortController();
    this.#calls.set(id, { name, controller });
    this.#run(id, name, method, input, controller.signal)
      .catch(error => this.#sendError(id, this.#outward(name, error, controller.signal)))
      .finally(() => this.#calls.delete(id));
  }

  #cancel(id: number): void {
    // An unknown id is a call that has just ended.
    const call = this.#calls.get(id);
    call?.controller.abort(new StudioError('rpc/cancelled', { name: call.name }));
  }

  async #run(
    id: number,
    name: string,
    { definition, handle }: { definition: MethodDefinition; handle: AnyMethod },
    input: unknown,
    signal: AbortSignal,
  ): Promise<void> {
    const unsafe = findUnsafeJson(input);
    if (unsafe !== null) throw new StudioError('rpc/invalid-input', { name, problem: unsafe });
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) {
      throw new StudioError('rpc/invalid-input', { name, problem: describeIssues(parsed.error) });
    }
    const report = (value: unknown) => {
      if (!this.#calls.has(id)) return;
      this.#send({ type: 'progress', id, value: checked(name, definition.progress, value) });
    };
    const output = await handle(parsed.data as never, { signal, report });
    const text = JSON.stringify({
      type: 'result',
      id,
      output: checked(name, definition.output, output),
    } satisfies HostFrame);
    if (text.length > maximumFrameLength) {
      throw new StudioError('rpc/too-large', { name, length: text.length, limit: maximumFrameLength });
    }
    if (!this.#isClosed) this.#channel.send(text);
  }

  #subscribe(id: number, name: string, credit: number): void {
    this.#claim(id);
    const event = this.#events.get(name);
    if (event === undefined) {
      this.#sendError(id, new StudioError('rpc/undeclared-method', { name }));
      return;
    }
    const sender = new EventSender(id, event.definition.flow, credit, text => {
      if (!this.#isClosed) this.#channel.send(text);
    });
    const subscription: Subscription = { sender, stop: () => undefined };
    this.#subscriptions.set(id, subscription);
    try {
      subscription.stop = event.subscribe(payload => {
        if (this.#subscriptions.get(id) !== subscription) return;
        const parsed = event.definition.payload.safeParse(payload);
        if (parsed.success) sender.emit(parsed.data);
        else this.#endSubscription(id, name, invalidOutput(name, describeIssues(parsed.error)));
      });
    } catch (error) {
      this.#endSubscription(id, name, error);
    }
    // The source may have failed while it was being started, before its way to stop was known.
    if (this.#subscriptions.get(id) !== subscription) this.#stop(name, subscription);
  }

  #endSubscription(id: number, name: string, error: unknown): void {
    this.#unsubscribe(id);
    this.#sendError(id, this.#outward(name, error));
  }

  #unsubscribe(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) return;
    this.#subscriptions.delete(id);
    this.#droppedBefore += subscription.sender.dropped;
    this.#stop('rpc.unsubscribe', subscription);
  }

  #stop(name: string, subscription: Subscription): void {
    const { stop } = subscription;
    subscription.stop = () => undefined;
    try {
      stop();
    } catch (error) {
      this.#fail(name, error);
    }
  }

  /** What a client may know of an error. */
  #outward(name: string, error: unknown, signal?: AbortSignal): StudioError {
    if (signal?.aborted && (error === signal.reason || isAbortError(error))) {
      return new StudioError('rpc/cancelled', { name });
    }
    if (error instanceof StudioError && error.code !== 'rpc/invalid-output') return error;
    const reference = this.#fail(name, error);
    if (error instanceof StudioError) return error;
    const kind = error instanceof Error ? error.name : typeof error;
    return new StudioError('internal/unexpected', {
      message: `${kind} in ${name}, log reference ${reference}`,
    });
  }

  /** Logs; returns the reference under which the entry is found. */
  #fail(name: string, error: unknown): string {
    const reference = Math.random().toString(36).slice(2, 10).padEnd(8, '0');
    this.#options.onInternalFailure({ name, reference, error });
    return reference;
  }

  #send(frame: HostFrame): void {
    if (!this.#isClosed) this.#channel.send(JSON.stringify(frame));
  }

  #sendError(id: number, error: StudioError): void {
    this.#send({ type: 'error', id, error: error.toJson() });
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const lost = new StudioError('rpc/disconnected', {});
    for (const { controller } of this.#calls.values()) controller.abort(lost);
    for (const id of [...this.#subscriptions.keys()]) this.#unsubscribe(id);
    this.#resolveClosed();
  }
}

function malformed(problem: string): StudioError<'rpc/malformed-frame'> {
  return new StudioError('rpc/malformed-frame', { problem });
}

function invalidOutput(name: string, problem: string): StudioError<'rpc/invalid-output'> {
  return new StudioError('rpc/invalid-output', { name, problem });
}

function isAbortError(error: unknown): boolean {
  return (error instanceof Error && error.name === 'AbortError') || StudioError.is(error, 'rpc/cancelled');
}

function checked(name: string, schema: MethodDefinition['progress'], value: unknown): unknown {
  if (schema === undefined) throw invalidOutput(name, 'progress that is not declared');
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidOutput(name, describeIssues(parsed.error));
  return parsed.data;
}
