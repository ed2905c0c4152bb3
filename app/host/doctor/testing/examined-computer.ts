import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Session } from '../../../contract/services/device-service.ts';
import {
  type Diagnosis,
  type DoctorCheckId,
  doctorChecks,
  doctorService,
} from '../../../contract/services/doctor-service.ts';
import { PortDiscovery, type PortVisit } from '../../devices/discovery.ts';
import { KitBook } from '../../devices/kit-book.ts';
import { KitList } from '../../devices/kit-list.ts';
import { FakeSystem } from '../../devices/testing/fake-system.ts';
import { openPseudoTerminal, type PseudoTerminal } from '../../devices/testing/pseudo-terminal.ts';
import { BaseTransport } from '../../devices/transports/base-transport.ts';
import { loadPlugins } from '../../plugins/load-plugins.ts';
import { createDoctor, type DoctorOptions } from '../create-doctor.ts';
import type { SystemUser } from '../system-facts.ts';

// Each cause is set up on a computer that is made for the test, over real ports, and looked for.

const library = await loadPlugins({ builtIn: join(import.meta.dirname, '../../../../plugins') });
export const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

export const bridgeIds = { vendorId: '1a86', productId: '7523', product: 'USB Serial' };
export const picoIds = {
  vendorId: '2e8a',
  productId: '0005',
  serialNumber: 'E660583883',
  product: 'Board in FS mode',
};
export const times = { openMs: 2_000, listenMs: 60, interruptMs: 1_500, askMs: 3_000 };

export async function setUp(
  options: Partial<DoctorOptions> & { visits?: PortVisit[]; sessions?: Session[]; busy?: boolean } = {},
) {
  const system = await FakeSystem.create();
  cleanUps.push(() => system.remove());
  const stateDirectory = await mkdtemp(join(tmpdir(), 'cambrian-doctor-'));
  cleanUps.push(() => rm(stateDirectory, { recursive: true, force: true }));
  const catalogue = () => library.catalogue;
  const discovery = new PortDiscovery({ folders: system.folders });
  const kits = new KitList({ catalogue, discovery, book: new KitBook(null) });
  const learned: unknown[] = [];
  const doctor = createDoctor({
    kits: {
      list: () => kits.list(),
      sessions: () => options.sessions ?? [],
      borrowPort: async (kitId, _, work) => {
        if (options.busy === true) throw new StudioError('device/busy', { kitId });
        const kit = (await kits.list()).find(candidate => candidate.kitId === kitId);
        if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
        return work(kit);
      },
      learn: about => learned.push(about),
      abouts: () => [],
      shortVisits: () => options.visits ?? [],
    },
    catalogue,
    stateDirectory,
    environment: {},
    folders: system.folders,
    times,
    ...options,
  });
  const examine = async (request: { kitId?: string; path?: string; interrupt?: boolean } = {}) => {
    const reports: number[] = [];
    const diagnosis = await doctor.handlers.methods.examine(
      { kitId: request.kitId ?? null, path: request.path ?? null, interrupt: request.interrupt ?? false },
      { signal: new AbortController().signal, report: findings => reports.push(findings.length) },
    );
    // In the shape that the contract declares, told one by one, each in both languages.
    expect(doctorService.methods.examine.output.parse(diagnosis)).toEqual(diagnosis);
    expect(reports).toEqual(doctorChecks.map((_, index) => index + 1));
    for (const { remedy, text, title } of diagnosis.findings) {
      for (const words of [title, text, ...(remedy === null ? [] : [remedy.text])]) {
        expect(words.en).not.toMatch(/\{\w+\}|undefined|null/);
        expect(words.zh).toMatch(/\p{Script=Han}/u);
      }
    }
    return diagnosis;
  };
  return { system, examine, doctor, learned, stateDirectory };
}

export function terminal(): PseudoTerminal & { readonly received: () => string } {
  const opened = openPseudoTerminal();
  cleanUps.push(() => opened.destroy());
  let received = '';
  opened.onData(bytes => {
    received += Buffer.from(bytes).toString('latin1');
  });
  return Object.assign(opened, { received: () => received });
}

/** A port from which these words come as soon as it is listened to, and again after every byte that is sent to it. */
export function speaker(words: string | Buffer) {
  const port = terminal();
  const bytes = Buffer.from(words);
  port.onData(() => port.write(bytes));
  const timer = setInterval(() => port.write(bytes), 10);
  cleanUps.push(() => clearInterval(timer));
  return port;
}

export function finding(diagnosis: Diagnosis, check: DoctorCheckId) {
  const found = diagnosis.findings.find(candidate => candidate.check === check);
  if (found === undefined) throw new Error(`no finding of ${check}`);
  return found;
}

/** Somebody who is no owner of anything, with rights as the mode of the node says them. */
export function stranger(groupIds: readonly number[]): SystemUser {
  return {
    name: 'ada',
    userId: 4711,
    groupIds,
    mayUse: async path => {
      const { gid, mode } = await stat(path);
      return groupIds.includes(gid) ? (mode & 0o060) === 0o060 : (mode & 0o006) === 0o006;
    },
  };
}

/** A port whose opening fails in a given way. */
export class Refused extends BaseTransport {
  readonly kind = 'serial';
  readonly #error: StudioError;

  constructor(path: string, error: StudioError) {
    super(path);
    this.#error = error;
  }

  protected async openLink(): Promise<void> {
    throw this.#error;
  }
  protected startReading(): void {
    throw new Error('It never opens.');
  }
  protected async writeLink(): Promise<void> {
    throw new Error('It never opens.');
  }
  async setSignals(): Promise<void> {
    throw new Error('It never opens.');
  }
  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }
}
