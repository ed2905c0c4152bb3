import { bridgeToPseudoTerminal, bridgeToTcp } from '../../host/virtual-board/bridge.ts';
import { VirtualBoard } from '../../host/virtual-board/virtual-board.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface BoardOptions {
  readonly tcp?: number;
}

/** `board --pty | --tcp <port>`: a virtual board where any serial tool can talk to it, until Ctrl-C. */
export async function board(terminal: Terminal, options: BoardOptions): Promise<ExitCode> {
  const virtualBoard = await VirtualBoard.create({ boardId: 'virtual-kit' });
  const bridge =
    options.tcp === undefined
      ? bridgeToPseudoTerminal(virtualBoard)
      : await bridgeToTcp(virtualBoard, { port: options.tcp });
  terminal.say(`Virtual board on ${bridge.path}. Ctrl-C ends it.`);
  terminal.answer({ path: bridge.path });
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
  await promise;
  await bridge.close();
  await virtualBoard.dispose();
  return exitCodes.ok;
}
