import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import { setStudio } from '../bootstrap/studio-client.ts';
import { testKit, testResult } from '../features/kits/testing-kit-sources.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { targetKit, useKitStore } from './kit-store.ts';
import { notePhase, type PhaseTime } from './phase-times.ts';
import { rememberedTarget, rememberTarget } from './remembered-targets.ts';

vi.mock('./document-sync.ts', () => ({ settleDocument: async () => undefined }));

const virtual = testKit({ kitId: 'virtual:1', transport: 'virtual' });
const serial = testKit();

beforeEach(() => useKitStore.setState({ kits: [virtual, serial], runs: {}, targets: {}, asking: null }));

describe('the target of a project', () => {
  it('is the chosen kit while it is there, else the virtual board', () => {
    const kits: readonly Kit[] = [serial, virtual];
    expect(targetKit({ kits, targets: { p: 'usb:1' } }, 'p')?.kitId).toBe('usb:1');
    expect(targetKit({ kits, targets: { p: 'usb:gone' } }, 'p')?.kitId).toBe('virtual:1');
    expect(targetKit({ kits, targets: {} }, null)?.kitId).toBe('virtual:1');
  });

  it('is remembered by folder, the newest fifty', () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    for (let place = 0; place < 51; place += 1) rememberTarget(`/projects/${place}`, `usb:${place}`);
    rememberTarget('/projects/1', 'usb:other');
    expect(rememberedTarget('/projects/0')).toBeNull();
    expect(rememberedTarget('/projects/1')).toBe('usb:other');
    expect(rememberedTarget('/projects/50')).toBe('usb:50');
    kept.set('cambrian.targets', '{"not": "a list"}');
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(rememberedTarget('/projects/1')).toBeNull();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
});

describe('a push that needs the person’s word', () => {
  it('asks, and goes on with what was agreed to', async () => {
    const calls: object[] = [];
    const studio = createFakeStudio();
    const older = new StudioError('push/older-sequence', { found: 42, sequence: 41 } as never);
    setStudio({
      ...studio,
      device: {
        ...studio.device,
        run: async input => {
          calls.push(input);
          if (input.allowOlder !== true) throw older;
          return testResult();
        },
      },
    });
    const { run } = useKitStore.getState();
    expect(await run('p', { kitId: 'usb:1', consents: { replaceForeign: true } })).toEqual({
      kind: 'asking',
    });
    const { asking, runs } = useKitStore.getState();
    expect(asking).toMatchObject({
      from: 'one',
      consents: { replaceForeign: true },
      kits: [{ kitId: 'usb:1' }],
    });
    // Where the person leaves it, the reason stays.
    expect(runs['usb:1']).toMatchObject({ kind: 'failed', error: { code: 'push/older-sequence' } });
    const outcome = await run('p', {
      kitId: 'usb:1',
      consents: { ...asking?.consents, allowOlder: true },
    });
    expect(outcome.kind).toBe('done');
    expect(calls.at(-1)).toMatchObject({ kitId: 'usb:1', replaceForeign: true, allowOlder: true });
    expect(useKitStore.getState().asking).toBeNull();
  });
});

describe('phases', () => {
  it('end when the next begins', () => {
    let phases: readonly PhaseTime<'compile' | 'open'>[] = [];
    phases = notePhase(phases, { phase: 'compile', elapsedMs: 0 });
    phases = notePhase(phases, { phase: 'compile', elapsedMs: 20 });
    phases = notePhase(phases, { phase: 'open', elapsedMs: 35 });
    expect(phases).toEqual([
      { phase: 'compile', startedAtMs: 0, elapsedMs: 35 },
      { phase: 'open', startedAtMs: 35, elapsedMs: null },
    ]);
  });
});
