import { join, resolve } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import type {
  FirmwareImage,
  FlashProgress,
  FlashResult,
  FlashTarget,
  firmwareService,
  Volume,
} from '../../contract/services/firmware-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { type SystemFolders, systemFolders } from '../devices/system-root.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { boardsOfKit } from './boards-of-kit.ts';
import { type EspJob, flashEsp, identifyEsp } from './esp/flash-esp.ts';
import type { LoaderPort } from './esp/loader-line.ts';
import { boardFlashDeadlines, type FlashDeadlines } from './flash-deadlines.ts';
import { FlashReporter } from './flash-reporter.ts';
import { downloadImage } from './images/download-image.ts';
import { ImageStore } from './images/image-store.ts';
import { ImageUploads } from './images/image-uploads.ts';
import type { ImageHeader } from './images/read-image.ts';
import { ReturnedKits } from './returned-kits.ts';
import { flashKitByVolume, flashVolume, type Uf2Job, VolumeQueue } from './uf2/flash-uf2.ts';
import { boardsOf, listVolumes } from './uf2/volumes.ts';
import { type KitLister, waitForReturn } from './wait-for-return.ts';

/** What flashing needs of the kits; `KitManager` is one. */
export interface FirmwareKits extends KitLister {
  borrowPort<Result>(
    kitId: string,
    signal: AbortSignal,
    work: (kit: Kit) => Promise<Result>,
  ): Promise<Result>;
}

export interface FirmwareOptions {
  readonly stateDirectory: string;
  readonly boards: () => ReadonlyMap<string, BoardDefinition>;
  readonly kits: FirmwareKits;
  readonly fetch: typeof fetch;
  readonly system?: SystemFolders;
  readonly deadlines?: FlashDeadlines;
  readonly openPort?: (path: string) => LoaderPort;
  readonly fileSystem?: Uf2Job['fileSystem'];
}

export interface FlashCall {
  readonly erase: boolean;
  readonly signal: AbortSignal;
  readonly report: (progress: FlashProgress) => void;
}

/** Firmware of boards. */
export interface Firmware {
  readonly handlers: ServiceHandlers<typeof firmwareService>;
  /** Puts an image onto a board; one that is not here is fetched first. Any number of boards at once. */
  flash(target: FlashTarget, imageId: string, call: FlashCall): Promise<FlashResult>;
  dispose(): Promise<void>;
}

const volumeLookMs = 1_000;

/** What is under way for others goes on; only this wait for it ends. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What a way of flashing says of itself when it is done. */
interface Written {
  readonly chip: string;
  readonly bytesWritten: number;
  readonly bytesSent: number;
  readonly verified: FlashResult['verified'];
  /** Boards as which it may come back. */
  readonly boards: readonly BoardDefinition[];
}

export function createFirmware(options: FirmwareOptions): Firmware {
  const { kits, boards } = options;
  const deadlines = options.deadlines ?? boardFlashDeadlines;
  const system = options.system ?? systemFolders();
  const openPort = options.openPort ?? ((path: string) => new SerialTransport(path));
  const store = new ImageStore({ folder: join(options.stateDirectory, 'firmware'), boards });
  const uploads = new ImageUploads(store);
  const queue = new VolumeQueue();
  const fetching = new Map<string, Promise<FirmwareImage>>();
  const imageListeners = new Set<() => void>();
  const volumeWatches = new Set<NodeJS.Timeout>();
  const returned = new ReturnedKits();
  /** Each flash has a reporter of its own. */
  const takeFor = (reporter: FlashReporter) => (kitId: string) => returned.take(reporter, kitId);
  /** Kits whose user was asked for the button: the next try begins without a reset. */
  const askedForButton = new Set<string>();
  const tellImages = () => {
    for (const listener of [...imageListeners]) listener();
  };

  const espJob = (
    kit: Kit,
    before: readonly Kit[],
    signal: AbortSignal,
    reporter: FlashReporter,
  ): EspJob => ({
    kit,
    signal,
    reporter,
    deadlines,
    isByHand: askedForButton.has(kit.kitId),
    bootHelp: boardsOfKit(kit, boards())[0]?.bootHelp ?? null,
    openPort,
    findAgain: lost =>
      waitForReturn(kits, { ...deadlines, before, kit, boards: [], take: takeFor(reporter), signal: lost }),
  });

  /** Remembers that somebody was asked for the button, until it was of use. */
  const minded = async <Result>(kitId: string, work: Promise<Result>): Promise<Result> => {
    try {
      const result = await work;
      askedForButton.delete(kitId);
      return result;
    } catch (error) {
      if (StudioError.is(error, 'firmware/no-sync')) askedForButton.add(kitId);
      throw error;
    }
  };

  /** Many boards that want one image wait for one fetch of it. */
  async function bringHere(imageId: string, signal: AbortSignal, reporter: FlashReporter) {
    for (;;) {
      signal.throwIfAborted();
      const image = await store.find(imageId);
      if (image.isHere || image.url === null) return image;
      const others = fetching.get(imageId);
      if (others === undefined) break;
      reporter.begin('download');
      const arrived = others.catch((error: unknown) => {
        // Whoever fetched it has cancelled: the next one does.
        if (StudioError.is(error)) throw error;
      });
      await unlessAborted(arrived, signal);
    }
    const mine = downloadImage(store, imageId, { fetch: options.fetch, signal, reporter });
    fetching.set(imageId, mine);
    try {
      return await mine;
    } finally {
      fetching.delete(imageId);
      tellImages();
    }
  }

  async function writeToKit(
    kit: Kit,
    before: readonly Kit[],
    image: FirmwareImage,
    content: { readonly bytes: Uint8Array; readonly header: ImageHeader },
    call: FlashCall,
    reporter: FlashReporter,
  ): Promise<Written> {
    const { bytes, header } = content;
    const candidates = boardsOfKit(kit, boards());
    const method = header.kind === 'uf2' ? 'uf2' : 'esptool';
    const isOfItsKind = candidates.some(({ firmware }) => firmware.method === method);
    if (kit.transport !== 'serial' || (candidates.length > 0 && !isOfItsKind)) {
      throw new StudioError('firmware/not-flashable', { target: kit.title });
    }
    if (header.kind === 'uf2') {
      const job = uf2Job(image, bytes, header, call, reporter);
      const volume = await flashKitByVolume(job, kit, queue);
      return writtenToVolume(volume, bytes);
    }
    const own = image.boardIds.map(id => boards().get(id)).filter(board => board !== undefined);
    const offset = [...own, ...candidates]
      .map(({ firmware }) => firmware.esptool)
      .find(esptool => esptool?.chip === header.chip)?.offset;
    const job = {
      ...espJob(kit, before, call.signal, reporter),
      image: bytes,
      header: header.esp,
      title: image.title,
      offset: offset ?? null,
      erase: call.erase,
    };
    const written = await minded(kit.kitId, flashEsp(job));
    return { ...written, verified: 'md5', boards: own };
  }

  const uf2Job = (
    image: FirmwareImage,
    bytes: Uint8Array,
    header: Extract<ImageHeader, { kind: 'uf2' }>,
    { signal }: FlashCall,
    reporter: FlashReporter,
  ): Uf2Job => ({
    image,
    bytes,
    header: header.uf2,
    signal,
    reporter,
    deadlines,
    boards: boards(),
    system,
    openPort,
    fileSystem: options.fileSystem ?? nodeFileSystem,
    isAttached: async ({ kitId, path, productId, serialNumber, vendorId }) =>
      (await kits.list()).some(
        one =>
          one.isAttached &&
          one.kitId === kitId &&
          one.path === path &&
          one.vendorId === vendorId &&
          one.productId === productId &&
          one.serialNumber === serialNumber,
      ),
  });

  const writtenToVolume = (volume: Volume, bytes: Uint8Array): Written => ({
    chip: volume.model === '' ? volume.boardIdText : volume.model,
    bytesWritten: bytes.length,
    bytesSent: bytes.length,
    verified: 'volume',
    boards: boardsOf(volume.boardIdText, boards()),
  });

  const flash = (target: FlashTarget, imageId: string, call: FlashCall): Promise<FlashResult> =>
    returned.during(() => flashOne(target, imageId, call));

  async function flashOne(target: FlashTarget, imageId: string, call: FlashCall): Promise<FlashResult> {
    const { signal } = call;
    const reporter = new FlashReporter(call.report);
    const image = await bringHere(imageId, signal, reporter);
    reporter.begin('check');
    const content = await store.read(imageId);
    const before = await kits.list();
    signal.throwIfAborted();

    const finish = async (written: Written, kit: Kit | null): Promise<FlashResult> => {
      reporter.begin('wait-board');
      const { chip, bytesWritten, bytesSent, verified, boards: known } = written;
      const take = takeFor(reporter);
      const back = { ...deadlines, before, kit, boards: known, take, signal };
      const found = await waitForReturn(kits, back).catch((error: unknown) => {
        // The firmware is on the board; who cancels now only does not wait for it.
        if (signal.aborted) return null;
        throw error;
      });
      return {
        imageId,
        chip,
        bytesWritten,
        bytesSent,
        verified,
        elapsedMs: reporter.elapsedMs,
        kitId: found?.kitId ?? null,
        phases: reporter.phases(),
      };
    };

    if ('volume' in target) {
      const { header, bytes } = content;
      if (header.kind !== 'uf2') {
        throw new StudioError('firmware/not-flashable', { target: target.volume });
      }
      const path = resolve(target.volume);
      if (queue.isTaken(path)) throw new StudioError('device/busy', { kitId: path });
      const release = queue.reserve(path);
      let volume: Volume;
      try {
        // Nothing else is looked into: Windows would log in to the server of a path that names one.
        const asNamed = (at: string) =>
          system.platform === 'win32' ? resolve(at).toUpperCase() : resolve(at);
        const listed = await listVolumes(system, boards());
        const isListed = listed.some(one => asNamed(one.path) === asNamed(path));
        if (!isListed) throw new StudioError('firmware/no-boot-loader-volume', { volume: path });
        volume = await flashVolume(uf2Job(image, bytes, header, call, reporter), path);
      } finally {
        release();
      }
      return finish(writtenToVolume(volume, bytes), null);
    }
    return kits.borrowPort(target.kitId, signal, async kit =>
      finish(await writeToKit(kit, before, image, content, call, reporter), kit),
    );
  }

  return {
    flash,
    handlers: {
      methods: {
        images: ({ boardId }) => store.list(boardId),
        addFile: async ({ path }) => {
          const image = await store.addFile(path);
          tellImages();
          return image;
        },
        addPart: async part => {
          const image = await uploads.add(part);
          if (image !== null) tellImages();
          return image;
        },
        removeImage: async ({ imageId }) => {
          await store.remove(imageId);
          tellImages();
          return {};
        },
        download: async ({ imageId }, { signal, report }) => {
          const reporter = new FlashReporter(report);
          const image = await downloadImage(store, imageId, { fetch: options.fetch, signal, reporter });
          tellImages();
          return image;
        },
        identify: ({ kitId }, { signal, report }) =>
          kits.borrowPort(kitId, signal, async kit => {
            if (kit.transport !== 'serial') {
              throw new StudioError('firmware/not-flashable', { target: kit.title });
            }
            const job = espJob(kit, await kits.list(), signal, new FlashReporter(report));
            return returned.during(() => minded(kitId, identifyEsp(job)));
          }),
        volumes: () => listVolumes(system, boards()),
        flash: ({ target, imageId, erase }, { signal, report }) =>
          flash(target, imageId, { erase, signal, report }),
      },
      events: {
        onDidChangeVolumes: emit => {
          let known = '';
          let isLooking = false;
          const look = async () => {
            // A volume whose board was pulled out hangs for a while: looks do not pile up behind it.
            if (isLooking) return;
            isLooking = true;
            const found = await listVolumes(system, boards());
            isLooking = false;
            const text = JSON.stringify(found);
            if (text === known || !volumeWatches.has(timer)) return;
            known = text;
            emit(found);
          };
          const timer = setInterval(look, volumeLookMs);
          timer.unref();
          volumeWatches.add(timer);
          look();
          return () => {
            volumeWatches.delete(timer);
            clearInterval(timer);
          };
        },
        onDidChangeImages: emit => {
          const listener = () => emit({});
          imageListeners.add(listener);
          return () => {
            imageListeners.delete(listener);
          };
        },
      },
    },
    dispose: async () => {
      for (const timer of volumeWatches) clearInterval(timer);
      volumeWatches.clear();
      imageListeners.clear();
      await uploads.dispose();
    },
  };
}
