import type { Catalogue } from '../catalogue/catalogue.ts';
import { lintCompliance } from '../compliance/lint-compliance.ts';
import { lintPersonas } from '../compliance/lint-personas.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Profile } from '../document/profile.ts';
import { figureNodes } from '../placement/figure-nodes.ts';
import { allocate } from './allocate.ts';
import type { Compilation, Report } from './bundle.ts';
import { check } from './check.ts';
import type { CompileOptions } from './compile-context.ts';
import { createCompileContext } from './compile-context.ts';
import { emit } from './emit.ts';
import { estimateRates } from './estimate-rates.ts';
import { place } from './place.ts';
import { report } from './report.ts';
import { orderUpstreamFirst } from './upstream-order.ts';

/** What compiling a profile gives. */
export interface CompileResult {
  /** Null where there is an error among the diagnostics. */
  readonly compilation: Compilation | null;
  /** Findings of all phases, in the order of the phases and of ids. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the sound part of the graph costs; there also where errors stop the build. */
  readonly report: Report;
  /** Node id → need id → pin id, as far as pins could be found; there also where errors stop the build. */
  readonly allocation: Compilation['allocation'];
}

/**
 * Compiles a profile: check, place, allocate, emit, report. Pure: the same profile and catalogue give the same result,
 * whatever the order of keys in the profile. Never throws for a profile that fits its schema. Time grows in proportion
 * to nodes and wires.
 */
export function compile(profile: Profile, catalogue: Catalogue, options: CompileOptions = {}): CompileResult {
  const context = createCompileContext(profile, catalogue, options);
  const wires = check(context);
  const placed = place(context);
  const allocation = allocate(context, placed);
  const flow = orderUpstreamFirst(placed.keys(), wires);
  const rates = estimateRates(placed, flow);
  const emission = emit(context, placed, wires, allocation, rates);
  const figured = figureNodes(profile, catalogue, placed, context.options.measured);
  const figures = report(context, placed, emission, flow, figured);
  lintPersonas(context, figured);
  lintCompliance(context, figured, flow);
  const { diagnostics } = context;
  const hasErrors = diagnostics.some(diagnostic => diagnostic.severity === 'error');
  return {
    compilation: hasErrors ? null : { ...emission, report: figures },
    diagnostics,
    report: figures,
    allocation: emission.allocation,
  };
}
