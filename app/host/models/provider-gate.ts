import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IBackoff,
  type IBackoffFactory,
  type IBreaker,
  noJitterGenerator,
  retry,
} from 'cockatiel';
import { StudioError, type StudioErrorJson } from '../../contract/errors/studio-error.ts';
import type { ProviderStatus } from '../../contract/services/models-service.ts';
import { collectStream } from './collect-stream.ts';
import { type CallTarget, ModelFailure, toModelFailure } from './model-failure.ts';
import { Cancelled, type OpenedStream, openStream } from './open-stream.ts';

export interface GateLimits {
  /** Calls that run at once. */
  readonly callsAtOnce: number;
  /** Calls that wait for one of these to end. */
  readonly callsWaiting: number;
  /** Failures in a row after which the circuit opens. */
  readonly failuresToOpen: number;
  /** How long it rests at first; twice as long after each trial that fails. */
  readonly restMs: number;
  readonly longestRestMs: number;
  /** Further attempts of one call, before its first piece. */
  readonly retries: number;
  readonly firstRetryMs: number;
  /** Silence in the middle of an answer after which it is given up. */
  readonly silentMs: number;
}

export const cloudLimits: GateLimits = {
  callsAtOnce: 32,
  callsWaiting: 128,
  failuresToOpen: 4,
  restMs: 5_000,
  longestRestMs: 120_000,
  retries: 2,
  firstRetryMs: 200,
  silentMs: 15_000,
};

/** A server on this computer has one processor; more calls at once only make each slower. */
export const localLimits: GateLimits = { ...cloudLimits, callsAtOnce: 4, callsWaiting: 32, silentMs: 30_000 };

/** Counts failures since the last answer that came whole; an answer that only began well proves nothing yet. */
class FailuresInARow implements IBreaker {
  state = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.state = 0;
  }

  failure(): boolean {
    this.state += 1;
    return this.state >= this.#limit;
  }
}

/** How long the circuit rests: longer after each trial that failed. Remembers the last, so that people can be told. */
class RestTimes implements IBackoff<unknown> {
  readonly #first: IBackoffFactory<unknown>;
  #step: IBackoff<unknown> | null = null;

  constructor(limits: GateLimits) {
    this.#first = new ExponentialBackoff({
      generator: noJitterGenerator,
      initialDelay: limits.restMs,
      maxDelay: limits.longestRestMs,
    });
  }

  get duration(): number {
    return this.#step?.duration ?? 0;
  }

  next(context: unknown): IBackoff<unknown> {
    this.#step = this.#step === null ? this.#first.next(context) : this.#step.next(context);
    return this;
  }

  reset(): void {
    this.#step = null;
  }
}

/** Exponential with jitter, but never sooner than the provider asks. */
function retryTimes(firstMs: number): IBackoffFactory<{ readonly result: unknown }> {
  const wrap = (step: IBackoff<unknown>, result: unknown): IBackoff<{ readonly result: unknown }> => ({
    duration: Math.max(step.duration, failureOf(result)?.retryAfterMs ?? 0),
    next: context => wrap(step.next(context), context.result),
  });
  const exponential = new ExponentialBackoff({ initialDelay: firstMs, maxDelay: 5_000 });
  return { next: context => wrap(exponential.next(), context.result) };
}

function failureOf(result: unknown): ModelFailure | null {
  const error = typeof result === 'object' && result !== null && 'error' in result ? result.error : null;
  return error instanceof ModelFailure ? error : null;
}

/**
 * Stands before one provider. Calls that are too many wait or are refused; a call is tried again with growing, uneven
 * pauses as long as nothing of its answer was given out; a provider that fails again and again rests, and one call at a
 * time then tries whether it is back. Every failure comes out as a `StudioError` `model/…`.
 */
export class ProviderGate {
  readonly provider: string;
  readonly #limits: GateLimits;
  readonly #bulkhead;
  readonly #breaker;
  readonly #failures: FailuresInARow;
  readonly #rest: RestTimes;
  #retryAtMs: number | null = null;
  #lastError: StudioErrorJson | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(provider: string, limits: GateLimits) {
    this.provider = provider;
    this.#limits = limits;
    this.#bulkhead = bulkhead(limits.callsAtOnce, limits.callsWaiting);
    this.#failures = new FailuresInARow(limits.failuresToOpen);
    this.#rest = new RestTimes(limits);
    const counts = (error: unknown): boolean => {
      if (error instanceof ModelFailure) return error.class !== 'refusal';
      // A trial that was cancelled proves nothing: the circuit must not close on it.
      return error instanceof Cancelled && this.#breaker.state === CircuitState.HalfOpen;
    };
    this.#breaker = circuitBreaker(handleWhen(counts), {
      halfOpenAfter: this.#rest,
      breaker: this.#failures,
    });
    this.#breaker.onBreak(() => {
      this.#retryAtMs = Date.now() + this.#rest.duration;
    });
    this.#breaker.onReset(() => {
      this.#rest.reset();
      this.#retryAtMs = null;
    });
    this.#breaker.onStateChange(() => this.#changed());
  }

  get status(): Omit<ProviderStatus, 'key'> {
    const { callsAtOnce, callsWaiting } = this.#limits;
    const { state } = this.#breaker;
    return {
      provider: this.provider,
      circuit:
        state === CircuitState.Open ? 'open' : state === CircuitState.HalfOpen ? 'half-open' : 'closed',
      retryAt:
        state === CircuitState.Open && this.#retryAtMs !== null
          ? new Date(this.#retryAtMs).toISOString()
          : null,
      callsRunning: callsAtOnce - this.#bulkhead.executionSlots,
      callsWaiting: callsWaiting - this.#bulkhead.queueSlots,
      lastError: this.#lastError,
    };
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A model whose every call goes through this gate. `firstPieceMs` counts from the call, waiting and retries included. */
  guard(model: LanguageModelV4, target: CallTarget, firstPieceMs: number): LanguageModelV4 {
    const doStream = (options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> =>
      this.#run(model, options, target, firstPieceMs);
    return {
      specificationVersion: 'v4',
      provider: model.provider,
      modelId: model.modelId,
      supportedUrls: model.supportedUrls,
      doStream,
      // Streamed as well, so that one set of deadlines holds for both.
      doGenerate: async options => collectStream(await doStream(options)),
    };
  }

  /**
   * A place for a call of another protocol; it waits until one is free. Call what comes back once, when the call is over:
   * with what went wrong, or with nothing. Throws as a guarded model does.
   */
  async enter(target: CallTarget, signal: AbortSignal): Promise<(failure?: unknown) => void> {
    signal.throwIfAborted();
    this.#refuseWhileResting();
    const entered = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const running = this.#bulkhead.execute(() => {
      entered.resolve();
      return over.promise;
    }, signal);
    this.#changed();
    running.catch(entered.reject).finally(() => this.#changed());
    try {
      await entered.promise;
    } catch (error) {
      signal.throwIfAborted();
      throw this.#explain(error, target);
    }
    return failure => {
      over.resolve();
      void this.#judge(failure === undefined ? null : toModelFailure(failure, target, true));
    };
  }

  async #run(
    model: LanguageModelV4,
    options: LanguageModelV4CallOptions,
    target: CallTarget,
    firstPieceMs: number,
  ): Promise<LanguageModelV4StreamResult> {
    const caller = options.abortSignal;
    caller?.throwIfAborted();
    this.#refuseWhileResting();
    const deadlineAtMs = Date.now() + firstPieceMs;
    const stop = new AbortController();
    const timedOut = () => {
      const error = new StudioError('model/timed-out', {
        provider: this.provider,
        seconds: Math.round(firstPieceMs / 100) / 10,
      });
      stop.abort(new ModelFailure(error, 'fault'));
    };
    const timer = setTimeout(timedOut, firstPieceMs);
    const cancelled = () => stop.abort(new Cancelled(caller?.reason));
    caller?.addEventListener('abort', cancelled, { once: true });

    const attempt = async (): Promise<OpenedStream> => {
      stop.signal.throwIfAborted();
      try {
        return await openStream(model, { ...options, abortSignal: stop.signal }, target, {
          silentMs: this.#limits.silentMs,
        });
      } catch (error) {
        stop.signal.throwIfAborted();
        throw toModelFailure(error, target, false);
      }
    };
    let lastFailure: ModelFailure | null = null;
    const guarded = () =>
      this.#breaker.execute(attempt).catch((error: unknown) => {
        // The circuit opened between two attempts of this call: what went wrong before says more.
        if (error instanceof BrokenCircuitError && lastFailure !== null) throw lastFailure;
        if (error instanceof ModelFailure) lastFailure = error;
        throw error;
      });
    const mayRetry = (error: unknown) =>
      error instanceof ModelFailure &&
      error.class === 'transient' &&
      this.#breaker.state === CircuitState.Closed &&
      Date.now() + (error.retryAfterMs ?? 0) < deadlineAtMs;
    const retries = retry(handleWhen(mayRetry), {
      maxAttempts: this.#limits.retries,
      backoff: retryTimes(this.#limits.firstRetryMs),
    });

    const opened = Promise.withResolvers<OpenedStream>();
    stop.signal.addEventListener('abort', () => opened.reject(stop.signal.reason), { once: true });
    const slot = async (): Promise<void> => {
      try {
        const stream = await retries.execute(guarded, stop.signal);
        opened.resolve(stream);
        await this.#watch(stream);
      } finally {
        caller?.removeEventListener('abort', cancelled);
      }
    };
    const running = this.#bulkhead.execute(slot, stop.signal);
    this.#changed();
    running.catch(opened.reject).finally(() => this.#changed());
    try {
      const { result } = await opened.promise;
      return result;
    } catch (error) {
      if (caller?.aborted) throw caller.reason;
      throw this.#explain(error, target);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Until the answer is over: one that broke off counts as a failure, one that came whole clears what was counted. */
  async #watch(stream: OpenedStream): Promise<void> {
    const failure = await stream.ended;
    if (failure !== 'cancelled') await this.#judge(failure);
  }

  async #judge(failure: ModelFailure | null): Promise<void> {
    this.#note(failure?.error ?? null);
    if (failure === null) this.#failures.state = 0;
    const isTrial = this.#breaker.state !== CircuitState.Closed;
    if (failure === null ? !isTrial : failure.class === 'refusal') return;
    const outcome = failure === null ? () => Promise.resolve() : () => Promise.reject(failure);
    await this.#breaker.execute(outcome).catch(() => undefined);
  }

  #refuseWhileResting(): void {
    const { state } = this.#breaker;
    const remainingMs = (this.#retryAtMs ?? 0) - Date.now();
    if (state === CircuitState.Closed || (state === CircuitState.Open && remainingMs <= 0)) return;
    // While one call tries whether the provider is back, the others go on offline at once.
    const seconds = Math.max(1, Math.ceil(remainingMs / 1000));
    throw new StudioError('model/circuit-open', { provider: this.provider, seconds });
  }

  #explain(error: unknown, target: CallTarget): StudioError {
    if (error instanceof BulkheadRejectedError) {
      return new StudioError('model/busy', {
        provider: this.provider,
        running: this.#limits.callsAtOnce,
        waiting: this.#limits.callsWaiting,
      });
    }
    if (error instanceof BrokenCircuitError) {
      return new StudioError('model/circuit-open', {
        provider: this.provider,
        seconds: Math.max(1, Math.ceil(((this.#retryAtMs ?? 0) - Date.now()) / 1000)),
      });
    }
    const { error: told } = toModelFailure(error, target, false);
    this.#note(told);
    return told;
  }

  #note(error: StudioError | null): void {
    this.#lastError = error?.toJson() ?? null;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
