import { basename } from 'node:path';
import type { Kit } from '../../contract/services/device-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import { sameUsbId } from '../../core/catalogue/same-usb-id.ts';
import { callOutPath, type SerialPortInfo } from './list-serial-ports.ts';
import { parseTcpPath } from './transports/tcp-transport.ts';

/** What is known of a port beside what the system says of it. */
export interface KnownOfPort {
  /** `serial:<path>` where nothing is given. */
  readonly kitId?: string;
  /** `sys.implementation._machine` of the MicroPython that was seen there. */
  readonly machine?: string | null;
  readonly isAttached?: boolean;
}

/** A port as a kit, with the board that its USB ids and what was learned of it suggest. */
export function kitOfPort(port: SerialPortInfo, catalogue: Catalogue, known: KnownOfPort = {}): Kit {
  const { board, mode, ...named } = boardOfPort(port, catalogue, known.machine ?? null);
  const title = named.title ?? port.product ?? basename(port.path);
  return {
    kitId: known.kitId ?? `serial:${port.path}`,
    transport: 'serial',
    path: port.path,
    title,
    boardTitle: title,
    isAttached: known.isAttached ?? true,
    isFavourite: false,
    mode,
    boardId: board?.id ?? null,
    serialNumber: port.serialNumber,
    vendorId: port.vendorId,
    productId: port.productId,
    manufacturer: port.manufacturer,
  };
}

/** A virtual kit, a TCP port or a typed serial path as a kit. */
export function kitOfPath(path: string, catalogue: Catalogue, known: KnownOfPort = {}): Kit {
  const nothing = {
    serialNumber: null,
    vendorId: null,
    productId: null,
    manufacturer: null,
    isAttached: true,
    isFavourite: false,
    mode: 'application',
  } as const;
  if (/^virtual:[1-9]\d{0,2}$/.test(path)) {
    const board = [...catalogue.boards.values()].find(({ virtual }) => virtual);
    const number = path.slice('virtual:'.length);
    const title = board?.title ?? 'Virtual kit';
    return {
      ...nothing,
      kitId: path,
      transport: 'virtual',
      path,
      title: number === '1' ? title : `${title} ${number}`,
      boardTitle: title,
      boardId: board?.id ?? null,
    };
  }
  const tcp = parseTcpPath(path);
  if (path.startsWith('tcp:') && tcp !== undefined) {
    const { board } = boardOfPort(null, catalogue, known.machine ?? null);
    return {
      ...nothing,
      kitId: path,
      transport: 'tcp',
      path,
      title: board?.title ?? path.slice('tcp:'.length),
      boardTitle: board?.title ?? path.slice('tcp:'.length),
      boardId: board?.id ?? null,
    };
  }
  const port = { path: callOutPath(path), vendorId: null, productId: null, product: null };
  return kitOfPort({ ...port, serialNumber: null, manufacturer: null }, catalogue, known);
}

interface SuggestedBoard {
  readonly board: BoardDefinition | null;
  readonly mode: Kit['mode'];
  /** What may be said of it without a guess; null where that is nothing. */
  readonly title: string | null;
}

/**
 * The board that fits best: what its MicroPython said of itself before what its own USB ids say, and those before the
 * ids that several share, as those of a bridge chip are. Of several that fit alike the one with fewest ids is
 * suggested, and of equals the first by id; the title then says only what is true of all.
 */
function boardOfPort(
  port: SerialPortInfo | null,
  catalogue: Catalogue,
  machine: string | null,
): SuggestedBoard {
  const boards = [...catalogue.boards.values()]
    .filter(({ virtual }) => !virtual)
    .toSorted((a, b) => a.usb.length - b.usb.length || (a.id < b.id ? -1 : 1));
  const fitting = boards.flatMap(board => {
    const usb = board.usb.find(ids => port !== null && sameUsbId(ids, port));
    return usb === undefined ? [] : [{ board, usb }];
  });
  const own = fitting.filter(({ usb }) => usb.shared !== true);
  const best = own.length > 0 ? own : fitting;
  // One that may be a program is not said to wait for firmware.
  const mode =
    best.length > 0 && best.every(({ usb }) => usb.bootLoader === true) ? 'boot-loader' : 'application';
  const candidates = best.map(({ board }) => board);
  const named = machine === null ? [] : boardsOfMachine(fitting.length > 0 ? candidates : boards, machine);
  // Without ids that anybody knows, only words that fit one board alone say which it is.
  const possible = named.length === 1 || (named.length > 1 && fitting.length > 0) ? named : candidates;
  return { board: possible[0] ?? null, mode, title: titleOf(possible) };
}

/** One name for boards of which nobody can tell which it is; null where they have nothing in common. */
function titleOf(boards: readonly BoardDefinition[]): string | null {
  const [first, second] = boards;
  if (first === undefined) return null;
  if (boards.every(({ title }) => title === first.title)) return first.title;
  if (boards.every(({ chip }) => chip === first.chip)) return first.chip;
  return boards.length === 2 && second !== undefined ? `${first.title} / ${second.title}` : null;
}

/** Boards whose words `sys.implementation._machine` contains, the longest word first: `ESP32` is part of `ESP32S3`. */
function boardsOfMachine(boards: readonly BoardDefinition[], machine: string): BoardDefinition[] {
  const fits = boards
    .map(board => ({
      board,
      letters: Math.max(
        0,
        ...board.firmware.machine.filter(word => machine.includes(word)).map(({ length }) => length),
      ),
    }))
    .filter(({ letters }) => letters > 0);
  const most = Math.max(0, ...fits.map(({ letters }) => letters));
  return fits.filter(({ letters }) => letters === most).map(({ board }) => board);
}
