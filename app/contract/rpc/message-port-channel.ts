import type { Channel, ChannelListener } from './channel.ts';

/** What the channel needs of a port, in the words of no platform in particular. */
interface Port {
  post(text: string): void;
  start(): void;
  close(): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
}

function portChannel(port: Port): Channel {
  let isClosed = false;
  let listener: ChannelListener | null = null;
  const finish = () => {
    if (isClosed) return;
    isClosed = true;
    listener?.onClose();
  };
  return {
    send(text) {
      if (!isClosed) port.post(text);
    },
    listen(given) {
      listener = given;
      port.onMessage(data => {
        // What is no text is no frame; the empty text makes the engine end the conversation.
        if (!isClosed) given.onFrame(typeof data === 'string' ? data : '');
      });
      port.onClose(finish);
      port.start();
    },
    close() {
      if (isClosed) return;
      port.close();
      finish();
    },
  };
}

/** The part of a browser's or Node's `MessagePort` that is used. */
export interface EventTargetPort {
  postMessage(message: string): void;
  start(): void;
  close(): void;
  addEventListener(type: 'message' | 'close', listener: (event: Event) => void): void;
}

/** A channel over a `MessagePort` of a browser or of `node:worker_threads`. */
export function messagePortChannel(port: EventTargetPort): Channel {
  return portChannel({
    post: text => port.postMessage(text),
    start: () => port.start(),
    close: () => port.close(),
    onMessage: listener =>
      port.addEventListener('message', event => listener('data' in event ? event.data : undefined)),
    onClose: listener => port.addEventListener('close', listener),
  });
}

/** The part of Electron's `MessagePortMain` that is used. */
export interface EmitterPort {
  postMessage(message: string): void;
  start(): void;
  close(): void;
  on(type: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
}

/** A channel over the `MessagePortMain` of Electron's main and utility processes. */
export function emitterPortChannel(port: EmitterPort): Channel {
  return portChannel({
    post: text => port.postMessage(text),
    start: () => port.start(),
    close: () => port.close(),
    onMessage: listener => {
      port.on('message', event => listener(event.data));
    },
    onClose: listener => {
      port.on('close', listener);
    },
  });
}
