import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { JsonValue } from '../hub-bridge.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { KitHub } from './kit-hub.ts';
import { type LineOutbox, LineWithdrawnError } from './line-outbox.ts';
import type { PushedPrograms } from './pushed-programs.ts';
import type { SessionStatus } from './session-status.ts';

export interface NodeRequestsOptions {
  readonly kitId: string;
  readonly hub: KitHub;
  readonly outbox: LineOutbox;
  readonly status: SessionStatus;
  readonly pushed: PushedPrograms;
}

const replyTimeoutMs = 5_000;

/** What is asked of a single node of the running program, wherever the node is. */
export class NodeRequests {
  readonly #options: NodeRequestsOptions;

  constructor(options: NodeRequestsOptions) {
    this.#options = options;
  }

  /** @throws StudioError `device/unknown-node`, `device/property-refused`, `device/no-reply`, `device/not-running` */
  async setProperty(node: string, property: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    const { hub, outbox } = this.#options;
    if (hub.setProperty(node, property, value)) return;
    if (hub.has(node)) {
      throw new StudioError('device/property-refused', { node, property, message: 'it takes no such value' });
    }
    this.#checkNode(node);
    const answer = await this.#ask(
      outbox.request(
        { t: 'set', n: node, k: property, v: value },
        frame => (frame.t === 'set' && frame.n === node && frame.k === property ? frame : undefined),
        { timeoutMs: replyTimeoutMs, signal },
      ),
    );
    if (!answer.ok) {
      throw new StudioError('device/property-refused', { node, property, message: answer.error ?? '?' });
    }
  }

  /** @throws StudioError `device/unknown-node`, `device/no-reply`, `device/not-running` */
  async send(node: string, port: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    const { hub, outbox } = this.#options;
    if (hub.send(node, port, value)) return;
    this.#checkNode(node);
    const deadline = AbortSignal.timeout(replyTimeoutMs);
    const line = { t: 'send', n: node, p: port, v: value } as const;
    const sending = outbox.send(line, AbortSignal.any([signal, deadline]));
    await this.#ask(
      sending.catch((error: unknown) => {
        throw deadline.aborted && !signal.aborted ? new DeadlineError(replyTimeoutMs) : error;
      }),
    );
  }

  #checkNode(node: string): void {
    const { kitId, pushed, status } = this.#options;
    if (status.state !== 'running') throw new StudioError('device/not-running', { kitId });
    const compilation = pushed.get(status.hello?.bundle);
    if (compilation !== undefined && !compilation.graph.nodes.some(({ id }) => id === node)) {
      throw new StudioError('device/unknown-node', { node });
    }
  }

  async #ask<Result>(request: Promise<Result>): Promise<Result> {
    const { kitId } = this.#options;
    try {
      return await request;
    } catch (error) {
      if (error instanceof LineWithdrawnError) throw new StudioError('device/not-running', { kitId });
      if (!(error instanceof DeadlineError)) throw error;
      throw new StudioError('device/no-reply', { kitId, seconds: replyTimeoutMs / 1000 });
    }
  }
}
