import { create } from 'zustand';
import type { Channel, Compilation, Report } from '../../core/compiler/bundle.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Profile } from '../../core/document/profile.ts';

export type Severity = Diagnostic['severity'];

/** What the compiler says of the document now. */
export interface DiagnosticsState {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the newest document that compiled; null before the first. */
  readonly compilation: Compilation | null;
  readonly report: Report | null;
  /** Worst severity by node id and by wire id; the same maps as before where nothing changed. */
  readonly nodeSeverity: ReadonlyMap<string, Severity>;
  readonly wireSeverity: ReadonlyMap<string, Severity>;
  /** Channels by wire id. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** The document that this is about. */
  readonly of: Profile | null;
  readonly adopt: (
    profile: Profile,
    found: { readonly diagnostics: readonly Diagnostic[]; readonly compilation: Compilation | null },
  ) => void;
}

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, hint: 0 };
const noSeverity: ReadonlyMap<string, Severity> = new Map();
const noChannels: ReadonlyMap<string, Channel> = new Map();

/** The element that a finding points at, if it points at one. */
export function elementOf(
  diagnostic: Diagnostic,
): { readonly kind: 'node' | 'wire'; readonly id: string } | null {
  const { where } = diagnostic;
  switch (where.kind) {
    case 'profile':
    case 'persona':
      return null;
    case 'wire':
      return { kind: 'wire', id: where.wire };
    case 'node':
    case 'port':
    case 'property':
      return { kind: 'node', id: where.node };
  }
}

function worst(diagnostics: readonly Diagnostic[], kind: 'node' | 'wire'): Map<string, Severity> {
  const found = new Map<string, Severity>();
  for (const diagnostic of diagnostics) {
    const element = elementOf(diagnostic);
    // A hint is for the list; on the canvas it would be noise.
    if (element?.kind !== kind || diagnostic.severity === 'hint') continue;
    const known = found.get(element.id);
    if (known === undefined || ranks[diagnostic.severity] > ranks[known]) {
      found.set(element.id, diagnostic.severity);
    }
  }
  return found;
}

function keepIfSame<Value>(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const isSame = before.size === after.size && [...after].every(([key, value]) => before.get(key) === value);
  return isSame ? before : after;
}

export const useDiagnosticsStore = create<DiagnosticsState>()(set => ({
  diagnostics: [],
  compilation: null,
  report: null,
  nodeSeverity: noSeverity,
  wireSeverity: noSeverity,
  channels: noChannels,
  of: null,
  adopt: (profile, { diagnostics, compilation }) =>
    set(state => ({
      of: profile,
      diagnostics,
      // With an error there is no new compilation; the figures at the foot stay those of the last good one.
      compilation: compilation ?? (state.of?.id === profile.id ? state.compilation : null),
      report: compilation?.report ?? (state.of?.id === profile.id ? state.report : null),
      nodeSeverity: keepIfSame(state.nodeSeverity, worst(diagnostics, 'node')),
      wireSeverity: keepIfSame(state.wireSeverity, worst(diagnostics, 'wire')),
      channels:
        compilation === null
          ? state.channels
          : new Map(compilation.channels.map(channel => [channel.wire, channel])),
    })),
}));

/** How many errors and warnings there are. */
export function countBySeverity(diagnostics: readonly Diagnostic[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of diagnostics) counts[severity] += 1;
  return counts;
}
