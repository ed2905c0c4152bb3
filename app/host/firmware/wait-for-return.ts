import type { Kit } from '../../contract/services/device-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { hasIds } from './boards-of-kit.ts';

/** What flashing needs of the kits. */
export interface KitLister {
  list(): Promise<readonly Kit[]>;
  on(event: 'kits', listener: (kits: readonly Kit[]) => void): () => void;
}

/** Looks at the kits until one fits: when they change, and every `lookMs`. Null where none came in time. */
async function waitForKit(
  kits: KitLister,
  fits: (kit: Kit, all: readonly Kit[]) => boolean,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly lookMs: number },
): Promise<Kit | null> {
  const { signal, timeoutMs, lookMs } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Kit | null>();
  const look = (all: readonly Kit[]) => {
    const found = all.find(kit => kit.isAttached && fits(kit, all));
    if (found !== undefined) resolve(found);
  };
  const ask = () => {
    kits.list().then(look, reject);
  };
  const stop = kits.on('kits', look);
  const abort = () => reject(signal.reason);
  const timers = [setInterval(ask, lookMs), setTimeout(() => resolve(null), timeoutMs)];
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  ask();
  try {
    return await promise;
  } finally {
    for (const timer of timers) clearInterval(timer);
    signal.removeEventListener('abort', abort);
    stop();
  }
}

/** USB makers whose boards have no bridge: a reset takes their port away. */
const nativeUsb = new Set(['303a', '2e8a', '239a', '2341', '0d28', 'f055']);

/** Whether a reset of this kit takes its port away for a moment. */
function vanishesOnReset(kit: Pick<Kit, 'vendorId'>): boolean {
  return kit.vendorId !== null && nativeUsb.has(kit.vendorId);
}

/**
 * Waits for a board that was restarted: under its old name, or as a kit that was not there before and is of the same
 * maker or board. Null where it did not come back in time.
 */
export async function waitForReturn(
  kits: KitLister,
  options: {
    readonly before: readonly Kit[];
    /** Null where the board was only known as a volume. */
    readonly kit: Kit | null;
    /** Boards as which it may come back. */
    readonly boards: readonly BoardDefinition[];
    /** Takes a kit that was not there before; false where another flash has taken it for its board. */
    readonly take: (kitId: string) => boolean;
    readonly signal: AbortSignal;
    readonly returnMs: number;
    readonly settleMs: number;
    readonly lookMs: number;
  },
): Promise<Kit | null> {
  const { before, kit, boards, take, signal, returnMs, settleMs, lookMs } = options;
  if (kit !== null && vanishesOnReset(kit)) {
    // It may be listed for a moment though it is on its way out.
    const isGone = (_: Kit, all: readonly Kit[]) =>
      !all.some(one => one.kitId === kit.kitId && one.isAttached && one.path === kit.path);
    await waitForKit(kits, isGone, { signal, timeoutMs: settleMs, lookMs });
  }
  const known = new Set(before.filter(({ isAttached }) => isAttached).map(({ kitId }) => kitId));
  const isIt = (found: Kit) => {
    if (found.transport !== 'serial') return false;
    if (found.kitId === kit?.kitId) return true;
    if (known.has(found.kitId)) return false;
    const isAlike =
      boards.some(board => board.id === found.boardId || hasIds(board, found)) ||
      (kit !== null && kit.vendorId !== null && found.vendorId === kit.vendorId);
    return isAlike && take(found.kitId);
  };
  return waitForKit(kits, isIt, { signal, timeoutMs: returnMs, lookMs });
}
