/** What a channel tells the engine that uses it. */
export interface ChannelListener {
  /** One whole frame, as it was sent. */
  readonly onFrame: (text: string) => void;
  /** The channel is gone; called once, also after `close()` of this side. Nothing arrives afterwards. */
  readonly onClose: () => void;
}

/**
 * A two-way, ordered, lossless stream of text frames: memory, MessagePort or WebSocket. Text, so that all three copy
 * what they carry in the same way, and so that the size of a frame is known.
 */
export interface Channel {
  /** Queues one frame. Does nothing after the channel has closed. */
  send(text: string): void;
  /** Starts delivery. Called once, in the same turn of the event loop in which the channel was made. */
  listen(listener: ChannelListener): void;
  /** Idempotent. */
  close(): void;
}
