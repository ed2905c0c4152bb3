import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { ControlMessage, FromWorker, JsonValue } from '../board-messages.ts';
import type { Peripheral, PeripheralBoard, PwmSignal } from '../peripherals/peripheral.ts';
import { peripheralModels } from '../peripherals/registry.ts';
import { BoardBuses } from './board-buses.ts';
import { BoardPins } from './board-pins.ts';

/** States go out at most this often: 60 times a second. */
const stateIntervalMs = 1000 / 60;
const logicVolts = 3.3;
/** A model that asked to be called at once, again and again, would keep the board busy for ever. */
const shortestCallMs = 0.001;

/** Kinds of events for handlers in Python; the number of the pin or timer is in the lower 16 bits. */
export const eventKinds = { pin: 1 << 16, timer: 2 << 16 } as const;

interface Timer {
  dueMs: number;
  /** Null for a timer that fires once. */
  readonly periodMs: number | null;
}

/** What a model asked for, and when. */
interface Call {
  readonly dueMs: number;
  readonly call: () => void;
}

/** The board's pins, buses and timers, and what is attached to them. */
export class BoardHardware {
  readonly pins: BoardPins;
  readonly buses: BoardBuses;
  #send: (message: FromWorker) => void;
  #nowMs: () => number;
  #attached = new Map<string, Peripheral>();
  #changed = new Set<string>();
  #lastFlushMs = Number.NEGATIVE_INFINITY;
  #timers = new Map<number, Timer>();
  #events = new Set<number>();
  /** What peripherals asked to be called back for. */
  #calls: Call[] = [];

  constructor(send: (message: FromWorker) => void, nowMs: () => number) {
    this.#send = send;
    this.#nowMs = nowMs;
    this.pins = new BoardPins({
      pinChanged: (pin, level) => this.#each(peripheral => peripheral.pinChanged?.(pin, level)),
      pwmChanged: (pin, signal) => this.#each(peripheral => peripheral.pwmChanged?.(pin, signal)),
      interrupt: pin => this.#events.add(eventKinds.pin | pin),
    });
    this.buses = new BoardBuses(this.pins, nowMs);
  }

  /** Replaces everything that is attached. `controls` are moved at once, as somebody left them before. */
  attach(attached: readonly AttachedPeripheral[], controls: readonly ControlMessage[]): void {
    this.#attached.clear();
    this.#changed.clear();
    this.#calls = [];
    this.buses.clear();
    this.pins.releaseAll();
    for (const each of attached) this.#attached.set(each.id, this.#make(each));
    for (const each of controls) this.control(each.peripheral, each.control, each.value);
    this.pins.replay();
    for (const id of this.#attached.keys()) this.#changed.add(id);
  }

  control(id: string, control: string, value: JsonValue): void {
    this.#attached.get(id)?.control?.(control, value);
  }

  showPixels(pin: number, bytes: Uint8Array, bytesPerPixel: number): void {
    this.#each(peripheral => peripheral.pixelsChanged?.(pin, bytes, bytesPerPixel));
  }

  setTimer(number: number, periodMs: number, isPeriodic: boolean): void {
    // A period of nothing would keep the board busy for ever.
    const period = Math.max(periodMs, 0.001);
    this.#timers.set(number, { dueMs: this.#nowMs() + period, periodMs: isPeriodic ? period : null });
  }

  clearTimer(number: number): void {
    this.#timers.delete(number);
    this.#events.delete(eventKinds.timer | number);
  }

  get nextTimerMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const timer of this.#timers.values()) next = Math.min(next, timer.dueMs);
    for (const { dueMs } of this.#calls) next = Math.min(next, dueMs);
    return next;
  }

  fireTimers(nowMs: number): void {
    this.#runCalls(nowMs);
    for (const [number, timer] of this.#timers) {
      if (timer.dueMs > nowMs) continue;
      this.#events.add(eventKinds.timer | number);
      if (timer.periodMs === null) this.#timers.delete(number);
      else timer.dueMs += Math.ceil((nowMs - timer.dueMs) / timer.periodMs + Number.EPSILON) * timer.periodMs;
    }
  }

  /** True where a state waits to be sent. */
  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  get hasEvent(): boolean {
    return this.#events.size > 0;
  }

  /** The next event for a handler in Python, or -1. */
  takeEvent(): number {
    for (const event of this.#events) {
      this.#events.delete(event);
      return event;
    }
    return -1;
  }

  /** Puts the events aside while no handler can run. */
  parkEvents(): ReadonlySet<number> {
    const parked = this.#events;
    this.#events = new Set();
    return parked;
  }

  unparkEvents(parked: ReadonlySet<number>): void {
    this.#events = new Set([...parked, ...this.#events]);
  }

  /** Milliseconds until changed states may go out; sends them where that is now. Infinity: nothing changed. */
  flushStatesIfDue(nowMs: number): number {
    if (this.#changed.size === 0) return Number.POSITIVE_INFINITY;
    const dueInMs = this.#lastFlushMs + stateIntervalMs - nowMs;
    if (dueInMs > 0) return dueInMs;
    this.flushStates(nowMs);
    return Number.POSITIVE_INFINITY;
  }

  flushStates(nowMs: number): void {
    if (this.#changed.size === 0) return;
    const states = [...this.#changed].flatMap(id => {
      const peripheral = this.#attached.get(id);
      return peripheral === undefined ? [] : [{ id, state: peripheral.state() }];
    });
    this.#changed.clear();
    this.#lastFlushMs = nowMs;
    this.#send({ kind: 'states', states });
  }

  #make(attached: AttachedPeripheral): Peripheral {
    const { pins } = this;
    const changed = this.#changed;
    const nowMs = this.#nowMs;
    const board: PeripheralBoard = {
      get nowMs() {
        return nowMs();
      },
      logicVolts,
      driveLevel: (pin, level) => pins.driveLevel(pin, level),
      driveAnalog: (pin, fraction) => pins.driveAnalog(pin, fraction),
      driveTouch: (pin, reading) => pins.driveTouch(pin, reading),
      changed: () => {
        changed.add(attached.id);
      },
      after: (ms, call) => {
        this.#calls.push({ dueMs: nowMs() + Math.max(ms, shortestCallMs), call });
      },
    };
    const peripheral = peripheralModels[attached.model](attached, board);
    if (attached.bus !== undefined) this.buses.add(attached.bus, peripheral);
    return peripheral;
  }

  /** What models asked for until now, in order of time; a call may ask for the next. */
  #runCalls(nowMs: number): void {
    for (;;) {
      let first: Call | undefined;
      for (const each of this.#calls) {
        if (each.dueMs <= nowMs && (first === undefined || each.dueMs < first.dueMs)) first = each;
      }
      if (first === undefined) return;
      const due = first;
      this.#calls = this.#calls.filter(each => each !== due);
      due.call();
    }
  }

  #each(tell: (peripheral: Peripheral) => void): void {
    for (const peripheral of this.#attached.values()) tell(peripheral);
  }
}

/** Full scale of an ADC as `read_u16` answers it. */
export const adcFullScale = 65_535;
export const adcFullScaleMicrovolts = logicVolts * 1e6;
export type { PwmSignal };
