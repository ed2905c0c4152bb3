import type { Kit } from '../../contract/services/device-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { sameUsbId, type UsbId } from '../../core/catalogue/same-usb-id.ts';

/** Whether a board shows these USB ids, as a program or as its boot loader. */
export function hasIds({ usb }: BoardDefinition, found: UsbId): boolean {
  return usb.some(ids => sameUsbId(ids, found));
}

/**
 * Every board that a kit may be. A bridge chip sits on many boards, and both Picos show the same ids; what the kit is
 * called is only the likeliest of them.
 */
export function boardsOfKit(kit: Kit, boards: ReadonlyMap<string, BoardDefinition>): BoardDefinition[] {
  const own = kit.boardId === null ? undefined : boards.get(kit.boardId);
  const others = [...boards.values()].filter(board => board !== own && hasIds(board, kit));
  return own === undefined ? others : [own, ...others];
}
