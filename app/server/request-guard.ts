import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { webSocketPath } from '../contract/shell/shell-channel.ts';

/** What is known of a request before anything is done for it. */
export interface RequestFacts {
  readonly method: string;
  /** The request target as it was sent, `/path?query`. */
  readonly target: string;
  /** Every Host, Origin, Sec-Fetch-Site and Cookie header that came, unparsed; more than one of a kind is a sign of an attack. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly fetchSites: readonly string[];
  readonly cookies: readonly string[];
  readonly isUpgrade: boolean;
}

export type Verdict =
  /** Serve the file at this path, which is decoded and begins with a slash. */
  | { readonly kind: 'file'; readonly path: string }
  /** Speak RPC on this connection. */
  | { readonly kind: 'rpc' }
  /** The token of the first address is right: set the cookie and lead on to `/`. */
  | { readonly kind: 'log-in' }
  | { readonly kind: 'refuse'; readonly status: 400 | 401 | 403 | 404 | 405; readonly reason: string };

/**
 * Decides who may speak to the browser shell. A web page anywhere can send requests to a port on this machine, by
 * its own scripts or by a name that it points at 127.0.0.1; so Host and Origin must be exactly ours, and every
 * request must bear the token of this run, which only who started the studio has seen.
 */
export class RequestGuard {
  /** 256 bits, in the address that is opened first; never on disk. */
  readonly token: string = randomBytes(32).toString('base64url');
  /** Cookies do not know ports, so the name does; else two studios would log each other out. */
  readonly cookieName: string;
  readonly #hosts: ReadonlySet<string>;
  readonly #tokenHash: Buffer;

  constructor(port: number) {
    this.cookieName = `cambrian-token-${port}`;
    this.#hosts = new Set([`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]);
    this.#tokenHash = hash(this.token);
  }

  judge(facts: RequestFacts): Verdict {
    const [host] = facts.hosts;
    if (facts.hosts.length !== 1 || host === undefined || !this.#hosts.has(host)) {
      return refuse(403, 'The Host header is not of this server.');
    }
    if (facts.origins.length > 1 || facts.origins.some(origin => origin !== `http://${host}`)) {
      return refuse(403, 'The request comes from another site.');
    }
    if (facts.fetchSites.some(site => site !== 'same-origin' && site !== 'none')) {
      return refuse(403, 'The request comes from another site. Type or paste the address instead.');
    }
    if (facts.method !== 'GET' && (facts.method !== 'HEAD' || facts.isUpgrade)) {
      return refuse(405, 'Only GET and HEAD are answered.');
    }
    const target = parseTarget(facts.target);
    if (target === null) return refuse(400, 'The address cannot be read.');
    if (target.path === '/' && target.query.has('token') && facts.method === 'GET' && !facts.isUpgrade) {
      return target.query.getAll('token').length === 1 && this.#isToken(target.query.get('token') ?? '')
        ? { kind: 'log-in' }
        : refuse(401, 'The token in the address is not of this run.');
    }
    if (!this.#hasCookie(facts.cookies)) {
      return refuse(401, 'Open the address that the studio printed when it started.');
    }
    if (facts.isUpgrade) {
      return target.path === webSocketPath ? { kind: 'rpc' } : refuse(404, 'There is no WebSocket here.');
    }
    return { kind: 'file', path: target.path };
  }

  /** The `Set-Cookie` that answers a log-in. Not `Secure`: the connection never leaves this machine. */
  cookie(): string {
    return `${this.cookieName}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #hasCookie(cookies: readonly string[]): boolean {
    return cookies
      .flatMap(header => header.split(';'))
      .some(pair => {
        const at = pair.indexOf('=');
        return pair.slice(0, at).trim() === this.cookieName && this.#isToken(pair.slice(at + 1).trim());
      });
  }

  /** Compares hashes in constant time, so that neither content nor length of a guess shows in the time it takes. */
  #isToken(guess: string): boolean {
    return timingSafeEqual(hash(guess), this.#tokenHash);
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(status: 400 | 401 | 403 | 404 | 405, reason: string): Verdict {
  return { kind: 'refuse', status, reason };
}

/** Only the origin form of RFC 9112 is taken: a path, not a whole address. */
function parseTarget(target: string): { path: string; query: URLSearchParams } | null {
  if (!target.startsWith('/') || target.startsWith('//') || target.length > 2048) return null;
  const [encoded = '', ...rest] = target.split('?');
  try {
    return { path: decodeURIComponent(encoded), query: new URLSearchParams(rest.join('?')) };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
