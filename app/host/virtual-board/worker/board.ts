import {
  type BoardSettings,
  cells,
  type StartReason,
  type ToWorker,
  workerStates,
} from '../board-messages.ts';
import type { BoardChannel } from './board-channel.ts';
import type { Clock } from './board-clock.ts';
import type { BoardConsole, ConsoleInput } from './board-console.ts';
import type { BoardHardware } from './board-hardware.ts';
import type { BoardHeap } from './board-heap.ts';
import { BoardInput } from './board-input.ts';
import type { Vm } from './load-vm.ts';

/** Why a wait ended; the shims in Python act on it. */
export const waitResults = { time: 0, input: 1, interrupt: 2, event: 3, collected: 4 } as const;
export type WaitResult = (typeof waitResults)[keyof typeof waitResults];

const interruptCharacter = 3;

/**
 * The heart of the board: where a program that waits is held, and where what comes over the line, from the
 * peripherals and from the clock reaches it.
 */
export class Board implements ConsoleInput {
  readonly input = new BoardInput();
  readonly clock: Clock;
  readonly settings: BoardSettings;
  #channel: BoardChannel;
  #vm: Vm;
  #console: BoardConsole;
  #hardware: BoardHardware;
  #heap: BoardHeap;
  #isInterruptPending = false;
  #mayHoldInterrupt = false;
  #announced = '';

  constructor(parts: {
    readonly channel: BoardChannel;
    readonly vm: Vm;
    readonly console: BoardConsole;
    readonly clock: Clock;
    readonly hardware: BoardHardware;
    readonly heap: BoardHeap;
    readonly settings: BoardSettings;
  }) {
    this.#channel = parts.channel;
    this.#vm = parts.vm;
    this.#console = parts.console;
    this.clock = parts.clock;
    this.#hardware = parts.hardware;
    this.#heap = parts.heap;
    this.settings = parts.settings;
  }

  /** True while the VM listens for 0x03, which is while Python runs and did not switch that off. */
  get #isInterruptible(): boolean {
    return this.#vm.python._module._mp_hal_get_interrupt_char() === interruptCharacter;
  }

  /** The owner watches over the program only while it runs. */
  setState(state: keyof typeof workerStates): void {
    Atomics.store(this.#channel.shared, cells.state, workerStates[state]);
  }

  /**
   * Holds the program until `deadlineMs` of the board's clock (Infinity: no end), input where it is wanted, an
   * interrupt, or an event for a handler in Python. `collected`: the heap was cleaned up, and the wait is still to do.
   */
  waitUntil(deadlineMs: number, wantsInput: boolean): WaitResult {
    if (this.#heap.collectIfWanted()) return waitResults.collected;
    if (this.clock.kind === 'real') this.takeMessages();
    // A wait that is over before it begins is a look at the clock.
    else if (deadlineMs <= this.clock.nowMs && this.clock.countReading()) this.#holdMillisecond();
    for (;;) {
      if (this.takeInterrupt()) return waitResults.interrupt;
      if (wantsInput && this.input.length > 0) return waitResults.input;
      if (this.#hardware.hasEvent) return waitResults.event;
      const next = Math.min(deadlineMs, this.#hardware.nextTimerMs);
      const isReached = this.clock.kind === 'real' ? this.clock.nowMs >= next : this.clock.moveTo(next);
      if (isReached) {
        if (next < deadlineMs || this.#hardware.nextTimerMs <= this.clock.nowMs) {
          this.#hardware.fireTimers(this.clock.nowMs);
          continue;
        }
        return waitResults.time;
      }
      this.#pause(next);
    }
  }

  /** What `waitUntil` would answer at once, in as little time as can be. */
  look(): WaitResult {
    if (this.#heap.collectIfWanted()) return waitResults.collected;
    this.#glance();
    if (this.takeInterrupt()) return waitResults.interrupt;
    if (this.input.length > 0) return waitResults.input;
    return this.#hardware.hasEvent ? waitResults.event : waitResults.time;
  }

  /** Looks at the line without waiting; a program that only reads the clock is reached by this. */
  glance(): void {
    this.#glance();
    if (this.takeInterrupt()) this.#vm.python._module._mp_sched_keyboard_interrupt();
  }

  #glance(): void {
    if (this.clock.kind === 'stepped') {
      if (this.clock.countReading()) this.#holdMillisecond();
      return;
    }
    if (this.#channel.hasNews) this.takeMessages();
    if (this.#hardware.hasChanges) this.#hardware.flushStatesIfDue(this.clock.nowMs);
  }

  /** For a program that waits by looking: time must go on for it, whatever else comes up meanwhile. */
  #holdMillisecond(): void {
    const untilMs = this.clock.nowMs + 1;
    while (!this.clock.moveTo(Math.min(untilMs, this.#hardware.nextTimerMs))) {
      this.#pause(untilMs);
    }
    this.#hardware.fireTimers(this.clock.nowMs);
  }

  /** The byte that `sys.stdin` waits for. */
  readByte(): number | null {
    // Most bytes of a paste or a transfer wait here already; looking at everything else for each would cost more.
    const isQuiet = !this.#isInterruptPending && !this.#mayHoldInterrupt && !this.#channel.hasNews;
    if (isQuiet && this.input.length > 0) return this.input.shift();
    for (;;) {
      const result = this.waitUntil(Number.POSITIVE_INFINITY, true);
      if (result === waitResults.interrupt) return null;
      if (result === waitResults.input) return this.input.shift();
      if (result !== waitResults.event) continue;
      // A handler cannot run inside a read of the VM; it runs at the next wait.
      const waiting = this.#hardware.parkEvents();
      const after = this.waitUntil(Number.POSITIVE_INFINITY, true);
      this.#hardware.unparkEvents(waiting);
      if (after === waitResults.interrupt) return null;
      if (after === waitResults.input) return this.input.shift();
    }
  }

  takeInterrupt(): boolean {
    // A 0x03 that came before the program started, and that nobody read, stops it too.
    if (this.#mayHoldInterrupt && this.#isInterruptible) {
      this.#mayHoldInterrupt = false;
      if (this.input.remove(interruptCharacter)) this.#isInterruptPending = true;
    }
    const isPending = this.#isInterruptPending;
    this.#isInterruptPending = false;
    return isPending;
  }

  takeMessages(): void {
    for (;;) {
      const message = this.#channel.take();
      if (message === null) return;
      this.handle(message);
    }
  }

  /** Asks the owner for a new board in place of this one. Never returns. */
  restart(reason: StartReason): never {
    this.#console.flush();
    this.#hardware.flushStates(this.clock.nowMs);
    this.setState('dead');
    this.#channel.send({ kind: 'reset', reason, nowMs: this.clock.nowMs, unread: this.input.drain() });
    return this.#channel.halt();
  }

  handle(message: ToWorker): void {
    switch (message.kind) {
      case 'input':
        this.#receive(message.bytes);
        return;
      case 'control':
        this.#hardware.control(message.peripheral, message.control, message.value);
        return;
      case 'attach':
        this.#hardware.attach(message.attached, message.controls);
        return;
      case 'advance':
        this.clock.grant(message.toMs);
        return;
      case 'start':
        throw new Error('The board was already started');
    }
  }

  #receive(bytes: Uint8Array): void {
    if (!bytes.includes(interruptCharacter)) {
      this.input.push(bytes);
      return;
    }
    const { shared } = this.#channel;
    const sequence = Atomics.load(shared, cells.takenSequence);
    const claimed = Atomics.load(shared, cells.claimedInterrupt);
    const isClaimed = claimed >= sequence;
    if (!this.#isInterruptible && !isClaimed) {
      this.#mayHoldInterrupt = true;
      this.input.push(bytes);
      return;
    }
    this.input.push(bytes.filter(byte => byte !== interruptCharacter));
    // The owner may have broken off the program already, from its side, because of these very bytes.
    if (isClaimed) return;
    const isOurs = Atomics.compareExchange(shared, cells.claimedInterrupt, claimed, sequence) === claimed;
    if (isOurs) this.#isInterruptPending = true;
  }

  /** Sleeps until something comes or that time is there, and takes what came. */
  #pause(untilMs: number): void {
    this.#console.flush();
    if (this.clock.kind === 'stepped') {
      this.#takeOneMessage();
      return;
    }
    const now = this.clock.nowMs;
    const waitMs = Math.min(untilMs - now, this.#hardware.flushStatesIfDue(now));
    this.#channel.sleep(waitMs === Number.POSITIVE_INFINITY ? undefined : Math.max(0, waitMs));
    this.takeMessages();
  }

  /**
   * With a stepped clock the program does all that follows from one message before it sees the next, so that the
   * order of things does not depend on how fast messages come.
   */
  #takeOneMessage(): void {
    for (;;) {
      const message = this.#channel.take();
      if (message !== null) {
        this.handle(message);
        return;
      }
      this.#hardware.flushStates(this.clock.nowMs);
      this.#announceIdle();
      this.#channel.sleep(undefined);
    }
  }

  #announceIdle(): void {
    if (this.#channel.hasNews) return;
    const atMs = this.clock.nowMs;
    const sequence = Atomics.load(this.#channel.shared, cells.takenSequence);
    const announcement = `${atMs} ${sequence}`;
    if (announcement === this.#announced) return;
    this.#announced = announcement;
    this.#channel.send({ kind: 'idle', atMs, sequence });
  }
}
