import type { z } from 'zod';
import { BoardClock } from './board-clock.ts';
import { callSafely } from './call-safely.ts';
import { SampleWindow } from './sample-window.ts';

/** Any value that travels on a wire, as JSON. */
export type PortValue = z.output<ReturnType<typeof z.json>>;

/** One received value: node, port, value, milliseconds of the board's clock. */
export type ReceivedValue = readonly [node: string, port: string, value: PortValue, boardMs: number];

/** What is known of one port now. A live view: read it, do not keep it. Times are milliseconds since the epoch. */
export interface PortReading {
  readonly node: string;
  readonly port: string;
  readonly value: PortValue;
  readonly atMs: number;
  /** When the value last differed from the one before. */
  readonly changedAtMs: number;
  /** How many values came since the store was cleared. */
  readonly count: number;
}

/** Numeric history of a port. Views on the store's buffers, valid until the next value arrives. */
export interface PortSeries {
  /** Milliseconds since the epoch, never falling. */
  readonly times: Float64Array;
  /** Booleans and triggers count as 0 and 1; of a vector this is x. */
  readonly values: Float64Array;
  /** One column for a number, three for a vector. */
  readonly columns: readonly Float64Array[];
}

/** One change of a value that is no number, oldest first. */
export interface PortChange {
  readonly atMs: number;
  readonly value: PortValue;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** One line of the event list: a value that is no number, or a line of the log. */
export type LiveEvent =
  | {
      readonly kind: 'value';
      readonly id: number;
      readonly atMs: number;
      readonly node: string;
      readonly port: string;
      readonly value: PortValue;
    }
  | {
      readonly kind: 'log';
      readonly id: number;
      readonly atMs: number;
      readonly level: LogLevel;
      readonly source: 'device' | 'hub' | 'host';
      readonly node: string | null;
      readonly text: string;
      /** Python traceback of a fault; null for ordinary lines. */
      readonly trace: string | null;
    };

export interface RuntimeStoreOptions {
  /** Numeric samples kept per port. 16,384 are two minutes at 130 a second. */
  readonly samplesPerPort?: number;
  /** Changes kept per port whose values are no numbers. */
  readonly changesPerPort?: number;
  /** Lines kept in the event list. */
  readonly events?: number;
  /** Runs a callback before the next paint; a test hands in its own. */
  readonly requestFrame?: (callback: () => void) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

class PortTrack implements PortReading {
  readonly node: string;
  readonly port: string;
  value: PortValue = null;
  atMs = 0;
  changedAtMs = 0;
  count = 0;
  isDirty = false;
  samples: SampleWindow | null = null;
  changes: PortChange[] = [];
  readonly listeners = new Set<(reading: PortReading) => void>();

  constructor(node: string, port: string) {
    this.node = node;
    this.port = port;
  }
}

const emptySeries: PortSeries = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  columns: [new Float64Array(0)],
};

/**
 * The values of the running program, outside React: a thousand a second come in, and the face is told at most once
 * per animation frame. It shows one kit at a time; values of others are passed over.
 */
export class RuntimeStore {
  readonly #samplesPerPort: number;
  readonly #changesPerPort: number;
  readonly #eventLimit: number;
  readonly #requestFrame: (callback: () => void) => void;
  readonly #now: () => number;
  readonly #clock = new BoardClock();
  readonly #tracks = new Map<string, Map<string, PortTrack>>();
  readonly #dirty: PortTrack[] = [];
  readonly #frameListeners = new Set<() => void>();
  readonly #portSetListeners = new Set<() => void>();
  #events: LiveEvent[] = [];
  #isEventListRead = false;
  #nextEventId = 1;
  #isFrameWaiting = false;
  #kitId: string | null = null;
  #received = 0;
  #portSetRevision = 0;
  #portSetChanged = false;

  constructor(options: RuntimeStoreOptions = {}) {
    this.#samplesPerPort = options.samplesPerPort ?? 16_384;
    this.#changesPerPort = options.changesPerPort ?? 256;
    this.#eventLimit = options.events ?? 500;
    this.#requestFrame = options.requestFrame ?? (callback => void requestAnimationFrame(callback));
    this.#now = options.now ?? Date.now;
  }

  /** The kit whose values are kept; null before the first. */
  get kitId(): string | null {
    return this.#kitId;
  }

  /** Values received since the last clear. */
  get received(): number {
    return this.#received;
  }

  /** Grows by one each time a port speaks for the first time, and with each clear. */
  get portSetRevision(): number {
    return this.#portSetRevision;
  }

  /** Chooses the kit whose values are kept. Another one than before starts empty. */
  showKit(kitId: string | null): void {
    if (kitId === this.#kitId) return;
    this.#kitId = kitId;
    this.clear();
  }

  /**
   * Takes in one batch of the kit that is shown. With `boardNowMs`, the clock of a replay that was moved, what was known
   * before is void.
   */
  receiveValues(kitId: string, values: readonly ReceivedValue[], boardNowMs?: number): void {
    if (kitId !== this.#kitId) return;
    const arrivalMs = this.#now();
    if (boardNowMs !== undefined) this.clear();
    for (const [node, port, value, boardMs] of values) {
      const atMs =
        boardNowMs === undefined
          ? this.#clock.toLocal(boardMs, arrivalMs)
          : Math.min(arrivalMs, arrivalMs - boardNowMs + boardMs);
      this.#record(this.#track(node, port), value, atMs);
    }
    this.#received += values.length;
    this.#scheduleFrame();
  }

  /** Adds a line of the log to the event list. */
  receiveLog(line: {
    readonly kitId: string;
    readonly at: string;
    readonly level: LogLevel;
    readonly source: 'device' | 'hub' | 'host';
    readonly node: string | null;
    readonly text: string;
    readonly trace: string | null;
  }): void {
    if (line.kitId !== this.#kitId) return;
    const parsed = Date.parse(line.at);
    this.#addEvent({
      kind: 'log',
      id: this.#nextEventId++,
      atMs: Number.isNaN(parsed) ? this.#now() : parsed,
      level: line.level,
      source: line.source,
      node: line.node,
      text: line.text,
      trace: line.trace,
    });
    this.#scheduleFrame();
  }

  /** The newest value of a port; null while none came. */
  latest(node: string, port: string): PortReading | null {
    const track = this.#tracks.get(node)?.get(port);
    return track && track.count > 0 ? track : null;
  }

  /** Numbers, booleans, triggers and vectors of a port over time; empty for other values. */
  series(node: string, port: string): PortSeries {
    const samples = this.#tracks.get(node)?.get(port)?.samples;
    if (!samples) return emptySeries;
    const { times, columns } = samples.read();
    return { times, columns, values: columns[0] ?? emptySeries.values };
  }

  /** Changes of a port whose values are no numbers: text, emotions, colours, JSON. Oldest first. */
  changes(node: string, port: string): readonly PortChange[] {
    return this.#tracks.get(node)?.get(port)?.changes ?? [];
  }

  /** Every port that has spoken, in the order of their first values. */
  ports(): PortReading[] {
    const readings: PortReading[] = [];
    for (const ports of this.#tracks.values()) {
      for (const track of ports.values()) if (track.count > 0) readings.push(track);
    }
    return readings;
  }

  /** The event list, oldest first. The array is never changed in place after it was returned. */
  events(): readonly LiveEvent[] {
    this.#isEventListRead = true;
    return this.#events;
  }

  /**
   * Calls back when a port has a new value, at most once per animation frame, with the newest. The returned function
   * ends it.
   */
  subscribePort(node: string, port: string, listener: (reading: PortReading) => void): () => void {
    const track = this.#track(node, port);
    track.listeners.add(listener);
    return () => void track.listeners.delete(listener);
  }

  /** Calls back once per animation frame in which anything came, after the ports' listeners. */
  subscribeFrame(listener: () => void): () => void {
    this.#frameListeners.add(listener);
    return () => void this.#frameListeners.delete(listener);
  }

  /** Calls back when a port spoke for the first time, or all were cleared. */
  subscribePortSet(listener: () => void): () => void {
    this.#portSetListeners.add(listener);
    return () => void this.#portSetListeners.delete(listener);
  }

  /** Forgets every value and event; subscriptions stay. */
  clear(): void {
    for (const [node, ports] of this.#tracks) {
      for (const [port, track] of ports) {
        if (track.listeners.size === 0) {
          ports.delete(port);
          continue;
        }
        track.value = null;
        track.count = 0;
        track.samples = null;
        track.changes = [];
        this.#markDirty(track);
      }
      if (ports.size === 0) this.#tracks.delete(node);
    }
    this.#events = [];
    this.#received = 0;
    this.#clock.forget();
    this.#notePortSet();
    this.#scheduleFrame();
  }

  #track(node: string, port: string): PortTrack {
    let ports = this.#tracks.get(node);
    if (!ports) {
      ports = new Map();
      this.#tracks.set(node, ports);
    }
    let track = ports.get(port);
    if (!track) {
      track = new PortTrack(node, port);
      ports.set(port, track);
    }
    return track;
  }

  #record(track: PortTrack, value: PortValue, atMs: number): void {
    const isFirst = track.count === 0;
    const hasChanged = isFirst || !isSameValue(track.value, value);
    track.value = value;
    track.atMs = atMs;
    track.count += 1;
    if (hasChanged) track.changedAtMs = atMs;
    if (isFirst) this.#notePortSet();
    this.#keepHistory(track, value, atMs, hasChanged);
    this.#markDirty(track);
  }

  #keepHistory(track: PortTrack, value: PortValue, atMs: number, hasChanged: boolean): void {
    if (typeof value === 'number') {
      this.#samples(track, 1).push(atMs, value);
      return;
    }
    if (typeof value === 'boolean') {
      this.#samples(track, 1).push(atMs, value ? 1 : 0);
      // A trigger is `true` each time, and each time counts.
      if (hasChanged || value) this.#addValueEvent(track, value, atMs);
      return;
    }
    if (isVector(value)) {
      this.#samples(track, 3).push(atMs, value[0], value[1], value[2]);
      return;
    }
    if (!hasChanged) return;
    if (track.changes.length >= this.#changesPerPort) track.changes.shift();
    track.changes.push({ atMs, value });
    this.#addValueEvent(track, value, atMs);
  }

  #samples(track: PortTrack, width: number): SampleWindow {
    if (track.samples?.width !== width) track.samples = new SampleWindow(this.#samplesPerPort, width);
    return track.samples;
  }

  #addValueEvent(track: PortTrack, value: PortValue, atMs: number): void {
    this.#addEvent({
      kind: 'value',
      id: this.#nextEventId++,
      atMs,
      node: track.node,
      port: track.port,
      value,
    });
  }

  #addEvent(event: LiveEvent): void {
    // Readers hold the array that they were given, so it is copied when one has read it, and else only trimmed.
    if (this.#isEventListRead || this.#events.length >= this.#eventLimit * 2) {
      this.#events = this.#events.slice(-this.#eventLimit + 1);
      this.#isEventListRead = false;
    }
    this.#events.push(event);
  }

  #notePortSet(): void {
    this.#portSetRevision += 1;
    this.#portSetChanged = true;
  }

  #markDirty(track: PortTrack): void {
    if (track.isDirty) return;
    track.isDirty = true;
    this.#dirty.push(track);
  }

  #scheduleFrame(): void {
    if (this.#isFrameWaiting) return;
    this.#isFrameWaiting = true;
    this.#requestFrame(() => this.#commit());
  }

  #commit(): void {
    this.#isFrameWaiting = false;
    const dirty = this.#dirty.splice(0);
    for (const track of dirty) {
      track.isDirty = false;
      for (const listener of track.listeners) callSafely(() => listener(track));
    }
    if (this.#portSetChanged) {
      this.#portSetChanged = false;
      for (const listener of this.#portSetListeners) callSafely(listener);
    }
    for (const listener of this.#frameListeners) callSafely(listener);
  }
}

export function isVector(value: PortValue): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every(part => typeof part === 'number');
}

function isSameValue(left: PortValue, right: PortValue): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The one runtime store of the window. */
export const runtimeStore = new RuntimeStore();
