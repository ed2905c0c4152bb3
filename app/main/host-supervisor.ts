import {
  MessageChannelMain,
  type MessagePortMain,
  safeStorage,
  type UtilityProcess,
  utilityProcess,
} from 'electron';
import type { HostPlaces } from '../host/create-host.ts';
import { connectMessage, disposeMessage } from './host-messages.ts';
import { serveKeychain } from './keychain-messages.ts';
import { hostEnvironment } from './policies.ts';

const disposeDeadlineMs = 10_000;

/**
 * Runs the host in a process of its own, so that a compile never holds up a window, and a crash of a native module
 * leaves the windows standing. A process that has died is started again when a page next asks for a port.
 */
export class HostSupervisor {
  readonly #modulePath: string;
  readonly #options: HostPlaces;
  #process: UtilityProcess | null = null;

  constructor(modulePath: string, options: HostPlaces) {
    this.#modulePath = modulePath;
    this.#options = options;
  }

  /** A new conversation with the host: the port for the page. */
  connect(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.#running().postMessage(connectMessage, [port1]);
    return port2;
  }

  /** Resolves when the host has saved and gone, or after a deadline, when it is ended by force. */
  async dispose(): Promise<void> {
    const running = this.#process;
    if (running === null) return;
    const exited = new Promise<void>(resolve => running.once('exit', () => resolve()));
    const deadline = setTimeout(() => running.kill(), disposeDeadlineMs);
    running.postMessage(disposeMessage);
    await exited;
    clearTimeout(deadline);
  }

  #running(): UtilityProcess {
    if (this.#process !== null) return this.#process;
    const started = utilityProcess.fork(this.#modulePath, [JSON.stringify(this.#options)], {
      serviceName: 'Cambrian host',
      env: hostEnvironment(process.env),
      stdio: 'inherit',
    });
    started.once('exit', () => {
      if (this.#process === started) this.#process = null;
    });
    started.on(
      'message',
      serveKeychain(safeStorage, answer => started.postMessage(answer)),
    );
    this.#process = started;
    return started;
  }
}
