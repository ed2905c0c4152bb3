import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** What is known of a request before anything is done for it. */
export interface ServeRequest {
  readonly method: string;
  readonly path: string;
  /** Every header of its kind that came; more than one is a sign of an attack. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly authorizations: readonly string[];
  readonly isUpgrade: boolean;
  /** It comes from this machine. */
  readonly isLocal: boolean;
}

export type ServeVerdict =
  | { readonly kind: 'health' | 'metrics' | 'link' }
  | { readonly kind: 'refuse'; readonly status: 401 | 403 | 404 | 405; readonly reason: string };

/**
 * Decides who may speak to a served hub. Devices bear the token; so does whoever reads health and metrics from another
 * machine. A web page anywhere can send requests to an address of this network, by its own scripts or by a name that
 * it points here; so no request of a page is taken, and a Host header must be an address or a name of this machine.
 */
export class ServeGuard {
  readonly #tokenHash: Buffer;
  readonly #names: ReadonlySet<string>;

  /** `names`: how this machine is called, beside its addresses. */
  constructor(token: string, names: readonly string[]) {
    this.#tokenHash = hash(token);
    this.#names = new Set(['localhost', ...names.map(name => name.toLowerCase())]);
  }

  judge(request: ServeRequest): ServeVerdict {
    const [host] = request.hosts;
    if (request.hosts.length !== 1 || host === undefined || !this.#isOurs(host)) {
      return refuse(403, 'The Host header is not of this machine.');
    }
    if (request.origins.length > 0) return refuse(403, 'Web pages are not answered.');
    if (request.method !== 'GET') return refuse(405, 'Only GET is answered.');
    const hasToken = this.#hasToken(request.authorizations);
    if (request.path === '/link') {
      if (!hasToken) return refuse(401, 'The token is missing or wrong.');
      return request.isUpgrade ? { kind: 'link' } : refuse(404, 'This address takes WebSockets only.');
    }
    const kind = request.path === '/health' ? 'health' : request.path === '/metrics' ? 'metrics' : null;
    if (request.isUpgrade || kind === null) return refuse(404, 'There is nothing here.');
    if (!request.isLocal && !hasToken) return refuse(401, 'The token is missing or wrong.');
    return { kind };
  }

  #isOurs(host: string): boolean {
    const url = URL.parse(`http://${host}/`);
    if (url === null || url.host !== host.toLowerCase().replace(/:80$/, '')) return false;
    const name = url.hostname.replace(/^\[|\]$/g, '');
    return isIP(name) !== 0 || this.#names.has(name);
  }

  /** Compares hashes in constant time, so that neither content nor length of a guess shows in the time it takes. */
  #hasToken(authorizations: readonly string[]): boolean {
    const [header] = authorizations;
    if (authorizations.length !== 1 || header === undefined) return false;
    const [, guess] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    return guess !== undefined && timingSafeEqual(hash(guess), this.#tokenHash);
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(status: 401 | 403 | 404 | 405, reason: string): ServeVerdict {
  return { kind: 'refuse', status, reason };
}
