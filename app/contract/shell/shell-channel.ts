import type { Channel } from '../rpc/channel.ts';
import { messagePortChannel } from '../rpc/message-port-channel.ts';
import { openWebSocketChannel } from '../rpc/web-socket-channel.ts';

/** Where the browser shell takes WebSockets. */
export const webSocketPath = '/rpc';

/** The scheme under which the desktop shell serves the face: `app://studio/index.html`. */
export const desktopScheme = 'app';
export const desktopOrigin = `${desktopScheme}://studio`;

/** Page → preload script, as the `data` of a message to its own window: asks for a new port to the host. */
export const portRequest = 'cambrian/request-port';
/** Preload script → page: the message's only port leads to the host. */
export const portHandover = 'cambrian/port';

/** How long the desktop shell may take to hand over a port. */
const handoverDeadlineMs = 10_000;

/**
 * A new channel to the host of the shell that shows this page: a MessagePort under the scheme of the desktop shell,
 * else a WebSocket to the origin that served the page. Rejects with a plain Error where there is no host; give it to
 * `connectReconnectingRpc` as `open`.
 */
export function openShellChannel(page: Window = window): Promise<Channel> {
  if (page.location.protocol === `${desktopScheme}:`) return requestPort(page);
  const address = new URL(webSocketPath, page.location.origin);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return openWebSocketChannel(new WebSocket(address));
}

function requestPort(page: Window): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(deadline);
      page.removeEventListener('message', take);
    };
    const take = (event: MessageEvent) => {
      const [port] = event.ports;
      if (event.source !== page || event.data !== portHandover || port === undefined) return;
      finish();
      resolve(messagePortChannel(port));
    };
    const deadline = setTimeout(() => {
      finish();
      reject(new Error('The desktop shell handed over no port.'));
    }, handoverDeadlineMs);
    page.addEventListener('message', take);
    page.postMessage(portRequest, page.location.origin);
  });
}
