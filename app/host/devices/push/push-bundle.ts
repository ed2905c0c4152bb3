import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushProgress, PushResult } from '../../../contract/services/device-service.ts';
import { type Bundle, hashHex } from '../../build/bundle-writer.ts';
import type { DeviceLoader } from '../../build/device-sources.ts';
import type { FrameLink } from '../link/frame-link.ts';
import { inspectProgram } from '../link/inspect-program.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import { BoardReset, type Restored } from './board-reset.ts';
import {
  boardHelpers,
  type Probe,
  probeSchema,
  probeScript,
  switchReplySchema,
  switchScript,
  verifyReplySchema,
  verifyScript,
} from './board-scripts.ts';
import type { BootedProgram, HelloFrame } from './boot-program.ts';
import {
  checkBoard,
  checkProgram,
  hasLoader,
  nobody,
  type ProgramOnKit,
  programOnKit,
} from './check-target.ts';
import { ScriptRunner } from './checked-script.ts';
import { isLinkLost, phaseError } from './phase-error.ts';
import type { Slot } from './pointer-record.ts';
import { provenanceReplySchema, provenanceScript } from './provenance-script.ts';
import type { PushDeadlines } from './push-deadlines.ts';
import {
  type KnownManifests,
  learnManifests,
  type PushPlan,
  type PushTargetRules,
  planPush,
  repairPlan,
} from './push-plan.ts';
import { PushClock, type PushPhase } from './push-progress.ts';
import { sendFiles } from './send-files.ts';
import { confirmProgram, endTrial } from './trial.ts';

export type { HelloFrame } from './boot-program.ts';

export interface PushOptions {
  readonly link: FrameLink;
  /** Opens the transport where it is not open. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly bundle: Bundle;
  readonly loader: DeviceLoader;
  readonly rules: PushTargetRules;
  readonly known: KnownManifests;
  /** Bytes of `signature.json`, which goes into the slot beside the manifest; absent or null: it is not signed. */
  readonly signature?: Uint8Array | null;
  /** Who signed a manifest, in words for people. */
  readonly signerOf?: (manifest: Uint8Array, signature: string | null) => string;
  /**
   * What is known to run there now: the last hello of a program that still speaks; `prompt` where the board is known
   * to wait at its REPL; null where nobody knows, then the push listens first.
   */
  readonly running: HelloFrame | 'prompt' | null;
  readonly deadlines: PushDeadlines;
  readonly signal: AbortSignal;
  readonly report: (progress: PushProgress) => void;
  /** When the push began for whoever asked for it; of `performance.now()`. */
  readonly startedAtMs?: number;
}

export interface PushedProgram {
  readonly result: PushResult;
  /** The program that runs now, by its own word; null where the board is silent. */
  readonly hello: HelloFrame | null;
  /** What the board told of itself; null where nothing had to be asked. */
  readonly probe: Probe | null;
  /** The program of ours that it had before; null where it had none. */
  readonly before: ProgramOnKit | null;
}

/** With less memory free a board is reset before it is written to: a receiver with small blocks is a slow one. */
const enoughFreeBytes = 48 * 1024;

/**
 * Brings a bundle onto a board: open, listen, interrupt, probe, compare, write, verify, switch, boot, confirm.
 *
 * Until the switch the old program is untouched in its slot; after it the loader returns to it unless the new one
 * confirms. Whatever fails, the board is brought back to the old program where it can be reached. Cancelling does the
 * same and rejects with the signal's reason.
 * @throws StudioError `push/…`, `repl/…`, `transport/…`
 */
export async function pushBundle(options: PushOptions): Promise<PushedProgram> {
  return new Push(options).run();
}

class Push {
  readonly #options: PushOptions;
  readonly #clock: PushClock;
  readonly #board: BoardReset;
  #runner: ScriptRunner | null = null;
  #probed: Probe | null = null;
  #before: ProgramOnKit | null = null;
  #filesSent = 0;
  #blocksResent = 0;
  #fileSystem: PushResult['fileSystem'] = 'unknown';
  /** Where the switch has kept a foreign `main.py`. */
  #savedForeign: string | null = null;
  /** What has been reached; says what a failure must undo. */
  #reached: 'nothing' | 'interrupted' | 'switched' = 'nothing';

  constructor(options: PushOptions) {
    this.#options = options;
    this.#clock = new PushClock(options.report, options.startedAtMs);
    const { bundle, deadlines, link, open } = options;
    this.#board = new BoardReset({ link, open, deadlines, bundle: bundle.hash });
  }

  async run(): Promise<PushedProgram> {
    try {
      return await this.#run();
    } catch (error) {
      const restored = await this.#restore();
      // The answer to the confirmation was lost, the confirmation was not.
      if (restored?.kind === 'kept') return this.#done('confirmed', restored.hello, null);
      throw restored?.kind === 'unknown' ? endUnknown(error, this.#path, this.#clock.phase) : error;
    } finally {
      this.#options.link.releaseRepl();
    }
  }

  async #run(): Promise<PushedProgram> {
    const { bundle, signal } = this.#options;
    await this.#phase('open', () => this.#open());
    const running = await this.#phase('listen', () => this.#listenAndCheck());
    this.#before = running;
    if (running?.bundle === bundle.hash) {
      const confirmed = running.state === 'confirmed' ? running : await this.#confirmRunning(running);
      if (confirmed !== null) return this.#done('unchanged', confirmed, null);
    }
    this.#reached = 'interrupted';
    await this.#phase('interrupt', () => this.#interrupt());
    const probe = await this.#phase('probe', () => this.#probe());
    const plan = await this.#phase('compare', () => this.#compare(probe));
    if (!plan.isCurrent) {
      await this.#phase('write', () => this.#write(plan, probe));
      await this.#phase('verify', () => this.#verify(plan, probe));
      signal.throwIfAborted();
      await this.#phase('switch', () => this.#switch(plan));
    }
    const booted = await this.#phase('boot', () => this.#board.boot(this.#options.deadlines.bootMs));
    if (booted.kind !== 'running' || booted.hello.bundle !== bundle.hash) return this.#endTrial(plan, booted);
    if (plan.isCurrent && booted.hello.state === 'confirmed') return this.#endTrial(plan, booted);
    return this.#phase('confirm', () => this.#endTrial(plan, booted));
  }

  // Phases --------------------------------------------------------------------

  async #open(): Promise<void> {
    const { deadlines, open, signal } = this.#options;
    const timeout = AbortSignal.timeout(deadlines.openMs);
    try {
      await open(AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (timeout.aborted && !signal.aborted) throw new DeadlineError(deadlines.openMs);
      throw error;
    }
  }

  /** The hello of the program that runs, where it is one of ours; null where it is another, or silence. */
  async #listen(): Promise<HelloFrame | null> {
    const { bundle, deadlines, link, running, signal } = this.#options;
    if (running === 'prompt') return null;
    if (running !== null) {
      if (running.bundle !== bundle.hash) return running;
      // It spoke a moment ago; the round trip makes sure that it still does.
      try {
        await link.ping({ timeoutMs: Math.max(deadlines.listenMs, 1_000), signal });
        return running;
      } catch (error) {
        if (error instanceof DeadlineError) return null;
        throw error;
      }
    }
    const hello = link.waitFor(frame => (frame.t === 'hello' ? frame : undefined), {
      timeoutMs: deadlines.listenMs,
      signal,
    });
    hello.catch(() => undefined);
    const timeout = AbortSignal.timeout(deadlines.sendMs);
    try {
      await link.send({ t: 'hello' }, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (timeout.aborted && !signal.aborted) throw new DeadlineError(deadlines.sendMs);
      throw error;
    }
    return hello.catch((error: unknown) => {
      if (error instanceof DeadlineError) return null;
      throw error;
    });
  }

  async #interrupt(): Promise<void> {
    const { deadlines, link, signal } = this.#options;
    const repl = link.takeRepl();
    this.#runner = new ScriptRunner({ repl, path: this.#path, helpers: boardHelpers, wire: link.transport });
    await repl.enterRaw({ timeoutMs: deadlines.interruptMs, signal });
  }

  async #probe(): Promise<Probe> {
    const { bundle, deadlines, known, signal } = this.#options;
    const ask = async () =>
      probeSchema.parse(await this.#ask(probeScript(known.keys(), bundle.hash), deadlines.probeMs, signal));
    let probe = await ask();
    // What was interrupted still holds its memory, and some boards have little more.
    if (probe.memoryFree < Math.min(enoughFreeBytes, probe.memoryTotal / 3)) {
      await this.#prompt.freeMemory({ timeoutMs: deadlines.probeMs, signal });
      probe = await ask();
    }
    this.#fileSystem = probe.fileSystem;
    learnManifests(probe, known, text => hashHex(Buffer.from(text)));
    this.#probed = probe;
    return probe;
  }

  async #compare(probe: Probe): Promise<PushPlan> {
    const { bundle, known, loader, rules, signature = null } = this.#options;
    const found = programOnKit(probe, known);
    if (this.#before === null && found !== null && probe.slots[found.slot].hash !== bundle.hash) {
      const signer = () => this.#readSigner(found.slot);
      await checkProgram(found.manifest, bundle.manifest, { machine: probe.machine, rules, signer });
    }
    this.#before ??= found?.manifest ?? null;
    return planPush(probe, bundle, { loader, rules, known, signature });
  }

  /** What the program that runs tells is enough to refuse the kit before anything is interrupted. */
  async #listenAndCheck(): Promise<HelloFrame | null> {
    const { bundle, link, rules, signal } = this.#options;
    const running = await this.#listen();
    if (running === null || running.bundle === bundle.hash) return running;
    checkBoard(running.machine, rules);
    const signer = async () => {
      const told = await inspectProgram(link, { bundle: running.bundle, withFiles: false, signal });
      return told === null ? nobody : this.#signerOf(told.manifest, told.signature);
    };
    await checkProgram(running, bundle.manifest, { machine: running.machine, rules, signer });
    return running;
  }

  async #readSigner(slot: Slot): Promise<string> {
    const { deadlines, signal } = this.#options;
    const reply = await this.#ask(provenanceScript(slot), deadlines.probeMs, signal);
    const { manifest, signature } = provenanceReplySchema.parse(reply);
    return manifest === null ? nobody : this.#signerOf(manifest, signature);
  }

  #signerOf(manifest: string, signature: string | null): string {
    return this.#options.signerOf?.(Buffer.from(manifest), signature) ?? nobody;
  }

  async #write(plan: PushPlan, probe: Probe): Promise<void> {
    const { bundle, known } = this.#options;
    this.#clock.bytesTotal = plan.write.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.#filesSent = plan.write.filter(({ path }) =>
      bundle.files.has(path.slice('/cambrian/a/'.length)),
    ).length;
    await this.#send(plan, probe, bytes => this.#clock.wrote(bytes));
    known.set(bundle.hash, bundle.manifest);
  }

  /** Reads back, sends again what differs, reads back again. */
  async #verify(plan: PushPlan, probe: Probe): Promise<void> {
    const { bundle, deadlines, signal } = this.#options;
    const signed = this.#options.signature == null ? null : hashHex(this.#options.signature);
    for (let attempt = 1; ; attempt++) {
      const reply = await this.#ask(verifyScript(plan.slot), deadlines.verifyMs, signal);
      const { bad, manifest, signature } = verifyReplySchema.parse(reply);
      const isSigned = signed === null || signature === signed;
      const isWhole = manifest === bundle.hash && bad.length === 0 && isSigned;
      if (isWhole) return;
      const [first = 'manifest.json'] = bad;
      if (attempt > 1) {
        throw new StudioError('push/verify-failed', { count: Math.max(1, bad.length), first });
      }
      const wrong = new Set(manifest === bundle.hash ? bad : bundle.files.keys());
      this.#filesSent = Math.max(this.#filesSent, wrong.size);
      await this.#send(repairPlan(plan, bundle, wrong), probe, () => undefined);
    }
  }

  async #send(plan: PushPlan, probe: Probe, onProgress: (bytesDone: number) => void): Promise<void> {
    const { deadlines, link, signal } = this.#options;
    const { blocksResent } = await sendFiles(this.#prompt, plan, {
      transport: link.transport,
      probe,
      deadlineMs: deadlines.writeMs,
      signal,
      onProgress,
    });
    this.#blocksResent += blocksResent;
  }

  async #switch(plan: PushPlan): Promise<void> {
    const { bundle, deadlines } = this.#options;
    this.#reached = 'switched';
    // Not to be cancelled half-way: whoever cancels now gets the old program back through the loader.
    const reply = await this.#ask(
      switchScript({ slot: plan.slot, previous: plan.previous, hash: bundle.hash, loader: plan.loader }),
      deadlines.switchMs,
    );
    this.#savedForeign = switchReplySchema.parse(reply);
  }

  async #endTrial(plan: PushPlan, booted: BootedProgram): Promise<PushedProgram> {
    const { bundle, deadlines, link, signal } = this.#options;
    const { hello, outcome, reason } = await endTrial(booted, {
      link,
      board: this.#board,
      deadlines,
      signal,
      bundle: bundle.hash,
      plan,
      savedForeign: this.#savedForeign,
      onSettled: () => {
        this.#reached = 'nothing';
      },
    });
    return this.#done(outcome, hello, reason);
  }

  // Ends ----------------------------------------------------------------------

  /** A trial of this bundle that some earlier push began and nobody confirmed. Null where it does not answer. */
  async #confirmRunning(hello: HelloFrame): Promise<HelloFrame | null> {
    const { bundle, deadlines, link } = this.#options;
    const board = this.#board;
    try {
      return await this.#phase('confirm', () =>
        confirmProgram(hello, { link, board, deadlines, bundle: bundle.hash }),
      );
    } catch (error) {
      if (StudioError.is(error, 'push/confirm-timeout') || StudioError.is(error, 'push/confirm-refused'))
        return null;
      throw error;
    }
  }

  #done(outcome: PushResult['outcome'], hello: HelloFrame, reason: string | null): PushedProgram {
    const { bundle } = this.#options;
    return {
      hello,
      probe: this.#probed,
      before: this.#before,
      result: {
        outcome,
        bundle: hello.bundle,
        slot: hello.slot,
        filesChanged: this.#filesSent,
        filesTotal: bundle.files.size,
        bytesWritten: this.#clock.bytesDone,
        elapsedMs: this.#clock.elapsedMs,
        sequence: hello.sequence,
        fileSystem: this.#fileSystem,
        blocksResent: this.#blocksResent,
        reason,
        // Still grows by the phase that is just ending.
        phases: this.#clock.phases,
      },
    };
  }

  /** After a failure: the old program again, where the board can still be reached. Null before the switch. */
  async #restore(): Promise<Restored | null> {
    const reached = this.#reached;
    if (reached === 'nothing') return null;
    try {
      if (reached === 'switched') return await this.#board.leaveTrial();
      await this.#board.restart(this.#hadOurs ? 'ours' : 'foreign');
      return null;
    } catch (error) {
      // The first failure is the one that is reported; the loader puts things right at the next reset.
      if (!(error instanceof Error)) throw error;
      return reached === 'switched' ? { kind: 'unknown' } : null;
    }
  }

  /** Whether a program of ours is what a reset starts. Where nobody knows, it may be. */
  get #hadOurs(): boolean {
    const probe = this.#probed;
    return this.#before !== null || probe === null || hasLoader(probe);
  }

  // Small things ----------------------------------------------------------------

  get #path(): string {
    return this.#options.link.transport.path;
  }

  get #prompt(): ScriptRunner {
    if (this.#runner === null) throw new Error('The push has no prompt in this phase.');
    return this.#runner;
  }

  #ask(script: string, timeoutMs: number, signal?: AbortSignal): Promise<unknown> {
    return this.#prompt.run(script, { timeoutMs, ...(signal ? { signal } : {}) });
  }

  async #phase<Result>(phase: PushPhase, work: () => Promise<Result>): Promise<Result> {
    this.#clock.begin(phase);
    try {
      return await work();
    } catch (error) {
      if (isLinkLost(error) && this.#reached === 'interrupted') this.#reached = 'nothing';
      throw phaseError(phase, error, {
        path: this.#path,
        deadlines: this.#options.deadlines,
        clock: this.#clock,
      });
    } finally {
      this.#clock.end();
    }
  }
}

/** What is said where the board could not be asked any more after the switch had begun. */
function endUnknown(cause: unknown, path: string, phase: PushPhase): StudioError {
  return new StudioError('push/end-unknown', { path, phase }, { cause });
}
