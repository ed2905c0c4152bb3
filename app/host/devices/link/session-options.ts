import type { PushProgress, Session } from '../../../contract/services/device-service.ts';
import type { Compilation } from '../../../core/compiler/bundle.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import type { DeviceLoader } from '../../build/device-sources.ts';
import type { StartHub } from '../hub-bridge.ts';
import type { PushDeadlines } from '../push/push-deadlines.ts';
import type { KnownManifests, PushTargetRules } from '../push/push-plan.ts';
import type { Transport } from '../transport.ts';
import type { PortValue } from './value-batch.ts';

export interface LogLine {
  readonly at: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly source: 'device' | 'hub' | 'host';
  readonly node: string | null;
  readonly text: string;
  readonly trace: string | null;
}

/** Whom a session tells what happens. */
export interface SessionSink {
  readonly onSession: (session: Session) => void;
  readonly onValues: (values: PortValue[]) => void;
  readonly onConsole: (text: string) => void;
  readonly onLog: (line: LogLine) => void;
}

export interface SessionOptions {
  readonly kitId: string;
  readonly transport: Transport;
  readonly baudRate: number;
  readonly deadlines: PushDeadlines;
  readonly sink: SessionSink;
  readonly startHub: StartHub;
  /** Manifests by hash, shared by all kits. */
  readonly known: KnownManifests;
  /** Cuts and returns power; only virtual boards can. Others are reset by `machine.reset()`. */
  readonly hardReset?: () => Promise<void>;
  /** The board is known to wait at its prompt when it is opened: one that was made a moment ago. */
  readonly startsAtPrompt?: boolean;
}

export interface RunRequest {
  readonly bundle: Bundle;
  readonly compilation: Compilation;
  readonly loader: DeviceLoader;
  readonly rules: PushTargetRules;
  /** See `PushOptions`. */
  readonly signature?: Uint8Array | null;
  readonly signerOf?: (manifest: Uint8Array, signature: string | null) => string;
  /**
   * Called once the kit is this run's alone, before anything is pushed: puts virtual parts on the board. Returns how
   * to take them away again, for a run after which the program before it runs.
   */
  readonly prepare?: () => Promise<() => Promise<void>>;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly report: (progress: PushProgress) => void;
}
