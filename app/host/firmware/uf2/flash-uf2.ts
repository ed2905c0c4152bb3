import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Kit } from '../../../contract/services/device-service.ts';
import type { FirmwareImage, Volume } from '../../../contract/services/firmware-service.ts';
import type { BoardDefinition } from '../../../core/catalogue/board-definition.ts';
import type { SystemFolders } from '../../devices/system-root.ts';
import type { FileSystem } from '../../files/file-system.ts';
import { boardsOfKit } from '../boards-of-kit.ts';
import type { LoaderPort } from '../esp/loader-line.ts';
import type { FlashDeadlines } from '../flash-deadlines.ts';
import type { FlashReporter } from '../flash-reporter.ts';
import { copyToVolume } from './copy-to-volume.ts';
import { loaderRequests } from './enter-uf2-loader.ts';
import { familyText, type Uf2File } from './uf2-file.ts';
import { boardsOf, listVolumes, readVolume } from './volumes.ts';

export interface Uf2Job {
  readonly image: Pick<FirmwareImage, 'boardIds' | 'title'>;
  readonly bytes: Uint8Array;
  readonly header: Uf2File;
  readonly signal: AbortSignal;
  readonly reporter: FlashReporter;
  readonly deadlines: FlashDeadlines;
  readonly boards: ReadonlyMap<string, BoardDefinition>;
  readonly system: SystemFolders;
  readonly fileSystem: Pick<FileSystem, 'create' | 'remove'>;
  readonly openPort: (path: string) => LoaderPort;
  /** Whether a kit is still at the path where it was. */
  readonly isAttached: (kit: Kit) => Promise<boolean>;
}

/** Boards of one computer that enter their loaders one after the other, so that each gets its own volume. */
export class VolumeQueue {
  readonly #taken = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  /** One at a time. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  isTaken(path: string): boolean {
    return this.#taken.has(path);
  }

  reserve(path: string): () => void {
    this.#taken.add(path);
    return () => this.#taken.delete(path);
  }
}

/**
 * Puts a UF2 file onto the volume of a boot loader.
 * @returns how the volume named its board
 * @throws StudioError `firmware/no-boot-loader-volume`, `wrong-board`, and what `copyToVolume` throws
 */
export async function flashVolume(job: Uf2Job, path: string): Promise<Volume> {
  const volume = await readVolume(path, job.boards);
  if (volume === null) throw new StudioError('firmware/no-boot-loader-volume', { volume: path });
  checkVolume(job, volume);
  await copyToVolume({ ...job, volume: path });
  return volume;
}

/**
 * Asks a running kit for its boot loader, waits for its volume, and puts the file there.
 * @throws StudioError also `firmware/no-volume`, `several-volumes`, `wrong-board` before the kit is touched
 */
export async function flashKitByVolume(job: Uf2Job, kit: Kit, queue: VolumeQueue): Promise<Volume> {
  const candidates = boardsOfKit(kit, job.boards);
  if (candidates.length > 0 && !candidates.some(board => isFor(job, board))) {
    throw wrongBoard(job, kit.title, kit.boardTitle);
  }
  const { volume, release } = await queue.take(async () => {
    const found = await enterLoader(job, kit, candidates, queue);
    return { volume: found, release: queue.reserve(found.path) };
  });
  try {
    return await flashVolume(job, volume.path);
  } finally {
    release();
  }
}

async function enterLoader(
  job: Uf2Job,
  kit: Kit,
  candidates: readonly BoardDefinition[],
  queue: VolumeQueue,
): Promise<Volume> {
  const { signal, reporter, deadlines, boards, system } = job;
  reporter.begin('wait-volume');
  const isWaiting = kit.mode === 'boot-loader';
  const before = new Set(isWaiting ? [] : (await listVolumes(system, boards)).map(({ path }) => path));
  const look = async (): Promise<Volume | null> => {
    const fitting = (await listVolumes(system, boards)).filter(
      ({ path, boardIdText }) =>
        !before.has(path) && !queue.isTaken(path) && fitsAny(boardIdText, candidates, boards),
    );
    if (fitting.length > 1) {
      const details = { board: kit.title, volumes: fitting.map(({ path }) => path).join(', ') };
      throw new StudioError('firmware/several-volumes', details);
    }
    return fitting[0] ?? null;
  };
  const startedAtMs = performance.now();
  const requests = isWaiting ? [] : loaderRequests;
  for (const [index, request] of requests.entries()) {
    // It has left, and its volume is on the way; another board may have its path by now.
    if (index > 0 && !(await job.isAttached(kit))) break;
    // A board that has no answer to one way has its port still, for the next.
    await request.run(job.openPort(kit.path), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!StudioError.is(error)) throw error;
      if (index === 0 && error.code !== 'transport/gone' && error.code !== 'transport/not-found') throw error;
    });
    const share = (deadlines.volumeMs * (index + 1)) / (requests.length + 1);
    const volume = await waitForVolume(look, startedAtMs + share, job);
    if (volume !== null) return volume;
  }
  const volume = await waitForVolume(look, startedAtMs + deadlines.volumeMs, job);
  if (volume !== null) return volume;
  const details = { board: kit.title, seconds: Math.round(deadlines.volumeMs / 1000) };
  const help = (candidates.find(board => isFor(job, board)) ?? candidates[0])?.bootHelp;
  throw new StudioError('firmware/no-volume', details, help === undefined ? {} : { hint: help });
}

async function waitForVolume(
  look: () => Promise<Volume | null>,
  untilMs: number,
  { signal, deadlines }: Uf2Job,
): Promise<Volume | null> {
  for (;;) {
    const volume = await look();
    if (volume !== null || performance.now() >= untilMs) return volume;
    await sleep(deadlines.lookMs, undefined, { signal });
  }
}

function fitsAny(
  boardIdText: string,
  candidates: readonly BoardDefinition[],
  boards: ReadonlyMap<string, BoardDefinition>,
): boolean {
  return candidates.length === 0 || boardsOf(boardIdText, boards).some(board => candidates.includes(board));
}

/** The image may be for any of the boards whose boot loader names itself so; a loader that nobody knows decides itself. */
function checkVolume(job: Uf2Job, { path, model, boardIdText }: Volume): void {
  const fitting = boardsOf(boardIdText, job.boards);
  if (fitting.length === 0 && job.image.boardIds.length === 0) return;
  if (fitting.some(board => isFor(job, board))) return;
  throw wrongBoard(job, path, model === '' ? boardIdText : model);
}

function isFor({ image, header }: Uf2Job, { id, firmware }: BoardDefinition): boolean {
  if (firmware.uf2?.familyId !== header.familyId) return false;
  return image.boardIds.length === 0 || image.boardIds.includes(id);
}

function wrongBoard({ image, header, boards }: Uf2Job, target: string, board: string): StudioError {
  const titles = image.boardIds.map(id => boards.get(id)?.title ?? id).join(', ');
  const imageBoard = `${titles === '' ? image.title : titles} (${familyText(header.familyId)})`;
  return new StudioError('firmware/wrong-board', { imageBoard, target, board });
}
