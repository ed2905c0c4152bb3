import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import { stringifyAscii } from '../../core/document/ascii-json.ts';
import {
  type DeviceFrame,
  deviceFrameSchema,
  frameMark,
  type HostFrame,
  linkVersion,
} from '../../core/link/frame.ts';
import type { JsonValue, RunningHub, StartHub } from '../devices/hub-bridge.ts';
import type { Recallable } from '../hub/hub-options.ts';
import { LinkOutbox } from './link-outbox.ts';

/** The program that a hub serves. */
export interface ServedProgram {
  readonly profileId: string;
  /** SHA-256 of the bundle that belongs to the graph. */
  readonly bundle: string;
  readonly graph: HubGraph;
}

export interface LinkSessionOptions {
  readonly socket: WebSocket;
  readonly sessionId: string;
  readonly program: ServedProgram;
  readonly startHub: StartHub;
  readonly log: Logger;
}

/** A device must say hello within this time. */
const helloTimeoutMs = 10_000;
/** How often values of sensors are asked for, where an agent may read them. */
const watchRateHz = 5;

/** Close codes of the link, from the range that applications may use. */
export const linkCloseCodes = { badHello: 4400, otherProgram: 4409, stopped: 4410 } as const;

/**
 * One device that speaks the link's frames over a WebSocket, one JSON text a message, and the hub that runs for it
 * alone. It lives until the connection closes.
 */
export class LinkSession {
  readonly #options: LinkSessionOptions;
  readonly #newest = new Map<string, JsonValue>();
  readonly #helloTimer: NodeJS.Timeout;
  #hub: RunningHub | null = null;
  #state: 'waiting' | 'starting' | 'running' | 'closed' = 'waiting';
  readonly #outbox: LinkOutbox;
  #malformed = 0;
  #closing: Promise<void> | null = null;

  constructor(options: LinkSessionOptions) {
    this.#options = options;
    const { socket } = options;
    this.#outbox = new LinkOutbox(socket);
    this.#helloTimer = setTimeout(() => socket.close(linkCloseCodes.badHello, 'no hello'), helloTimeoutMs);
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#malformed++;
      else this.#onText(String(data));
    });
    socket.on('error', error => options.log.debug({ reason: error.message }, 'connection error'));
    socket.on('close', () => void this.end());
    // Whoever can speak the link says hello when asked.
    this.#send({ t: 'hello' });
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Values that could not be sent, messages that were dropped, and what was no frame. */
  get dropped(): number {
    return this.#outbox.dropped + this.#malformed + (this.#hub?.dropped ?? 0);
  }

  /** Closes the connection and stops the hub. Never rejects. */
  end(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const wasRunning = this.isRunning;
    this.#state = 'closed';
    clearTimeout(this.#helloTimer);
    const { log, socket } = this.#options;
    socket.close(linkCloseCodes.stopped, 'the hub stops');
    try {
      await this.#hub?.stop();
    } catch (error) {
      log.warn({ err: error }, 'the hub nodes did not stop');
    }
    if (wasRunning) log.info({ dropped: this.dropped }, 'session ended');
  }

  #onText(text: string): void {
    if (this.#state === 'closed') return;
    const frame = readFrame(text);
    if (frame === null) {
      this.#malformed++;
      return;
    }
    switch (frame.t) {
      case 'hello':
        this.#onHello(frame);
        return;
      case 'emit':
        // As over a cable: what comes before the hub runs is not for it.
        this.#hub?.receive(frame.c, frame.v);
        return;
      case 'value':
        for (const [node, port, value] of frame.v) this.#newest.set(`${node}\n${port}`, value);
        return;
      case 'log':
        this.#log(frame.level, frame.n, frame.m);
        return;
      case 'fault':
        this.#log('error', frame.n, `${frame.error}: ${frame.m}`);
        return;
      default:
        return;
    }
  }

  #onHello(hello: Extract<DeviceFrame, { t: 'hello' }>): void {
    if (this.#state !== 'waiting') return;
    const { log, program, socket } = this.#options;
    clearTimeout(this.#helloTimer);
    if (hello.link !== linkVersion || hello.profile !== program.profileId) {
      log.warn({ link: hello.link, profile: hello.profile }, 'a device of another program was refused');
      socket.close(linkCloseCodes.otherProgram, 'another program');
      return;
    }
    if (hello.bundle !== program.bundle) {
      // Channels are numbered by the compiler: with another bundle they may mean something else.
      log.warn({ bundle: hello.bundle }, 'the device runs another version of the profile and was refused');
      socket.close(linkCloseCodes.otherProgram, 'another version of the program');
      return;
    }
    this.#state = 'starting';
    this.#start().catch((error: unknown) => {
      log.error({ err: error }, 'the hub did not start');
      socket.close(1011, 'the hub did not start');
    });
  }

  async #start(): Promise<void> {
    const { log, program, sessionId, startHub } = this.#options;
    const { graph } = program;
    const hub = await startHub(graph, {
      kitId: sessionId,
      device: {
        send: (node, port, value) => this.#send({ t: 'send', n: node, p: port, v: value }),
        latest: (node, port) => this.#newest.get(`${node}\n${port}`),
      },
      sendChannel: (channel, value, cause) => this.#send({ t: 'emit', c: channel, v: value }, cause),
      onValue: () => undefined,
      onLog: ({ level, node, text }) => this.#log(level, node, text),
    });
    if (this.#state === 'closed') {
      await hub.stop();
      return;
    }
    this.#hub = hub;
    this.#state = 'running';
    if ((graph.deviceTools ?? []).length > 0) this.#send({ t: 'watch', ports: 'all', rateHz: watchRateHz });
    log.info('session started');
  }

  #send(frame: HostFrame, cause: Recallable | null = null): void {
    this.#outbox.send(stringifyAscii(frame), cause);
  }

  #log(level: 'debug' | 'info' | 'warning' | 'error', node: string | null, text: string): void {
    this.#options.log[level === 'warning' ? 'warn' : level]({ node }, text);
  }
}

/** A frame as on a cable, with or without its mark and its line feed. */
function readFrame(text: string): DeviceFrame | null {
  try {
    const parsed = deviceFrameSchema.safeParse(
      JSON.parse(text.startsWith(frameMark) ? text.slice(frameMark.length) : text),
    );
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
