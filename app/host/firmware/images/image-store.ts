import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { FirmwareImage } from '../../../contract/services/firmware-service.ts';
import type { BoardDefinition, BoardImage } from '../../../core/catalogue/board-definition.ts';
import { hasErrorCode, nodeFileSystem } from '../../files/file-system.ts';
import { sha256, writeFileSafely } from '../../files/write-file-safely.ts';
import { familyText } from '../uf2/uf2-file.ts';
import { type ImageHeader, largestImageBytes, readImage } from './read-image.ts';

/** What lies beside an image. */
const imageRecordSchema = z.object({
  imageId: z.string(),
  fileName: z.string(),
  kind: z.enum(['esp-bin', 'uf2']),
  chip: z.string(),
  sizeBytes: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO 8601. */
  addedAt: z.string(),
});
type ImageRecord = z.infer<typeof imageRecordSchema>;

/** An image of the catalogue and its board. */
export interface CatalogueImage {
  readonly board: BoardDefinition;
  readonly image: BoardImage;
}

/** Ends the name of a file that is not whole yet; none of these is ever taken for an image. */
const partSuffix = '.part';

/**
 * The folder of images: each under its own SHA-256, with a record for every name under which it is known. A file that
 * bears the published hash of an image of the catalogue is that image, wherever it came from.
 */
export class ImageStore {
  readonly #folder: string;
  readonly #boards: () => ReadonlyMap<string, BoardDefinition>;
  readonly #now: () => Date;
  #isClean = false;

  constructor(options: {
    readonly folder: string;
    readonly boards: () => ReadonlyMap<string, BoardDefinition>;
    readonly now?: () => Date;
  }) {
    this.#folder = options.folder;
    this.#boards = options.boards;
    this.#now = options.now ?? (() => new Date());
  }

  /** Images for a board, or all: those of the catalogue, then files that a person added, newest first. */
  async list(boardId: string | null): Promise<FirmwareImage[]> {
    const [records, here] = await Promise.all([this.#records(), this.#contents()]);
    const boards = [...this.#boards().values()].filter(({ id }) => boardId === null || id === boardId);
    const catalogue = boards.flatMap(board =>
      board.firmware.images.map(image => this.#catalogueImage({ board, image }, records, here)),
    );
    const published = this.#publishedHashes();
    const files = records
      .filter(record => record.imageId.startsWith('file/') && here.has(record.sha256))
      .filter(record => boardId === null || boards.some(board => isForChipOf(record, board)))
      .toSorted((a, b) => (a.addedAt < b.addedAt ? 1 : -1))
      .map(record => fileImage(record, published.has(record.sha256)));
    return [...catalogue, ...files];
  }

  /** @throws StudioError `firmware/unknown-image` */
  async find(imageId: string): Promise<FirmwareImage> {
    const found = (await this.list(null)).find(image => image.imageId === imageId);
    if (found === undefined) throw new StudioError('firmware/unknown-image', { imageId });
    return found;
  }

  catalogueEntry(imageId: string): CatalogueImage | null {
    const [boardId = '', id = ''] = imageId.split('/');
    const board = this.#boards().get(boardId);
    const image = board?.firmware.images.find(candidate => candidate.id === id);
    return board === undefined || image === undefined ? null : { board, image };
  }

  /**
   * The bytes of an image that is here, and what they say. They are hashed again: a disk forgets.
   * @throws StudioError `firmware/unknown-image` where it is not here, `firmware/no-image` where it was damaged
   */
  async read(imageId: string): Promise<{ readonly bytes: Uint8Array; readonly header: ImageHeader }> {
    const { sha256: hash, isHere, kind, title } = await this.find(imageId);
    if (hash === null || !isHere) throw new StudioError('firmware/unknown-image', { imageId });
    const bytes = await readFile(this.#contentPath(hash, kind)).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) throw new StudioError('firmware/unknown-image', { imageId });
      throw error;
    });
    if (sha256(bytes) !== hash) {
      throw new StudioError('firmware/no-image', {
        file: title,
        reason: 'the copy on this computer was damaged',
      });
    }
    return { bytes, header: readImage(bytes, title) };
  }

  /** Takes a copy of a file of this computer. @throws StudioError `firmware/no-image` */
  async addFile(path: string): Promise<FirmwareImage> {
    const file = basename(path);
    const status = await stat(path).catch((error: unknown) => {
      throw new StudioError('firmware/no-image', { file, reason: 'it cannot be read' }, { cause: error });
    });
    if (!status.isFile()) throw new StudioError('firmware/no-image', { file, reason: 'it is no file' });
    if (status.size > largestImageBytes) {
      throw new StudioError('firmware/no-image', { file, reason: 'it is larger than any image' });
    }
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new StudioError('firmware/no-image', { file, reason: 'it cannot be read' }, { cause: error });
    });
    return this.addBytes(bytes, file);
  }

  /** @param imageId of the catalogue; without one, the image is a person's own file */
  async addBytes(bytes: Uint8Array, fileName: string, imageId?: string): Promise<FirmwareImage> {
    const { kind, chip } = readImage(bytes, fileName);
    const hash = sha256(bytes);
    await mkdir(this.#folder, { recursive: true });
    await writeFileSafely(nodeFileSystem, this.#contentPath(hash, kind), bytes);
    const record: ImageRecord = {
      imageId: imageId ?? `file/${hash}`,
      fileName: basename(fileName),
      kind,
      chip,
      sizeBytes: bytes.length,
      sha256: hash,
      addedAt: this.#now().toISOString(),
    };
    const text = `${JSON.stringify(record, null, 2)}\n`;
    await writeFileSafely(nodeFileSystem, this.#recordPath(record.imageId), Buffer.from(text));
    return this.find(record.imageId);
  }

  /** The image is not here any more; its bytes go with the last name for them. Idempotent. */
  async remove(imageId: string): Promise<void> {
    const image = await this.find(imageId);
    await rm(this.#recordPath(imageId), { force: true });
    const { sha256: hash } = image;
    if (hash === null) return;
    if ((await this.#records()).some(record => record.sha256 === hash)) return;
    await rm(this.#contentPath(hash, image.kind), { force: true });
  }

  /** A new file for bytes that are still to come. Its name says that it is not whole. */
  async beginPart(): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    if (!this.#isClean) {
      this.#isClean = true;
      await this.#removeParts();
    }
    const path = join(this.#folder, `${randomBytes(12).toString('hex')}${partSuffix}`);
    await (await open(path, 'wx')).close();
    return path;
  }

  // A program that was killed in the middle leaves some.
  async #removeParts(): Promise<void> {
    const names = await readdir(this.#folder);
    const parts = names.filter(name => name.endsWith(partSuffix));
    await Promise.all(parts.map(name => rm(join(this.#folder, name), { force: true })));
  }

  #catalogueImage(
    { board, image }: CatalogueImage,
    records: readonly ImageRecord[],
    here: ReadonlySet<string>,
  ): FirmwareImage {
    const imageId = `${board.id}/${image.id}`;
    const record = records.find(candidate => candidate.imageId === imageId);
    const hash = image.sha256 ?? record?.sha256 ?? null;
    const isHere = hash !== null && here.has(hash);
    const { esptool, uf2, method } = board.firmware;
    const chip = esptool?.chip ?? (uf2 === undefined ? null : familyText(uf2.familyId));
    return {
      imageId,
      boardIds: [board.id],
      title: `MicroPython ${image.version}`,
      variant: image.variant ?? null,
      version: image.version,
      kind: method === 'uf2' ? 'uf2' : 'esp-bin',
      chip,
      sizeBytes: isHere ? (records.find(one => one.sha256 === hash)?.sizeBytes ?? null) : null,
      sha256: image.sha256 ?? (isHere ? hash : null),
      trust: image.sha256 === undefined ? 'unpublished' : 'published',
      isHere,
      url: image.url,
    };
  }

  #publishedHashes(): Set<string> {
    const images = [...this.#boards().values()].flatMap(({ firmware }) => firmware.images);
    return new Set(images.map(image => image.sha256).filter(hash => hash !== undefined));
  }

  async #records(): Promise<ImageRecord[]> {
    const names = await this.#names();
    const records = await Promise.all(
      names.filter(name => name.endsWith('.json')).map(name => readRecord(join(this.#folder, name))),
    );
    return records.filter(record => record !== null);
  }

  /** Hashes of the images whose bytes are here. */
  async #contents(): Promise<Set<string>> {
    const names = await this.#names();
    return new Set(names.map(name => /^([0-9a-f]{64})\.(?:bin|uf2)$/.exec(name)?.[1] ?? '').filter(Boolean));
  }

  async #names(): Promise<string[]> {
    return readdir(this.#folder).catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) return [];
      throw error;
    });
  }

  #contentPath(hash: string, kind: FirmwareImage['kind']): string {
    return join(this.#folder, `${hash}.${kind === 'uf2' ? 'uf2' : 'bin'}`);
  }

  // Ids hold slashes, and those of a plugin hold anything.
  #recordPath(imageId: string): string {
    return join(this.#folder, `${sha256(Buffer.from(imageId)).slice(0, 32)}.json`);
  }
}

async function readRecord(path: string): Promise<ImageRecord | null> {
  try {
    const parsed = imageRecordSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // A record that cannot be read is none; its image is added again.
    return null;
  }
}

function isForChipOf({ kind, chip }: ImageRecord, { firmware }: BoardDefinition): boolean {
  if (kind === 'esp-bin') return firmware.esptool?.chip === chip;
  return firmware.uf2 !== undefined && familyText(firmware.uf2.familyId) === chip;
}

function fileImage(record: ImageRecord, isPublished: boolean): FirmwareImage {
  const { imageId, fileName, kind, chip, sizeBytes, sha256: hash } = record;
  return {
    imageId,
    boardIds: [],
    title: fileName,
    variant: null,
    version: null,
    kind,
    chip,
    sizeBytes,
    sha256: hash,
    trust: isPublished ? 'published' : 'unpublished',
    isHere: true,
    url: null,
  };
}
