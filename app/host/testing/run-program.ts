import { vi } from 'vitest';
import type { Span } from '../../contract/services/hub-service.ts';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { Persona } from '../../core/persona/persona.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import type { JsonValue } from '../../sdk/hub-node.ts';
import { noDevice } from '../hub/hub-services.ts';
import type { OpenStudio } from './open-studio.ts';

/** A program on the hub of a studio, without a device, and what it says. */
export interface RunningProgram {
  readonly values: { readonly node: string; readonly port: string; readonly value: JsonValue }[];
  readonly log: string[];
  send(node: string, port: string, value: JsonValue): void;
  /** Values of a port so far. */
  of(node: string, port: string): JsonValue[];
  /** Sends a value and waits for the next value of an output. */
  ask(node: string, port: string, value: JsonValue, output: string): Promise<JsonValue>;
  /** Waits for the next value of an output. */
  next(node: string, output: string): Promise<JsonValue>;
  spans(): Span[];
  stop(): Promise<void>;
}

const ports: Readonly<Record<string, { readonly inputs: string[]; readonly interrupts?: string[] }>> = {
  'agents/persona': {
    inputs: ['hear', 'person', 'present', 'event', 'image', 'stop'],
    interrupts: ['hear', 'stop'],
  },
  'models/chat': { inputs: ['hear', 'image'], interrupts: ['hear'] },
  'models/image': { inputs: ['prompt'] },
  'models/text-to-speech': { inputs: ['text', 'stop'], interrupts: ['stop'] },
  'models/speech-to-text': { inputs: ['audio'] },
  'tools/weather': { inputs: ['ask'] },
};

/** Someone who has answers of their own, and asks a model in the cloud first. */
export function testingPersona(given: Partial<Persona> = {}): Persona {
  return personaSchema.parse({
    name: 'Momo',
    speech: { languages: ['en', 'zh'] },
    model: { id: 'qwen/qwen3.7-max' },
    examples: { name: { person: 'What is your name?', reply: ['I am Momo.'] } },
    fallback: ['I do not know that yet.'],
    ...given,
  });
}

export interface ProgramOptions {
  readonly nodes: Readonly<
    Record<string, { readonly type: string; readonly properties?: Readonly<Record<string, JsonValue>> }>
  >;
  readonly persona?: Persona;
  /** Of an open project, so that its memory is used. */
  readonly profileId: string;
}

let programs = 0;

/** Starts a program as a kit does, on the studio's own hub. Everything is placed in the cloud. */
export async function runProgram(studio: OpenStudio, options: ProgramOptions): Promise<RunningProgram> {
  const kitId = `testing:${++programs}`;
  const values: RunningProgram['values'] = [];
  const log: string[] = [];
  const graph: HubGraph = {
    nodes: Object.entries(options.nodes).map(([id, { type, properties = {} }]) => ({
      id,
      type,
      placement: 'cloud',
      properties: { ...properties },
      outputs: [...(studio.host.parts.plugins.library.catalogue.nodes.get(type)?.outputs ?? [])].map(
        port => port.id,
      ),
      inputs: [],
      ...ports[type],
    })),
    wires: [],
    ups: [],
    profileId: options.profileId,
    markets: [],
    ...(options.persona !== undefined && { personas: { momo: options.persona } }),
  };
  const hub = await studio.host.parts.startHub(graph, {
    kitId,
    device: noDevice,
    sendChannel: () => undefined,
    onValue: (node, port, value) => values.push({ node, port, value }),
    onLog: ({ node, level, text }) => log.push(`${node} ${level} ${text}`),
  });
  const of = (node: string, port: string) =>
    values.filter(each => each.node === node && each.port === port).map(each => each.value);
  const later = async (node: string, output: string, before: number) => {
    await vi.waitUntil(() => of(node, output).length > before, { timeout: 4_000, interval: 5 });
    return of(node, output)[before] ?? null;
  };
  const send: RunningProgram['send'] = (node, port, value) => {
    if (!hub.send(node, port, value)) throw new Error(`There is no ${node}.${port}.`);
  };
  return {
    values,
    log,
    of,
    send,
    ask: (node, port, value, output) => {
      const before = of(node, output).length;
      send(node, port, value);
      return later(node, output, before);
    },
    next: (node, output) => later(node, output, of(node, output).length),
    spans: () => studio.host.parts.spans.recent(kitId),
    stop: async () => hub.stop(),
  };
}
