import { createHash } from 'node:crypto';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type Deadlines, SocketLink } from './socket-link.ts';
import type { CloudCall } from './speech-access.ts';

/** A service closes an idle socket after 60 s; ours go before that. */
const keptMs = 40_000;

interface Kept {
  readonly link: SocketLink;
  /** Stops the clock and the watch over the cloud switch. */
  readonly release: () => void;
}

/**
 * Sockets between two tasks. DashScope runs one task after the other on one socket, which saves the handshake of the
 * next sentence. At most one is kept per address, key and path.
 */
export class SocketPool {
  readonly #kept = new Map<string, Kept>();
  #isDisposed = false;

  /** Whether a task would begin on a socket that was used before. */
  hasKept(call: CloudCall, path: string): boolean {
    return this.#kept.get(keyOf(call, path))?.link.isOpen === true;
  }

  async take(call: CloudCall, path: string, deadlines: Deadlines, signal: AbortSignal): Promise<SocketLink> {
    const key = keyOf(call, path);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      kept.release();
      if (kept.link.isOpen) return kept.link;
    }
    return SocketLink.open(call, addressOf(call, path), deadlines, signal);
  }

  giveBack(call: CloudCall, path: string, link: SocketLink): void {
    const key = keyOf(call, path);
    if (this.#isDisposed || !link.isOpen || call.signal.aborted || this.#kept.has(key)) {
      link.close();
      return;
    }
    const drop = () => {
      release();
      if (this.#kept.get(key)?.link === link) this.#kept.delete(key);
      link.close();
    };
    const timer = setTimeout(drop, keptMs);
    timer.unref();
    const release = () => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', drop);
    };
    link.listen({ onJson: () => undefined, onBinary: () => undefined, onLost: drop });
    // The cloud switch cuts what is open, also where nothing is being said.
    call.signal.addEventListener('abort', drop, { once: true });
    this.#kept.set(key, { link, release });
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const { link, release } of this.#kept.values()) {
      release();
      link.close();
    }
    this.#kept.clear();
  }
}

/** The address of a service of this call: `…/inference`, `…/realtime?model=…`. */
export function addressOf(call: CloudCall, path: string): string {
  if (call.socketUrl === null) {
    throw new StudioError('speech/cannot', { model: call.model, purpose: 'streams' });
  }
  return `${call.socketUrl.replace(/\/(inference|realtime)?\/?$/, '')}/${path}`;
}

/** The key of a socket holds no secret: what the headers say is only compared by its hash. */
function keyOf(call: CloudCall, path: string): string {
  const headers = JSON.stringify(Object.entries(call.headers).sort());
  return `${call.socketUrl} ${path} ${createHash('sha256').update(headers).digest('base64')}`;
}
