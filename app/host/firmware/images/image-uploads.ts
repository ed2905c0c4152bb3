import { appendFile, readFile, rm } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { FirmwareImage } from '../../../contract/services/firmware-service.ts';
import type { ImageStore } from './image-store.ts';

interface Upload {
  readonly path: string;
  readonly fileName: string;
  readonly totalBytes: number;
  receivedBytes: number;
  isWriting: boolean;
}

/** One part of a file that comes from a browser. */
export interface UploadPart {
  readonly uploadId: string;
  readonly fileName: string;
  readonly offset: number;
  readonly totalBytes: number;
  readonly base64: string;
}

/** Of more at once, the one that began first is given up. */
const uploadsAtMost = 4;

/** Files that browsers send in parts. They are gathered under names of our own, whatever they call themselves. */
export class ImageUploads {
  readonly #store: ImageStore;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: ImageStore) {
    this.#store = store;
  }

  /**
   * Parts come one after the other. The last one returns the image, the others null.
   * @throws StudioError `firmware/upload-broken`, `firmware/no-image`
   */
  async add(part: UploadPart): Promise<FirmwareImage | null> {
    const { uploadId, fileName, offset, totalBytes } = part;
    if (offset === 0) await this.#begin(part);
    const upload = this.#uploads.get(uploadId);
    const bytes = Buffer.from(part.base64, 'base64');
    const fits =
      upload !== undefined &&
      !upload.isWriting &&
      upload.receivedBytes === offset &&
      upload.totalBytes === totalBytes &&
      bytes.length > 0 &&
      offset + bytes.length <= totalBytes;
    if (!fits) {
      await this.#forget(uploadId);
      throw new StudioError('firmware/upload-broken', { fileName });
    }
    upload.isWriting = true;
    try {
      await appendFile(upload.path, bytes);
    } catch (error) {
      // Half of it may be there: nothing can be added to that.
      await this.#forget(uploadId);
      throw new StudioError('firmware/upload-broken', { fileName }, { cause: error });
    } finally {
      upload.isWriting = false;
    }
    upload.receivedBytes += bytes.length;
    if (upload.receivedBytes < totalBytes) return null;
    try {
      return await this.#store.addBytes(await readFile(upload.path), upload.fileName);
    } finally {
      await this.#forget(uploadId);
    }
  }

  /** Gives up what is not whole. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#uploads.keys()].map(uploadId => this.#forget(uploadId)));
  }

  async #begin({ uploadId, fileName, totalBytes }: UploadPart): Promise<void> {
    await this.#forget(uploadId);
    const [oldest] = this.#uploads.keys();
    if (oldest !== undefined && this.#uploads.size >= uploadsAtMost) await this.#forget(oldest);
    const path = await this.#store.beginPart().catch((error: unknown) => {
      throw new StudioError('firmware/upload-broken', { fileName }, { cause: error });
    });
    this.#uploads.set(uploadId, { path, fileName, totalBytes, receivedBytes: 0, isWriting: false });
  }

  async #forget(uploadId: string): Promise<void> {
    const upload = this.#uploads.get(uploadId);
    this.#uploads.delete(uploadId);
    if (upload !== undefined) await rm(upload.path, { force: true });
  }
}
