import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ApprovalRequest, AskForApproval } from './agent-tool.ts';

/** How long a question waits for a person, milliseconds. */
export const approvalMs = 60_000;

interface Pending {
  readonly request: ApprovalRequest;
  readonly settle: (accepted: boolean) => void;
}

/** Calls that wait for a person's yes, and the people's screens that show them. */
export class Approvals {
  readonly #waitMs: number;
  readonly #pending = new Map<string, Pending>();
  readonly #asked = new Set<(request: ApprovalRequest) => void>();
  readonly #withdrawn = new Set<(payload: { readonly approvalId: string }) => void>();

  constructor(waitMs = approvalMs) {
    this.#waitMs = waitMs;
  }

  /** Asks every screen; false where nobody can be asked, nobody answers in time, or the call is cancelled. */
  readonly ask: AskForApproval = (request, signal) => {
    if (this.#asked.size === 0 || signal.aborted) return Promise.resolve(false);
    return new Promise(resolve => {
      const settle = (accepted: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', refuse);
        if (!this.#pending.delete(request.approvalId)) return;
        // Every screen takes its question away, also the one that did not answer.
        for (const listener of [...this.#withdrawn]) listener({ approvalId: request.approvalId });
        resolve(accepted);
      };
      const refuse = () => settle(false);
      const timer = setTimeout(refuse, this.#waitMs);
      signal.addEventListener('abort', refuse, { once: true });
      this.#pending.set(request.approvalId, { request, settle });
      for (const listener of [...this.#asked]) listener(request);
    });
  };

  /** A person's answer. Throws `tool/approval-unknown` where the question is settled. */
  answer(approvalId: string, accepted: boolean): void {
    const pending = this.#pending.get(approvalId);
    if (pending === undefined) throw new StudioError('tool/approval-unknown', {});
    pending.settle(accepted);
  }

  /** A screen that can ask; it is told at once what waits already. */
  onDidAsk(listener: (request: ApprovalRequest) => void): () => void {
    this.#asked.add(listener);
    for (const { request } of this.#pending.values()) listener(request);
    return () => this.#asked.delete(listener);
  }

  onDidWithdraw(listener: (payload: { readonly approvalId: string }) => void): () => void {
    this.#withdrawn.add(listener);
    return () => this.#withdrawn.delete(listener);
  }

  /** Refuses all that waits. */
  dispose(): void {
    for (const { settle } of [...this.#pending.values()]) settle(false);
  }
}
