import { access, realpath } from 'node:fs/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, KitAbout } from '../../contract/services/device-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { PortDiscovery } from './discovery.ts';
import type { KitBook } from './kit-book.ts';
import { KitIds } from './kit-ids.ts';
import { kitOfPath, kitOfPort } from './kit-of-port.ts';
import type { SerialPortInfo } from './list-serial-ports.ts';

const firstVirtualPath = 'virtual:1';

/** Which kits there are: virtual ones, attached ports, typed paths, and those that are only remembered. */
export class KitList {
  readonly #catalogue: () => Catalogue;
  readonly #discovery: PortDiscovery;
  readonly #book: KitBook;
  readonly #ids = new KitIds();
  readonly #onForgotten: (about: KitAbout) => void;

  constructor(options: {
    readonly catalogue: () => Catalogue;
    readonly discovery: PortDiscovery;
    readonly book: KitBook;
    /** Told when nothing is known any more of the board at a path. */
    readonly onForgotten?: (about: KitAbout) => void;
  }) {
    this.#catalogue = options.catalogue;
    this.#discovery = options.discovery;
    this.#book = options.book;
    this.#onForgotten = options.onForgotten ?? (() => undefined);
  }

  /**
   * Virtual kits, then attached ports, then typed paths that are none of them, then favourites and `inUse` that are
   * not there. Never rejects.
   */
  async list(inUse: readonly Kit[] = []): Promise<Kit[]> {
    const catalogue = this.#catalogue();
    const typed = this.#book.typedPorts;
    const attached = await this.#attached();
    const places = new Set(await Promise.all(attached.map(({ path }) => placeOf(path))));
    const isListed = async (path: string) => places.has(await placeOf(path));
    const virtual = [firstVirtualPath, ...typed.filter(path => path.startsWith('virtual:'))];
    const kits = [...virtual.map(path => kitOfPath(path, catalogue)), ...attached];
    for (const path of typed) {
      const kit = kitOfPath(path, catalogue, { machine: this.#machine(`serial:${path}`) });
      if (kit.transport !== 'serial') kits.push(kit);
      else if (!(await isListed(path))) kits.push({ ...kit, isAttached: await isThere(path) });
    }
    for (const kit of [...inUse, ...this.#book.favourites]) {
      const isTyped = kit.kitId.startsWith('serial:');
      if (kit.transport === 'serial' && isTyped && (await isListed(kit.path))) continue;
      // A name that it had when it was seen may have been taken from it.
      const title = kit.transport === 'virtual' ? kit.title : kit.boardTitle;
      kits.push({ ...kit, title, isAttached: kit.transport !== 'serial' });
    }
    const there = new Set(kits.filter(({ isAttached }) => isAttached).map(({ kitId }) => kitId));
    for (const { kitId } of this.#book.abouts) if (!there.has(kitId)) this.forgetBoardOf(kitId);
    const seen = new Set<string>();
    return kits.filter(({ kitId }) => !seen.has(kitId) && seen.add(kitId)).map(kit => this.#personal(kit));
  }

  /**
   * The path at which a kit is now.
   * @throws StudioError `transport/not-found` where it has a serial number and is nowhere
   */
  async locate(kit: Kit): Promise<string> {
    if (!kit.kitId.startsWith('usb:')) return kit.path;
    const found = (await this.#attached()).find(({ kitId }) => kitId === kit.kitId);
    if (found === undefined) throw new StudioError('transport/not-found', { path: kit.path });
    return found.path;
  }

  /**
   * Remembers a typed path. That of an attached kit, or its id, is answered with the kit and need not be remembered.
   * @throws StudioError `device/bad-path`, `device/book-unwritable`
   */
  async add(path: string): Promise<Kit> {
    const trimmed = path.trim();
    const kit = kitOfPath(trimmed, this.#catalogue());
    const isNone =
      trimmed === '' ||
      trimmed.includes('\0') ||
      (trimmed.startsWith('virtual:') && kit.transport !== 'virtual') ||
      (trimmed.startsWith('tcp:') && kit.transport !== 'tcp');
    if (isNone) throw new StudioError('device/bad-path', { path });
    const attached = kit.transport === 'serial' ? await this.#attachedAt(trimmed) : undefined;
    if (attached !== undefined) return attached;
    const typed = this.#book.typedPorts;
    if (kit.path !== firstVirtualPath && !typed.includes(kit.path)) {
      await this.#book.setTypedPorts([...typed, kit.path]);
    }
    return kit;
  }

  /** Forgets a typed path, or a favourite that is not there. @throws StudioError `device/book-unwritable` */
  async remove(kit: Kit): Promise<void> {
    await this.#book.setTypedPorts(this.#book.typedPorts.filter(path => path !== kit.path));
    if (!kit.isAttached) await this.#book.setNote(kit.kitId, { isFavourite: false });
  }

  /**
   * A kit that is known by its path alone went away: the board that is there next may be another one, so nothing that
   * was learned is true of it. Other kits stay known.
   */
  forgetBoardOf(kitId: string): void {
    const { about } = this.#book.note(kitId);
    if (about === null || !/^(serial|tcp):/.test(kitId)) return;
    // Where the disk refuses, it is forgotten as long as the studio is open.
    this.#book.setNote(kitId, { about: null }).catch(() => undefined);
    this.#onForgotten({ kitId, learnedAt: new Date().toISOString(), firmware: null, program: null });
  }

  async #attachedAt(path: string): Promise<Kit | undefined> {
    const attached = await this.#attached();
    const place = await placeOf(path);
    for (const kit of attached) {
      if (kit.kitId === path || (await placeOf(kit.path)) === place) return kit;
    }
    return undefined;
  }

  async #attached(): Promise<Kit[]> {
    const ports = await this.#discovery.list();
    const ids = this.#ids.assign(ports);
    return ports.map(port => this.#kitOfPort(port, ids.get(port.path) ?? `serial:${port.path}`));
  }

  #kitOfPort(port: SerialPortInfo, kitId: string): Kit {
    return kitOfPort(port, this.#catalogue(), { kitId, machine: this.#machine(kitId) });
  }

  #machine(kitId: string): string | null {
    return this.#book.note(kitId).about?.firmware?.machine ?? null;
  }

  #personal(kit: Kit): Kit {
    const { isFavourite, name } = this.#book.note(kit.kitId);
    return { ...kit, title: name ?? kit.title, isFavourite };
  }
}

/** What a path leads to, so that `/dev/serial/by-id/…` is known to be `/dev/ttyACM0`. */
export function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function isThere(path: string): Promise<boolean> {
  // Windows has no files for its ports; those that are typed may be there.
  if (/^com\d+$/i.test(path)) return true;
  return access(path).then(
    () => true,
    () => false,
  );
}
