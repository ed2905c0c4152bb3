import type { Channel, ChannelListener } from './channel.ts';

/** The part of the standard WebSocket that is used; a browser's, Node's and that of `ws` have it. */
export interface StandardWebSocket {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

const open = 1;

/** A channel over an open WebSocket. */
export function webSocketChannel(socket: StandardWebSocket): Channel {
  let isClosed = false;
  let listener: ChannelListener | null = null;
  const finish = () => {
    if (isClosed) return;
    isClosed = true;
    listener?.onClose();
  };
  return {
    send(text) {
      if (!isClosed && socket.readyState === open) socket.send(text);
    },
    listen(given) {
      listener = given;
      socket.addEventListener('message', event => {
        // A binary message is no frame; the empty text makes the engine end the conversation.
        if (!isClosed) given.onFrame(typeof event.data === 'string' ? event.data : '');
      });
      socket.addEventListener('close', finish);
      // An error is always followed by `close`; without a listener some implementations throw it.
      socket.addEventListener('error', () => socket.close());
      if (socket.readyState > open) finish();
    },
    close() {
      if (isClosed) return;
      socket.close();
      finish();
    },
  };
}

/** Waits until a WebSocket is open. Rejects with a plain Error where it closes instead; a browser does not say why. */
export function openWebSocketChannel(socket: StandardWebSocket): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Error('The WebSocket closed before it was open.'));
    if (socket.readyState === open) resolve(webSocketChannel(socket));
    else if (socket.readyState > open) refuse();
    socket.addEventListener('open', () => resolve(webSocketChannel(socket)));
    socket.addEventListener('close', refuse);
    socket.addEventListener('error', refuse);
  });
}
