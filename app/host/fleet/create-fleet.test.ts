import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, PushConsents, PushResult } from '../../contract/services/device-service.ts';
import type { FlashResult } from '../../contract/services/firmware-service.ts';
import type { PreparedProgram, PushedToKit } from '../devices/program-runner.ts';
import { createFleet, type Fleet, type StartOptions } from './create-fleet.ts';
import type { FlashKit, FleetKits } from './fleet-parts.ts';

const noConsents: PushConsents = { replaceForeign: false, allowOtherBoard: false, allowOlder: false };

function kit(kitId: string, given: Partial<Kit> = {}): Kit {
  return {
    kitId,
    transport: 'serial',
    path: `/dev/${kitId}`,
    title: `Kit ${kitId}`,
    boardTitle: 'Board',
    isAttached: true,
    isFavourite: false,
    mode: 'application',
    boardId: null,
    serialNumber: `sn-${kitId}`,
    vendorId: null,
    productId: null,
    manufacturer: null,
    ...given,
  };
}

const confirmed: PushResult = {
  outcome: 'confirmed',
  bundle: 'f00d',
  slot: 'a',
  filesChanged: 3,
  filesTotal: 9,
  bytesWritten: 1_000,
  elapsedMs: 5,
  sequence: 4,
  fileSystem: 'littlefs',
  blocksResent: 0,
  reason: null,
  phases: [],
};

/** A table of kits whose pushes and flashings end when the test says so. */
class Table implements FleetKits {
  kits: Kit[] = [];
  readonly prepared: string[] = [];
  /** What was begun, in order: `flash a`, `push a`. */
  readonly begun: string[] = [];
  readonly consents: Partial<PushConsents>[] = [];
  readonly #ends = new Map<string, { resolve: (value: never) => void; reject: (error: unknown) => void }>();

  readonly flash: FlashKit = ({ kitId }, { signal }) => this.#begin<FlashResult>(`flash ${kitId}`, signal);
  async list() {
    return this.kits;
  }
  abouts() {
    return [];
  }
  async prepare(projectId: string): Promise<PreparedProgram> {
    this.prepared.push(projectId);
    return {
      profileName: 'Night light',
      bundle: { manifest: { sequence: 4 } },
    } as unknown as PreparedProgram;
  }
  push(
    _: PreparedProgram,
    { kitId, ...consents }: { readonly kitId: string } & Partial<PushConsents>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<PushedToKit> {
    this.consents.push(consents);
    return this.#begin<PushedToKit>(`push ${kitId}`, signal);
  }

  end(what: string, result: unknown): Promise<void> {
    return this.#end(what, ({ resolve }) => resolve(result as never));
  }
  pushed(
    kitId: string,
    result: Partial<PushResult> = {},
    sequenceBefore: number | null = null,
  ): Promise<void> {
    return this.end(`push ${kitId}`, { result: { ...confirmed, ...result }, sequenceBefore });
  }
  fails(what: string, error: unknown = new StudioError('push/unplugged', { path: 'x', phase: 'write' })) {
    return this.#end(what, ({ reject }) => reject(error));
  }

  #begin<Result>(what: string, signal: AbortSignal): Promise<Result> {
    const { promise, reject, resolve } = Promise.withResolvers<Result>();
    this.begun.push(what);
    this.#ends.set(what, { resolve: resolve as (value: never) => void, reject });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return promise;
  }
  async #end(
    what: string,
    settle: (end: { resolve: (value: never) => void; reject: (error: unknown) => void }) => void,
  ) {
    const end = this.#ends.get(what);
    if (end === undefined) throw new Error(`${what} has not begun`);
    this.#ends.delete(what);
    settle(end);
    // What follows from it has happened then.
    await new Promise(resolve => setImmediate(resolve));
  }
}

let fleet: Fleet;
let table: Table;
afterEach(() => fleet.dispose());

function setUp(kitIds: readonly string[], atOnce = 8): void {
  table = new Table();
  table.kits = kitIds.map(kitId => kit(kitId));
  fleet = createFleet({ kits: table, flash: table.flash, atOnce, tellEveryMs: 1 });
}

const start = (given: Partial<StartOptions> = {}) =>
  fleet.start({
    kitIds: table.kits.map(({ kitId }) => kitId),
    projectId: 'p',
    imageId: null,
    erase: false,
    consents: noConsents,
    ...given,
  });
const rows = () => fleet.current()?.rows ?? [];
const states = () => rows().map(({ outcome, state }) => (state === 'done' ? outcome : state));

describe('a run', () => {
  it('serves so many at once, in the order of the rows, and builds the program once', async () => {
    setUp(['a', 'b', 'c', 'd'], 2);
    const run = await start();
    expect(run).toMatchObject({ profileName: 'Night light', sequence: 4, finishedAt: null });
    expect(states()).toEqual(['pushing', 'pushing', 'waiting', 'waiting']);
    await table.pushed('b');
    expect(states()).toEqual(['pushing', 'confirmed', 'pushing', 'waiting']);
    await table.fails('push c');
    await table.pushed('a', { outcome: 'unchanged', filesChanged: 0 }, 4);
    await table.pushed('d', { outcome: 'rolled-back', sequence: 2, reason: 'slot-damaged' }, 2);
    expect(await fleet.finished()).toMatchObject({ finishedAt: expect.any(String) });
    expect(states()).toEqual(['unchanged', 'confirmed', 'failed', 'rolled-back']);
    expect(rows()[2]?.error).toMatchObject({ code: 'push/unplugged' });
    expect(rows()[3]).toMatchObject({ sequenceBefore: 2, sequenceAfter: 2, reason: 'slot-damaged' });
    expect(table.prepared).toEqual(['p']);
  });

  it('is one at a time, of kits that there are, with something to do', async () => {
    setUp(['a']);
    await expect(start({ projectId: null })).rejects.toMatchObject({ code: 'fleet/nothing-to-do' });
    await expect(start({ kitIds: ['x'] })).rejects.toMatchObject({ code: 'device/unknown-kit' });
    await expect(fleet.retry(noConsents)).rejects.toMatchObject({ code: 'fleet/no-run' });
    const first = start();
    await expect(start()).rejects.toMatchObject({ code: 'fleet/busy' });
    await first;
    await expect(start()).rejects.toMatchObject({ code: 'fleet/busy', details: { count: 1 } });
    await table.pushed('a');
    await start({ kitIds: ['a', 'a'] });
    expect(rows()).toHaveLength(1);
  });

  it('is cancelled for one kit, or for all that are not done', async () => {
    setUp(['a', 'b', 'c'], 2);
    await start();
    fleet.cancel('c');
    expect(states()).toEqual(['pushing', 'pushing', 'cancelled']);
    await table.pushed('a');
    fleet.cancel(null);
    await fleet.finished();
    expect(states()).toEqual(['confirmed', 'cancelled', 'cancelled']);
    expect(table.begun).toEqual(['push a', 'push b']);
    expect(rows()[1]).toMatchObject({ error: null, attempts: 1 });
    expect(rows()[2]).toMatchObject({ attempts: 0 });
  });

  it('does not begin when the studio was closed while it was prepared', async () => {
    setUp(['a']);
    const starting = start();
    const refused = expect(starting).rejects.toMatchObject({ code: 'rpc/cancelled' });
    await fleet.dispose();
    await refused;
    await expect(start()).rejects.toMatchObject({ code: 'rpc/cancelled' });
    expect(table.begun).toEqual([]);
    expect(fleet.current()).toBeNull();
  });

  it('tells of progress now and then, and of the end at once', async () => {
    setUp(['a']);
    const told: (string | null)[] = [];
    fleet.onDidChange(run => told.push(run.finishedAt));
    await start();
    await table.pushed('a');
    const run = await fleet.finished();
    expect(told.at(-1)).toBe(run?.finishedAt);
    expect(told[0]).toBeNull();
  });
});

describe('a retry', () => {
  it('is of what failed, was cancelled or rolled back, with the same program and its own consents', async () => {
    setUp(['a', 'b', 'c', 'd']);
    await start();
    await table.pushed('a');
    await table.fails('push b');
    await table.pushed('c', { outcome: 'rolled-back', sequence: 2 }, 1);
    fleet.cancel('d');
    await fleet.finished();
    table.begun.length = 0;
    table.consents.length = 0;
    const again = await fleet.retry({ ...noConsents, allowOlder: true });
    expect(again.finishedAt).toBeNull();
    expect(table.begun).toEqual(['push b', 'push c', 'push d']);
    expect(table.consents[0]).toMatchObject({ allowOlder: true });
    expect(rows()[2]).toMatchObject({ sequenceBefore: 2, sequenceAfter: null });
    for (const kitId of ['b', 'c', 'd']) await table.pushed(kitId);
    await fleet.finished();
    expect(states()).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed']);
    expect(rows().map(({ attempts }) => attempts)).toEqual([1, 2, 2, 2]);
    expect(table.prepared).toEqual(['p']);
    // Nothing is left: the run stays as it is.
    expect((await fleet.retry(noConsents)).finishedAt).not.toBeNull();
  });

  it('may be of those that are named', async () => {
    setUp(['a', 'b']);
    await start();
    await table.fails('push a');
    await table.fails('push b');
    await fleet.finished();
    await fleet.retry(noConsents, ['b']);
    expect(states()).toEqual(['failed', 'pushing']);
  });
});

describe('flashing', () => {
  const flashed = (kitId: string | null): FlashResult => ({
    imageId: 'b/1',
    chip: 'ESP32-S3',
    bytesWritten: 900,
    bytesSent: 500,
    verified: 'md5',
    elapsedMs: 1,
    kitId,
    phases: [],
  });

  it('comes first; the push follows the board to where it came back, and a retry does not flash again', async () => {
    setUp(['a']);
    await start({ imageId: 'b/1', erase: true });
    expect(states()).toEqual(['flashing']);
    table.kits.push(kit('a2', { path: '/dev/other' }));
    await table.end('flash a', flashed('a2'));
    expect(rows()[0]).toMatchObject({ kitId: 'a2', path: '/dev/other', state: 'pushing', imageId: 'b/1' });
    await table.fails('push a2');
    await fleet.finished();
    expect(states()).toEqual(['failed']);
    // Both names are its own.
    await fleet.retry(noConsents, ['a']);
    expect(table.begun).toEqual(['flash a', 'push a2', 'push a2']);
    fleet.cancel('a');
    await fleet.finished();
    expect(states()).toEqual(['cancelled']);
  });

  it('is enough where no project is pushed', async () => {
    setUp(['a', 'b']);
    await start({ projectId: null, imageId: 'b/1' });
    await table.end('flash a', flashed(null));
    await table.end('flash b', flashed('b'));
    await fleet.finished();
    expect(states()).toEqual(['flashed', 'flashed']);
    expect(rows()[0]).toMatchObject({ bytesWritten: 900, sequenceAfter: null });
    expect(table.prepared).toEqual([]);
  });

  it('of a board that does not come back is not followed by a push', async () => {
    setUp(['a']);
    await start({ imageId: 'b/1' });
    await table.end('flash a', flashed(null));
    await fleet.finished();
    expect(rows()[0]).toMatchObject({ state: 'failed', error: { code: 'fleet/not-back' } });
  });
});

describe('on paper', () => {
  const report = async (format: 'csv' | 'json') => {
    const { text } = await fleet.handlers.methods.report(
      { format },
      { signal: new AbortController().signal, report: () => undefined },
    );
    return text;
  };

  it('is a line for each kit, of which no spreadsheet makes a formula', async () => {
    setUp([]);
    table.kits = [
      kit('a', { title: '=HYPERLINK("http://evil.example","x")', serialNumber: '@SUM(1)' }),
      kit('b', { title: ' +1+1', boardTitle: 'a "quoted", board\nof two lines' }),
      kit('c', { title: '开发板' }),
    ];
    await start();
    await table.pushed('a');
    await table.pushed('b');
    await table.fails('push c');
    await fleet.finished();
    const csv = await report('csv');
    const { default: papaparse } = await import('papaparse');
    const { data } = papaparse.parse<Record<string, string>>(csv.slice(1), {
      header: true,
      skipEmptyLines: true,
    });
    expect(data).toHaveLength(3);
    expect(data[0]).toMatchObject({
      name: `'=HYPERLINK("http://evil.example","x")`,
      'serial number': "'@SUM(1)",
      outcome: 'confirmed',
      'revision after': '4',
      error: '',
    });
    expect(data[1]).toMatchObject({ name: "' +1+1", board: 'a "quoted", board\nof two lines' });
    expect(data[2]).toMatchObject({ name: '开发板', state: 'failed', error: 'push/unplugged' });
    for (const line of data) for (const cell of Object.values(line)) expect(cell).not.toMatch(/^\s*[=+@-]/);
    expect(JSON.parse(await report('json'))).toEqual(fleet.current());
  });

  it('is a label for each kit, with its number to scan and its name as text', async () => {
    setUp([]);
    table.kits = [kit('a', { title: '<script>alert(1)</script>' }), kit('b', { serialNumber: null })];
    const context = { signal: new AbortController().signal, report: () => undefined };
    const { html } = await fleet.handlers.methods.labels({ kitIds: ['a', 'b'] }, context);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toContain('<script');
    expect(html.match(/<svg/g)).toHaveLength(1);
    expect(html).toContain('sn-a');
    expect(html).toContain('/dev/b');
    expect(html).not.toMatch(/(src|href)=/);
    await expect(fleet.handlers.methods.labels({ kitIds: ['x'] }, context)).rejects.toMatchObject({
      code: 'device/unknown-kit',
    });
  });
});
