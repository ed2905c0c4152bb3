import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubServices, JsonValue } from '../../sdk/hub-node.ts';
import type { HubClock } from './hub-clock.ts';

/** The device of a running program, as the hub reaches it beside its channels. */
export interface DeviceAccess {
  /** Puts a value on an input of a node of the device. What cannot be sent is counted as dropped. */
  send(node: string, port: string, value: JsonValue): void;
  /** The newest value of an output of the device; undefined where it has not spoken yet. */
  latest(node: string, port: string): JsonValue | undefined;
  /** Milliseconds since that value came; undefined where none came, or the link does not know. */
  ageMs?(node: string, port: string): number | undefined;
}

/** A device that is not there: nothing arrives and nothing speaks. */
export const noDevice: DeviceAccess = { send: () => undefined, latest: () => undefined };

/** What services are made for: one running program. */
export interface HubWorld {
  readonly kitId: string;
  readonly graph: HubGraph;
  readonly device: DeviceAccess;
  readonly clock: HubClock;
  readonly log: (node: string, level: 'debug' | 'info' | 'warning' | 'error', text: string) => void;
}

/** The services of one running program, and how to end them. */
export interface RunningServices {
  readonly services: HubServices;
  dispose(): Promise<void>;
}

export type CreateHubServices = (world: HubWorld) => Promise<RunningServices>;

function missing(name: string): never {
  throw new Error(`This hub has no ${name}.`);
}

/** Services for hubs whose nodes use none: each says so when it is called. */
export const noServices: HubServices = {
  agents: { open: async () => missing('agents') },
  models: {
    // biome-ignore lint/correctness/useYield: it throws before it could
    async *chat() {
      return missing('models');
    },
    image: async () => missing('models'),
  },
  speech: {
    recognize: async () => missing('speech'),
    // biome-ignore lint/correctness/useYield: it throws before it could
    async *synthesize() {
      missing('speech');
    },
    detectVoice: async () => missing('speech'),
    converse: async () => missing('speech'),
  },
  vision: {
    look: async () => missing('vision'),
    recognize: async () => missing('vision'),
    enrol: async () => missing('vision'),
  },
  tools: { ask: async () => missing('tools'), listen: async () => missing('tools') },
};

/** For hubs whose nodes use no services. */
export const createNoServices: CreateHubServices = async () => ({
  services: noServices,
  dispose: async () => undefined,
});
