/** All that one node does between two interruptions. An interruption ends it for good. */
export class Epoch {
  /** The node whose epoch this is. */
  readonly node: string;
  isCancelled = false;

  constructor(node: string) {
    this.node = node;
  }
}

/**
 * What a message came of, as far as it can still be called back: the epochs of the interruptible nodes on its way.
 * Handed on by reference from message to message. Of each node only the present epoch can be in a living cause, so a
 * cause never grows beyond the number of interruptible nodes, also where messages go round in a cycle.
 */
export class Cause {
  readonly #epochs: readonly Epoch[];

  private constructor(epochs: readonly Epoch[]) {
    this.#epochs = epochs;
  }

  /** The cause of what a node does in an epoch of its own, for a message with the cause `before`. */
  static join(before: Cause | null, epoch: Epoch): Cause {
    if (before === null) return new Cause([epoch]);
    if (before.#epochs.includes(epoch)) return before;
    // An interruption that came of the node itself: the new epoch is in place of the one that it ended.
    return new Cause([...before.#epochs.filter(other => other.node !== epoch.node), epoch]);
  }

  /** True once a node on the way was interrupted: what came of it shall not be seen or heard any more. */
  get isCancelled(): boolean {
    for (const epoch of this.#epochs) if (epoch.isCancelled) return true;
    return false;
  }
}
