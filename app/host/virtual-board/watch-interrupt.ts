import type { BoardProcess } from './board-process.ts';

/** 0x03 that nobody has taken for so long is forced upon the program. */
const graceMs = 100;
/** A program that has not even noticed a forced interrupt for so long is given up. */
const limitMs = 2000;

/**
 * Sees to it that a 0x03 stops the program. One that waits or looks at its input takes the byte by itself. One that
 * only computes is interrupted from outside, as by a UART. One that is lost in a single operation of the firmware can
 * only be torn down.
 *
 * @param sequence the message that holds the byte
 */
export function watchInterrupt(process: BoardProcess, sequence: number, tearDown: () => void): void {
  let waitedMs = 0;
  const look = () => {
    const isWaiting = process.unanswered().some(each => each.sequence === sequence);
    if (process.isTerminated || !isWaiting) return;
    if (!process.isStarting) {
      // At the prompt the byte is only a key, and will be read in its turn.
      if (!process.isRunning) return;
      if (waitedMs === 0) process.interrupt(sequence);
      else if (waitedMs >= limitMs && process.hasPendingInterrupt) {
        tearDown();
        return;
      }
      waitedMs += graceMs;
    }
    setTimeout(look, graceMs);
  };
  setTimeout(look, graceMs);
}
