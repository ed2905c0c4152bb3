import { type BoardBridge, bridgeToPseudoTerminal } from '../../app/host/virtual-board/bridge.ts';
import { VirtualBoard } from '../../app/host/virtual-board/virtual-board.ts';
import type { FarmReply, FarmRequest } from './farm-messages.ts';

// A process of its own, so that neither the memory nor the time of the boards counts as the studio's. Each board is a
// virtual one on a pseudo-terminal; pulling its cable hangs the terminal up, and the board runs on.

const boards = new Map<number, { readonly board: VirtualBoard; bridge: BoardBridge | null }>();

async function handle({ board: number, action }: FarmRequest): Promise<string | null> {
  const known = boards.get(number);
  const farmed = known ?? { board: await VirtualBoard.create({ boardId: 'virtual-kit' }), bridge: null };
  boards.set(number, farmed);
  switch (action) {
    case 'attach':
      farmed.bridge ??= bridgeToPseudoTerminal(farmed.board);
      return farmed.bridge.path;
    case 'detach':
      farmed.bridge?.unplug();
      farmed.bridge = null;
      return null;
    case 'reset':
      await farmed.board.hardReset();
      return null;
  }
}

process.on('message', (request: FarmRequest) => {
  const answer = (reply: FarmReply) => process.send?.(reply);
  handle(request).then(
    path => answer({ id: request.id, path, error: null }),
    (error: unknown) => answer({ id: request.id, path: null, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
