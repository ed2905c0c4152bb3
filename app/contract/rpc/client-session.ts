import { StudioError } from '../errors/studio-error.ts';
import type { Channel } from './channel.ts';
import type { CallOptions, EventDefinition, ServiceMap } from './define-service.ts';
import {
  type ClientFrame,
  hostFrameSchema,
  maximumFrameLength,
  protocolVersion,
  readFrame,
} from './frame.ts';

/**
 * How much text of each subscription may be under way, in UTF-16 code units. A `latest` event gets little, so that
 * what arrives is new.
 */
const window = { lossless: 256 * 1024, latest: 16 * 1024 } as const satisfies Record<
  EventDefinition['flow'],
  number
>;

interface PendingCall {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((value: unknown) => void) | undefined;
}

interface ClientEvent {
  /** `service.event` */
  readonly name: string;
  readonly window: number;
  readonly listeners: Set<(payload: unknown) => void>;
  /** The subscription on the present channel; null while there is none. */
  id: number | null;
  /** Consumed, and not yet granted again. */
  consumed: number;
}

export interface ClientSessionOptions {
  /**
   * Takes what has no caller to be told: a gap in a lossless event (`rpc/overflow`), an event that the host ended
   * with an error.
   */
  readonly onProblem?: (problem: StudioError) => void;
}

/**
 * The client's side of a conversation, over one channel after another: calls belong to the channel they were made on,
 * listeners outlive it and are subscribed again on the next.
 */
export class ClientSession {
  readonly #onProblem: (problem: StudioError) => void;
  readonly #pending = new Map<number, PendingCall>();
  readonly #events = new Map<string, ClientEvent>();
  readonly #subscriptions = new Map<number, ClientEvent>();
  #channel: Channel | null = null;
  #nextId = 1;
  #dropped = 0;

  constructor(services: ServiceMap, options: ClientSessionOptions) {
    this.#onProblem = options.onProblem ?? (() => undefined);
    for (const service of Object.values(services)) {
      for (const [event, { flow }] of Object.entries(service.events)) {
        const name = `${service.name}.${event}`;
        this.#events.set(name, { name, window: window[flow], listeners: new Set(), id: null, consumed: 0 });
      }
    }
  }

  /** Payloads of lossless events that the host could not keep for this client. */
  get droppedEvents(): number {
    return this.#dropped;
  }

  /**
   * Talks over this channel until it closes. `onReady` is told when the host has answered with the same version;
   * `onEnd` once, why it ended: `rpc/version-mismatch`, `rpc/malformed-frame`, else `rpc/disconnected`.
   */
  attach(channel: Channel, onReady: () => void, onEnd: (reason: StudioError) => void): void {
    let reason: StudioError = new StudioError('rpc/disconnected', {});
    const end = (error: unknown) => {
      reason = StudioError.from(error);
      channel.close();
    };
    this.#channel?.close();
    this.#channel = channel;
    channel.listen({
      onFrame: text => {
        try {
          if (this.#receive(text)) onReady();
        } catch (error) {
          end(error);
        }
      },
      onClose: () => {
        if (this.#channel === channel) this.#detach(reason);
        onEnd(reason);
      },
    });
    this.#send({ type: 'hello', version: protocolVersion });
    for (const event of this.#events.values()) {
      if (event.listeners.size > 0) this.#subscribe(event);
    }
  }

  /** Ends the present channel; its calls reject. Listeners stay. */
  close(): void {
    this.#channel?.close();
  }

  call(name: string, input: unknown, options: CallOptions<unknown> = {}): Promise<unknown> {
    const { signal, awaitsOutcome = false, onProgress } = options;
    if (this.#channel === null) return Promise.reject(new StudioError('rpc/disconnected', {}));
    if (signal?.aborted) return Promise.reject(new StudioError('rpc/cancelled', { name }));
    const id = this.#nextId;
    this.#nextId += 1;
    const text = JSON.stringify({ type: 'call', id, method: name, input } satisfies ClientFrame);
    if (text.length > maximumFrameLength) {
      return Promise.reject(
        new StudioError('rpc/too-large', { name, length: text.length, limit: maximumFrameLength }),
      );
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#send({ type: 'cancel', id });
        if (awaitsOutcome) return;
        this.#pending.delete(id);
        reject(new StudioError('rpc/cancelled', { name }));
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const settle =
        <Value>(outcome: (value: Value) => void) =>
        (value: Value) => {
          signal?.removeEventListener('abort', cancel);
          outcome(value);
        };
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject), onProgress });
      this.#channel?.send(text);
    });
  }

  on(name: string, listener: (payload: unknown) => void): () => void {
    const event = this.#events.get(name);
    if (event === undefined) throw new StudioError('rpc/undeclared-method', { name });
    // A function of its own for each call, so that one listener may be given twice and be taken off once.
    const own = (payload: unknown) => listener(payload);
    event.listeners.add(own);
    if (event.id === null) this.#subscribe(event);
    return () => {
      if (!event.listeners.delete(own) || event.listeners.size > 0 || event.id === null) return;
      this.#send({ type: 'unsubscribe', id: event.id });
      this.#subscriptions.delete(event.id);
      event.id = null;
    };
  }

  #subscribe(event: ClientEvent): void {
    if (this.#channel === null) return;
    const id = this.#nextId;
    this.#nextId += 1;
    event.id = id;
    event.consumed = 0;
    this.#subscriptions.set(id, event);
    this.#send({ type: 'subscribe', id, event: event.name, credit: event.window });
  }

  /** Takes one frame; true where it is the host's hello. */
  #receive(text: string): boolean {
    const frame = readFrame(text, hostFrameSchema);
    if (frame.type === 'hello') {
      if (frame.version === protocolVersion) return true;
      throw new StudioError('rpc/version-mismatch', {
        clientVersion: protocolVersion,
        hostVersion: frame.version,
      });
    }
    // An id that was never given out; one that is merely unknown belongs to a call or subscription just ended.
    if (frame.id >= this.#nextId) {
      throw new StudioError('rpc/malformed-frame', { problem: `id ${frame.id} was never used` });
    }
    switch (frame.type) {
      case 'progress':
        this.#notify(this.#pending.get(frame.id)?.onProgress, frame.value);
        break;
      case 'result':
        this.#take(frame.id)?.resolve(frame.output);
        break;
      case 'error':
        this.#receiveError(frame.id, StudioError.fromJson(frame.error));
        break;
      case 'event':
        this.#receiveEvent(frame.id, frame.payload, text.length);
        break;
      case 'gap':
        this.#receiveGap(frame.id, frame.dropped);
        break;
    }
    return false;
  }

  #receiveError(id: number, error: StudioError): void {
    const call = this.#take(id);
    if (call !== undefined) {
      call.reject(error);
      return;
    }
    const event = this.#subscriptions.get(id);
    if (event === undefined) return;
    this.#subscriptions.delete(id);
    event.id = null;
    this.#onProblem(error);
  }

  #receiveEvent(id: number, payload: unknown, length: number): void {
    const event = this.#subscriptions.get(id);
    if (event === undefined) return;
    for (const listener of event.listeners) this.#notify(listener, payload);
    event.consumed += length;
    // Half a window at a time: a frame of credit for each event would double the traffic.
    if (event.consumed * 2 >= event.window && event.id === id) {
      this.#send({ type: 'credit', id, credit: event.consumed });
      event.consumed = 0;
    }
  }

  #receiveGap(id: number, dropped: number): void {
    const event = this.#subscriptions.get(id);
    this.#dropped += dropped;
    if (event !== undefined) {
      this.#onProblem(new StudioError('rpc/overflow', { name: event.name, dropped }));
    }
  }

  /** A listener that throws is a bug of its own; it must neither end the conversation nor go unseen. */
  #notify(listener: ((value: unknown) => void) | undefined, value: unknown): void {
    try {
      listener?.(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }

  #send(frame: ClientFrame): void {
    this.#channel?.send(JSON.stringify(frame));
  }

  #detach(reason: StudioError): void {
    this.#channel = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const event of this.#subscriptions.values()) event.id = null;
    this.#subscriptions.clear();
    for (const call of pending) call.reject(reason);
  }
}
