import { type FSWatcher, watch } from 'node:fs';
import { listSerialPorts, type SerialPortInfo } from './list-serial-ports.ts';
import { type SystemFolders, systemFolders } from './system-root.ts';

/** A port that was there for a while and is not any more. */
export interface PortVisit {
  readonly vendorId: string;
  readonly productId: string;
  readonly stayedMs: number;
}

export interface DiscoveryOptions {
  /** Milliseconds between two looks where the system does not tell of changes by itself. */
  readonly intervalMs?: number;
  /** How ports are found; the default asks the operating system. May reject. */
  readonly listPorts?: () => Promise<SerialPortInfo[]>;
  /** Where devices appear: the default is this computer. */
  readonly folders?: SystemFolders;
}

const usualIntervalMs = 500;
/** A plugged board makes several files, one after the other: they are looked at once, and a little later. */
const settleMs = 40;
/** A board that leaves by hand stays longer; one that a program takes away does not. */
const shortVisitMs = 10_000;
const rememberedVisits = 20;

/**
 * Watches which serial ports are there: by a look at fixed intervals, and at once where the folder of devices tells
 * of a change. Never rejects: a system that cannot be asked has no ports, and those that a person types are there
 * regardless.
 */
export class PortDiscovery {
  readonly #intervalMs: number;
  readonly #folders: SystemFolders;
  readonly #listPorts: () => Promise<SerialPortInfo[]>;
  readonly #listeners = new Set<(ports: readonly SerialPortInfo[]) => void>();
  #fingerprint = '[]';
  /** When a port was seen first, by what it is. */
  readonly #present = new Map<string, { readonly port: SerialPortInfo; readonly sinceMs: number }>();
  #shortVisits: readonly PortVisit[] = [];
  #timer: NodeJS.Timeout | null = null;
  #settling: NodeJS.Timeout | null = null;
  #watcher: FSWatcher | null = null;
  #looking: Promise<readonly SerialPortInfo[]> | null = null;

  constructor(options: DiscoveryOptions = {}) {
    this.#intervalMs = options.intervalMs ?? usualIntervalMs;
    this.#folders = options.folders ?? systemFolders();
    const listPorts = options.listPorts ?? (() => listSerialPorts(this.#folders));
    this.#listPorts = async () => {
      try {
        return await listPorts();
      } catch {
        return [];
      }
    };
  }

  /** Looks now: what was plugged in before the call is among the answer. */
  async list(): Promise<readonly SerialPortInfo[]> {
    // A look that is under way may have passed the place where the new board is.
    await this.#looking;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** USB ports that went away within seconds of their coming, newest last. */
  get shortVisits(): readonly PortVisit[] {
    return this.#shortVisits;
  }

  /** Told of every change while anybody listens; a plugged board is seen within a second. */
  onDidChange(listener: (ports: readonly SerialPortInfo[]) => void): () => void {
    this.#listeners.add(listener);
    this.#watchDevices();
    this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.dispose();
    };
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#timer = null;
    this.#settling = null;
    this.#watcher?.close();
    this.#watcher = null;
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const timer = setTimeout(() => {
      this.list().then(() => {
        // Disposed of meanwhile, and perhaps begun anew.
        if (this.#timer !== timer) return;
        this.#timer = null;
        if (this.#listeners.size > 0) this.#schedule();
      });
    }, this.#intervalMs);
    this.#timer = timer;
    timer.unref();
  }

  /** Linux tells of new device nodes. Where it does not, or the folder cannot be watched, the looks do without. */
  #watchDevices(): void {
    if (this.#watcher !== null || this.#folders.platform !== 'linux') return;
    try {
      const watcher = watch(this.#folders.dev, { persistent: false });
      watcher.on('error', () => watcher.close());
      watcher.on('change', (_, name) => {
        // Much else comes and goes there; only terminals are boards.
        if (name !== null && String(name).startsWith('tty')) this.#lookSoon();
      });
      this.#watcher = watcher;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  #lookSoon(): void {
    if (this.#settling !== null) return;
    this.#settling = setTimeout(() => {
      this.#settling = null;
      this.list().catch(() => undefined);
    }, settleMs);
    this.#settling.unref();
  }

  async #look(): Promise<readonly SerialPortInfo[]> {
    const found = await this.#listPorts();
    const ports = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    this.#keepVisits(ports);
    const fingerprint = JSON.stringify(ports);
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      for (const listener of [...this.#listeners]) listener(ports);
    }
    return ports;
  }

  #keepVisits(ports: readonly SerialPortInfo[]): void {
    const nowMs = performance.now();
    const now = new Map(ports.map(port => [`${port.path} ${port.vendorId}:${port.productId}`, port]));
    for (const [key, { port, sinceMs }] of this.#present) {
      if (now.has(key)) continue;
      this.#present.delete(key);
      const { productId, vendorId } = port;
      const stayedMs = nowMs - sinceMs;
      if (vendorId === null || productId === null || stayedMs > shortVisitMs) continue;
      this.#shortVisits = [...this.#shortVisits, { vendorId, productId, stayedMs }].slice(-rememberedVisits);
    }
    for (const [key, port] of now)
      if (!this.#present.has(key)) this.#present.set(key, { port, sinceMs: nowMs });
  }
}
