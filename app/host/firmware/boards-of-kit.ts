import type { Kit } from '../../contract/services/device-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';

type UsbIds = Pick<Kit, 'vendorId' | 'productId'>;

/** Whether a board shows these USB ids, as a program or as its boot loader. */
export function hasIds({ usb }: BoardDefinition, { vendorId, productId }: UsbIds): boolean {
  return usb.some(ids => isSame(ids.vendorId, vendorId) && isSame(ids.productId, productId));
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

function isSame(declared: string, found: string | null): boolean {
  return found !== null && declared.toLowerCase().replace(/^0x/, '') === found.toLowerCase();
}
