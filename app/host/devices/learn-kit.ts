import type { Kit, KitAbout, Session } from '../../contract/services/device-service.ts';
import { type Manifest, manifestSchema } from '../../core/compiler/bundle.ts';
import { type Bundle, hashHex } from '../build/bundle-writer.ts';
import { loaderMark } from '../build/device-sources.ts';
import { askAbout, askChangedFiles } from './about-script.ts';
import type { InspectedProgram } from './link/inspect-program.ts';
import type { LiveSession } from './link/live-session.ts';
import type { Provenance } from './provenance.ts';
import { currentRecord } from './push/pointer-record.ts';
import type { PushedProgram } from './push/push-bundle.ts';

type Program = NonNullable<KitAbout['program']>;
type Learned = Pick<KitAbout, 'firmware' | 'program'>;

/** A program of ours says something every second. */
const helloPatienceMs = 2_500;

export interface KitLearnerOptions {
  readonly provenance: Provenance;
  /** What is known of a kit now; null where nothing is. */
  readonly known: (kitId: string) => KitAbout | null;
  readonly learn: (about: KitAbout) => void;
}

/** Finds out what kits have inside: after each push, after each hello, and when somebody asks. */
export class KitLearner {
  readonly #options: KitLearnerOptions;
  /** By kit: the program that was asked about last, so that each is asked once. */
  readonly #asked = new Map<string, string>();
  readonly #ended = new AbortController();

  constructor(options: KitLearnerOptions) {
    this.#options = options;
  }

  /** A program of ours runs there: it is asked what it is, where nobody knows. Nothing is interrupted. */
  follow(session: Session, live: LiveSession): void {
    const { kitId, program, state } = session;
    if (state === 'gone' || state === 'detached') this.#asked.delete(kitId);
    if (state !== 'running' || program === null) return;
    const isKnown = hasOwnId(kitId) && this.#options.known(kitId)?.program?.bundle === program.bundle;
    if (isKnown || this.#asked.get(kitId) === program.bundle) return;
    this.#asked.set(kitId, program.bundle);
    this.#askRunning(live, false, this.#ended.signal)
      .then(found => {
        if (found !== null) this.#learn(kitId, { firmware: null, program: found });
      })
      // The kit went away, or something else is done to it: the next hello asks again.
      .catch(() => this.#asked.delete(kitId));
  }

  /** A push is about to begin: what it says when it is over need not be asked. */
  expect(kitId: string, bundle: string): void {
    this.#asked.set(kitId, bundle);
  }

  /** What a push has told. Where it left another program than its own on the kit, that one is asked. */
  pushed(
    kit: Kit,
    live: LiveSession,
    bundle: Bundle,
    signature: Uint8Array | null,
    pushed: PushedProgram,
  ): void {
    const { probe, result } = pushed;
    const firmware =
      probe === null
        ? null
        : {
            implementation: probe.implementation,
            version: probe.version,
            machine: probe.machine,
            fileSystem: result.fileSystem,
          };
    const { kitId } = kit;
    if (result.outcome === 'confirmed' && result.bundle === bundle.hash && result.filesTotal > 0) {
      const program = pushedProgram(bundle, signature, this.#options.provenance);
      this.#asked.set(kitId, bundle.hash);
      this.#learn(kitId, { firmware, program });
      return;
    }
    const program = this.#options.known(kitId)?.program ?? null;
    if (firmware !== null) this.#learn(kitId, { firmware, program });
    this.#asked.delete(kitId);
    if (program?.bundle !== result.bundle) this.follow(live.session, live);
  }

  /**
   * Asks the kit. A program of ours answers while it runs; with `interrupt` anything else is stopped for it and
   * started again; without, what cannot be asked is null, and what was known of it stays known. A kit that nobody has
   * open is opened for it and closed again.
   */
  async inspect(
    kitId: string,
    live: LiveSession,
    interrupt: boolean,
    signal: AbortSignal,
  ): Promise<KitAbout> {
    const wasOpen = live.isOpen;
    try {
      if (!wasOpen) await live.connect(signal);
      if (live.session.state === 'listening') await live.hears(helloPatienceMs, signal);
      return await this.#ask(kitId, live, interrupt, signal);
    } finally {
      if (!wasOpen) await live.disconnect();
    }
  }

  async #ask(kitId: string, live: LiveSession, interrupt: boolean, signal: AbortSignal): Promise<KitAbout> {
    const running = await this.#askRunning(live, true, signal);
    if (running !== null) return this.#learn(kitId, { firmware: null, program: running });
    if (!interrupt) return this.#about(kitId, { firmware: null, program: null });
    const found = await live.atPrompt(signal, async (repl, work): Promise<Learned> => {
      const told = await askAbout(repl, work);
      const { implementation, machine, version } = told;
      const known = this.#options.known(kitId)?.firmware?.fileSystem ?? 'unknown';
      const firmware = { implementation, version, machine, fileSystem: known } as const;
      const record = currentRecord(told.pointers);
      if (record === null || told.main === null || !loaderMark.test(told.main))
        return { firmware, program: null };
      const slot = record.state !== 'confirmed' && record.previous !== '-' ? record.previous : record.slot;
      const { manifest, signature } = told.slots[slot];
      if (manifest === null || parseManifest(manifest) === null) return { firmware, program: null };
      const changedFiles = await askChangedFiles(repl, slot, work);
      const program = inspectedProgram({ manifest, signature, changedFiles }, this.#options.provenance);
      return { firmware, program };
    });
    return this.#learn(kitId, found);
  }

  dispose(): void {
    this.#ended.abort();
  }

  async #askRunning(live: LiveSession, withFiles: boolean, signal: AbortSignal): Promise<Program | null> {
    const inspected = await live.inspect(withFiles, signal);
    return inspected === null ? null : inspectedProgram(inspected, this.#options.provenance);
  }

  #learn(kitId: string, learned: Learned): KitAbout {
    const about = this.#about(kitId, learned);
    this.#options.learn(about);
    return about;
  }

  #about(kitId: string, { firmware, program }: Learned): KitAbout {
    const known = this.#options.known(kitId)?.firmware ?? null;
    return { kitId, learnedAt: new Date().toISOString(), firmware: firmware ?? known, program };
  }
}

/** Whether a kit is one board for ever. At a path there may be another board with the same program the next time. */
function hasOwnId(kitId: string): boolean {
  return kitId.startsWith('usb:') || kitId.startsWith('virtual:');
}

/** A program that was read back whole after it was written. */
function pushedProgram(bundle: Bundle, signature: Uint8Array | null, provenance: Provenance): Program {
  const text = signature === null ? null : Buffer.from(signature).toString('latin1');
  return {
    ...factsOf(bundle.manifest),
    bundle: bundle.hash,
    signature: provenance.check(bundle.manifestBytes, text),
    changedFiles: [],
  };
}

/** A program that was asked. Null where what it told is no manifest. */
function inspectedProgram(inspected: InspectedProgram, provenance: Provenance): Program | null {
  const bytes = Buffer.from(inspected.manifest);
  const manifest = parseManifest(inspected.manifest);
  if (manifest === null) return null;
  return {
    ...factsOf(manifest),
    bundle: hashHex(bytes),
    signature: provenance.check(bytes, inspected.signature),
    changedFiles: inspected.changedFiles === null ? null : [...inspected.changedFiles],
  };
}

function factsOf({ profile, name, board, sequence }: Manifest) {
  return { profile, name, board, sequence };
}

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
