import { parseArgs } from 'node:util';
import { type BridgedBoard, bridgeToPseudoTerminal } from '../../app/host/virtual-board/bridge.ts';
import { VirtualBoard } from '../../app/host/virtual-board/virtual-board.ts';

// A virtual board on a pseudo-terminal, in a process of its own as a real board is, behind a wire of a given speed and
// round trip. Prints its path; ends with its input.

const { values } = parseArgs({
  options: { 'bytes-per-second': { type: 'string' }, 'round-trip-ms': { type: 'string', default: '0' } },
});
const roundTripMs = Number(values['round-trip-ms']);
const board = await VirtualBoard.create({ boardId: 'virtual-kit', heapBytes: 256 * 1024 });

/** The whole round trip is put into one direction: timers know no half milliseconds. */
const delayed: BridgedBoard = {
  write: bytes => board.write(bytes),
  onData: listener => {
    if (roundTripMs === 0) return board.onData(listener);
    const waiting: { readonly bytes: Uint8Array; readonly atMs: number }[] = [];
    let isTimed = false;
    const release = () => {
      while (waiting[0] !== undefined && waiting[0].atMs <= performance.now() + 0.1) {
        const first = waiting.shift();
        if (first !== undefined) listener(first.bytes);
      }
      isTimed = waiting[0] !== undefined;
      if (waiting[0] !== undefined) setTimeout(release, waiting[0].atMs - performance.now());
    };
    return board.onData(bytes => {
      waiting.push({ bytes: new Uint8Array(bytes), atMs: performance.now() + roundTripMs });
      if (isTimed) return;
      isTimed = true;
      setTimeout(release, roundTripMs);
    });
  },
};

const bytesPerSecond = values['bytes-per-second'];
const bridge = bridgeToPseudoTerminal(
  delayed,
  bytesPerSecond === undefined ? {} : { bytesPerSecond: Number(bytesPerSecond) },
);
console.log(bridge.path);
process.stdin.resume();
process.stdin.on('end', async () => {
  await bridge.close();
  await board.dispose();
  process.exit(0);
});
