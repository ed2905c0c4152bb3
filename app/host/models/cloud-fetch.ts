import type { CloudSwitch } from './cloud-switch.ts';

/** Whether an address is this computer itself, which the cloud switch does not cut off. */
export function isOnThisComputer(address: string | URL): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/**
 * A `fetch` under the cloud switch, for all but models: while it is off nothing leaves this computer, and what is on its
 * way when it goes off ends at once, open streams as well.
 */
export function cloudFetch(cloud: CloudSwitch, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (isOnThisComputer(url)) return send(input, init);
    cloud.check(url.host);
    const own = init?.signal;
    const signal = own ? AbortSignal.any([own, cloud.signal]) : cloud.signal;
    return send(input, { ...init, signal });
  };
}
