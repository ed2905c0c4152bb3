import { StudioError } from '../../contract/errors/studio-error.ts';
import type { PeripheralState } from '../../contract/services/virtual-board-service.ts';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import type { JsonValue } from './hub-bridge.ts';

interface VirtualKit {
  readonly board: Promise<VirtualBoard>;
  attached: readonly AttachedPeripheral[];
}

interface AttachEvent {
  readonly kitId: string;
  readonly attached: AttachedPeripheral[];
}

interface StateEvent {
  readonly kitId: string;
  readonly states: PeripheralState[];
}

/** The virtual boards of this process, each started when it is first used; their files last as long as the process. */
export class VirtualKits {
  readonly #kits = new Map<string, VirtualKit>();
  readonly #attachListeners = new Set<(event: AttachEvent) => void>();
  readonly #stateListeners = new Set<(event: StateEvent) => void>();

  board(kitId: string): Promise<VirtualBoard> {
    return this.#kit(kitId).board;
  }

  /** What is on the board's pins and buses now. */
  attached(kitId: string): readonly AttachedPeripheral[] {
    return this.#kits.get(kitId)?.attached ?? [];
  }

  /** Puts these on the board's pins and buses, in place of what was there; what stays the same keeps its state. */
  async attach(kitId: string, attached: readonly AttachedPeripheral[]): Promise<void> {
    const kit = this.#kit(kitId);
    const board = await kit.board;
    const isSame = JSON.stringify(kit.attached) === JSON.stringify(attached);
    if (isSame) return;
    kit.attached = attached;
    board.attach(attached);
    for (const listener of [...this.#attachListeners]) listener({ kitId, attached: [...attached] });
  }

  /** Attaches these, and returns how to bring back what was there; a board that had nothing keeps them. */
  async replace(kitId: string, attached: readonly AttachedPeripheral[]): Promise<() => Promise<void>> {
    const before = this.attached(kitId);
    await this.attach(kitId, attached);
    return async () => {
      if (before.length > 0) await this.attach(kitId, before);
    };
  }

  /** @throws StudioError `device/not-virtual` */
  async peripherals(kitId: string): Promise<{ attached: AttachedPeripheral[]; states: PeripheralState[] }> {
    requireVirtual(kitId);
    const kit = this.#kits.get(kitId);
    // Looking at a kit that nobody has used starts nothing.
    if (kit === undefined) return { attached: [], states: [] };
    return { attached: [...kit.attached], states: [...(await kit.board).states()] };
  }

  /** @throws StudioError `device/not-virtual` */
  async control(kitId: string, peripheral: string, control: string, value: JsonValue): Promise<void> {
    requireVirtual(kitId);
    (await this.#kit(kitId).board).control(peripheral, control, value);
  }

  async hardReset(kitId: string): Promise<void> {
    await (await this.#kit(kitId).board).hardReset();
  }

  onDidAttach(listener: (event: AttachEvent) => void): () => void {
    this.#attachListeners.add(listener);
    return () => this.#attachListeners.delete(listener);
  }

  onDidChangeState(listener: (event: StateEvent) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  async dispose(): Promise<void> {
    const kits = [...this.#kits.values()];
    this.#kits.clear();
    await Promise.all(kits.map(async ({ board }) => (await board).dispose()));
  }

  #kit(kitId: string): VirtualKit {
    const known = this.#kits.get(kitId);
    if (known !== undefined) return known;
    const kit: VirtualKit = { board: this.#start(kitId), attached: [] };
    this.#kits.set(kitId, kit);
    return kit;
  }

  async #start(kitId: string): Promise<VirtualBoard> {
    const board = await VirtualBoard.create({ boardId: 'virtual-kit' });
    board.onDidChangeState(states => {
      for (const listener of [...this.#stateListeners]) listener({ kitId, states: [...states] });
    });
    return board;
  }
}

function requireVirtual(kitId: string): void {
  if (!kitId.startsWith('virtual:')) throw new StudioError('device/not-virtual', { kitId });
}
