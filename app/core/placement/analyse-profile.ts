import type { Catalogue } from '../catalogue/catalogue.ts';
import { checkWires } from '../compiler/check-wires.ts';
import type { CompileContext, CompileOptions, PlacedNode, SoundWire } from '../compiler/compile-context.ts';
import { createCompileContext } from '../compiler/compile-context.ts';
import { estimateRates } from '../compiler/estimate-rates.ts';
import { place } from '../compiler/place.ts';
import type { FlowOrder } from '../compiler/upstream-order.ts';
import { orderUpstreamFirst } from '../compiler/upstream-order.ts';
import type { Profile } from '../document/profile.ts';
import type { FiguredNode } from './figure-nodes.ts';
import { figureNodes } from './figure-nodes.ts';

/** A profile as placement and the map of data look at it: the sound part of the graph with its figures. */
export interface ProfileAnalysis {
  readonly context: CompileContext;
  readonly placed: ReadonlyMap<string, PlacedNode>;
  readonly wires: readonly SoundWire[];
  readonly flow: FlowOrder;
  /** Messages a second by `<node> <port>`. */
  readonly rates: ReadonlyMap<string, number>;
  readonly figured: ReadonlyMap<string, FiguredNode>;
}

/** Looks at a profile without emitting anything; what is wrong with it is the compiler's to say. */
export function analyseProfile(
  profile: Profile,
  catalogue: Catalogue,
  options: CompileOptions = {},
): ProfileAnalysis {
  const context = createCompileContext(profile, catalogue, options);
  const wires = checkWires(context);
  const placed = place(context);
  const flow = orderUpstreamFirst(placed.keys(), wires);
  const rates = estimateRates(placed, flow);
  const figured = figureNodes(profile, catalogue, placed, context.options.measured);
  return { context, placed, wires, flow, rates, figured };
}
