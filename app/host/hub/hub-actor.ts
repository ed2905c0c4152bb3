import type { HubGraph } from '../../core/compiler/bundle.ts';
import { inspectJson } from '../../core/document/inspect-json.ts';
import { forbiddenKeys } from '../../core/document/json.ts';
import type { HubNode, HubNodeContext, JsonValue } from '../../sdk/hub-node.ts';
import { Cause, Epoch } from './cause.ts';
import type { Actor } from './hub-run.ts';

export type { Actor, Message, Target } from './hub-run.ts';

/** A node that has not started. Its context is made for its properties and the timers that it sets. */
export function createActor(
  node: HubGraph['nodes'][number],
  code: HubNode<unknown>,
  makeContext: (
    properties: Readonly<Record<string, JsonValue>>,
    timers: Set<() => void>,
  ) => HubNodeContext<unknown>,
): Actor {
  const properties: Record<string, JsonValue> = { ...node.properties };
  const timers = new Set<() => void>();
  const interrupts = new Set(node.interrupts);
  return {
    id: node.id,
    code,
    context: makeContext(properties, timers),
    properties,
    targets: new Map(node.outputs.map(output => [output, []])),
    inputs: new Set(node.inputs),
    interrupts,
    deadlineMs: node.deadlineMs ?? null,
    timers,
    waiting: [],
    unsettled: [],
    awaited: 0,
    epoch: interrupts.size === 0 ? null : new Epoch(node.id),
    isAsync: code.receive?.constructor.name === 'AsyncFunction',
    spare: null,
  };
}

/** Joins outputs to where their wires lead. A wire of a node without code leads nowhere. */
export function wireActors(actors: ReadonlyMap<string, Actor>, wires: HubGraph['wires']): void {
  for (const { from, to, coercion } of wires) {
    const targets = actors.get(from.node)?.targets.get(from.port);
    if (targets === undefined) continue;
    if ('channel' in to) {
      targets.push({ kind: 'channel', channel: to.channel, coercion });
      continue;
    }
    const actor = actors.get(to.node);
    if (actor !== undefined) targets.push({ kind: 'node', actor, port: to.port, coercion });
  }
}

/** The cause of what a node says by itself: its next interruption ends it. */
export function ownCause({ epoch }: Actor): Cause | null {
  return epoch === null ? null : Cause.join(null, epoch);
}

/** As on the device: what could not travel is the sender's mistake, at the place where it is made. */
export function checkSendable(port: string, value: JsonValue): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      break;
    default:
      if (isFlat(value) || inspectJson(value).kind === 'ok') return;
  }
  throw new RangeError(`the value for ${port} is no JSON`);
}

/** Most values that are no text or number are a list or an object of some: those need no closer look. */
function isFlat(value: JsonValue): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isScalar);
  for (const key of Object.keys(value)) {
    if (forbiddenKeys.has(key) || !isScalar(value[key])) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value);
}

/** True where a property that holds `present` may hold `value`: it is of the same kind, and JSON. */
export function fitsProperty(present: JsonValue | undefined, value: JsonValue): boolean {
  if (inspectJson(value).kind !== 'ok') return false;
  return present === null || kindOf(present) === kindOf(value);
}

function kindOf(value: JsonValue | undefined): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
