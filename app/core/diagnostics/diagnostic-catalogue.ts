import type { LocalizedText } from '../text/localized-text.ts';
import { boardDiagnostics } from './board-diagnostics.ts';
import { complianceDiagnostics } from './compliance-diagnostics.ts';
import { documentDiagnostics } from './document-diagnostics.ts';
import { graphDiagnostics } from './graph-diagnostics.ts';
import { personaDiagnostics } from './persona-diagnostics.ts';
import { placementDiagnostics } from './placement-diagnostics.ts';
import { pluginDiagnostics } from './plugin-diagnostics.ts';

/** How one finding is put into words. `{name}` is filled in when it is made. */
export interface DiagnosticEntry {
  /** An `error` stops a push; a `warning` and a `hint` do not. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** What was found: one sentence. */
  readonly message: LocalizedText;
  /** What to do about it: one sentence. */
  readonly hint: LocalizedText;
}

/** Every finding that core can make, by code `<area>/<what>`. */
export const diagnosticCatalogue = {
  ...documentDiagnostics,
  ...graphDiagnostics,
  ...boardDiagnostics,
  ...pluginDiagnostics,
  ...personaDiagnostics,
  ...placementDiagnostics,
  ...complianceDiagnostics,
} as const satisfies Record<string, DiagnosticEntry>;

export type DiagnosticCode = keyof typeof diagnosticCatalogue;
