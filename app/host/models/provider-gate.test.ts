import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { cloudLimits, type GateLimits, ProviderGate } from './provider-gate.ts';
import { hear } from './testing/testing-models.ts';

const target = { provider: 'acme', model: 'm', region: 'r', origin: 'https://acme.example' };
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

type Controller = ReadableStreamDefaultController<LanguageModelV4StreamPart>;

/** A model whose answers the test gives by hand. */
class ModelByHand {
  readonly calls: { readonly controller: Controller; readonly signal: AbortSignal | undefined }[] = [];
  /** Thrown by the next calls, in order. */
  readonly failures: StudioError[] = [];

  readonly language: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'acme',
    modelId: 'm',
    supportedUrls: {},
    doGenerate: () => Promise.reject(new Error('not used')),
    doStream: async ({ abortSignal }) => {
      const failure = this.failures.shift();
      if (failure !== undefined) {
        this.calls.push({ controller: null as never, signal: abortSignal });
        throw failure;
      }
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        start: controller => {
          this.calls.push({ controller, signal: abortSignal });
          abortSignal?.addEventListener('abort', () => controller.error(abortSignal.reason));
        },
      });
      return { stream };
    },
  };

  finish(call: number, text = 'ok'): void {
    const controller = this.calls[call]?.controller;
    controller?.enqueue({ type: 'text-start', id: '0' });
    controller?.enqueue({ type: 'text-delta', id: '0', delta: text });
    controller?.enqueue({ type: 'text-end', id: '0' });
    controller?.enqueue({ type: 'finish', usage, finishReason: { unified: 'stop', raw: 'stop' } });
    controller?.close();
  }
}

let model: ModelByHand;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  model = new ModelByHand();
});
afterEach(() => vi.useRealTimers());

const oops = () => new StudioError('model/provider-failed', { provider: 'acme', status: 503 });
const gateWith = (limits: Partial<GateLimits> = {}) =>
  new ProviderGate('acme', { ...cloudLimits, ...limits });
const settle = () => vi.advanceTimersByTimeAsync(0);
const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof StudioError ? error.code : error),
  );

describe('the gate of a provider', () => {
  it('lets so many through, so many wait, and refuses the rest', async () => {
    const gate = gateWith({ callsAtOnce: 2, callsWaiting: 1 });
    const language = gate.guard(model.language, target, 60_000);
    const calls = [0, 1, 2].map(() => hear({ language }));
    await settle();
    expect(gate.status).toMatchObject({ callsRunning: 2, callsWaiting: 1 });
    expect(await codeOf(hear({ language }))).toBe('model/busy');
    expect(model.calls).toHaveLength(2);
    model.finish(0);
    await settle();
    expect(model.calls).toHaveLength(3);
    model.finish(1);
    model.finish(2);
    expect((await Promise.all(calls)).map(heard => heard.text)).toEqual(['ok', 'ok', 'ok']);
    await settle();
    expect(gate.status).toMatchObject({ callsRunning: 0, callsWaiting: 0, circuit: 'closed' });
  });

  it('counts the time in the queue towards the first word', async () => {
    const gate = gateWith({ callsAtOnce: 1 });
    const first = hear({ language: gate.guard(model.language, target, 60_000) });
    await settle();
    const second = codeOf(hear({ language: gate.guard(model.language, target, 500) }));
    await vi.advanceTimersByTimeAsync(500);
    expect(await second).toBe('model/timed-out');
    model.finish(0);
    await first;
    await settle();
    expect(model.calls).toHaveLength(1);
    expect(gate.status).toMatchObject({ callsRunning: 0 });
  });

  it('waits longer and longer between attempts', async () => {
    const gate = gateWith({ retries: 2, firstRetryMs: 200 });
    model.failures.push(oops(), oops());
    const call = hear({ language: gate.guard(model.language, target, 60_000) });
    await settle();
    expect(model.calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(model.calls).toHaveLength(3);
    model.finish(2);
    expect((await call).text).toBe('ok');
  });

  it('does not try again what was refused', async () => {
    model.failures.push(new StudioError('model/key-refused', { provider: 'acme', region: 'r' }));
    const gate = gateWith({ failuresToOpen: 1 });
    expect(await codeOf(hear({ language: gate.guard(model.language, target, 1_000) }))).toBe(
      'model/key-refused',
    );
    expect(model.calls).toHaveLength(1);
    expect(gate.status).toMatchObject({ circuit: 'closed', lastError: { code: 'model/key-refused' } });
  });

  it('rests twice as long after each trial that fails; others go on offline while one tries', async () => {
    const gate = gateWith({ retries: 0, failuresToOpen: 3, restMs: 1_000, longestRestMs: 60_000 });
    const language = gate.guard(model.language, target, 30_000);
    const seen: string[] = [];
    gate.onDidChange(() => {
      if (gate.status.circuit !== seen.at(-1)) seen.push(gate.status.circuit);
    });
    model.failures.push(oops(), oops(), oops(), oops());
    for (let at = 0; at < 3; at += 1) expect(await codeOf(hear({ language }))).toBe('model/provider-failed');
    const openedAt = Date.now();
    expect(gate.status).toMatchObject({ circuit: 'open', retryAt: new Date(openedAt + 1_000).toISOString() });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await codeOf(hear({ language }))).toBe('model/provider-failed');
    expect(gate.status.retryAt).toBe(new Date(Date.now() + 2_000).toISOString());
    await vi.advanceTimersByTimeAsync(1_999);
    expect(await codeOf(hear({ language }))).toBe('model/circuit-open');
    await vi.advanceTimersByTimeAsync(1);
    const trial = hear({ language });
    await settle();
    expect(gate.status.circuit).toBe('half-open');
    expect(await codeOf(hear({ language }))).toBe('model/circuit-open');
    model.finish(4);
    expect((await trial).text).toBe('ok');
    await settle();
    expect(gate.status).toMatchObject({ circuit: 'closed', retryAt: null });
    expect(seen.filter((state, at) => state !== seen[at - 1])).toEqual([
      'closed',
      'open',
      'half-open',
      'open',
      'half-open',
      'closed',
    ]);
  });

  it('does not close on a trial that was cancelled', async () => {
    const gate = gateWith({ retries: 0, failuresToOpen: 1, restMs: 1_000 });
    const language = gate.guard(model.language, target, 30_000);
    model.failures.push(oops());
    await codeOf(hear({ language }));
    await vi.advanceTimersByTimeAsync(1_000);
    const stop = new AbortController();
    const trial = codeOf(hear({ language }, { abortSignal: stop.signal }));
    await settle();
    stop.abort();
    expect(await trial).toMatchObject({ name: 'AbortError' });
    await settle();
    expect(gate.status).toMatchObject({ circuit: 'open', callsRunning: 0 });
  });

  it('counts answers that break off', async () => {
    const gate = gateWith({ failuresToOpen: 2 });
    const language = gate.guard(model.language, target, 30_000);
    for (const at of [0, 1]) {
      const call = hear({ language });
      await settle();
      model.calls[at]?.controller.enqueue({ type: 'text-delta', id: '0', delta: 'Once' });
      await settle();
      model.calls[at]?.controller.close();
      expect((await call).error).toMatchObject({ code: 'model/bad-answer' });
      await settle();
    }
    expect(gate.status.circuit).toBe('open');
  });
});
