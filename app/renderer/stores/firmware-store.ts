import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type {
  FirmwareImage,
  FlashProgress,
  FlashResult,
  FlashTarget,
  flashPhases,
  Volume,
} from '../../contract/services/firmware-service.ts';
import { getStudio, type StudioClient } from '../bootstrap/studio-client.ts';
import { notePhase, type PhaseTime, phasesOfResult } from './phase-times.ts';

export type FlashPhase = (typeof flashPhases)[number];

export type FlashPhaseTime = PhaseTime<FlashPhase>;

/** The last flashing of a kit or volume, from this window. */
export type FlashState =
  | {
      readonly kind: 'flashing';
      readonly imageId: string;
      readonly progress: FlashProgress | null;
      readonly phases: readonly FlashPhaseTime[];
    }
  | {
      readonly kind: 'done';
      readonly imageId: string;
      readonly result: FlashResult;
      readonly phases: readonly FlashPhaseTime[];
    }
  | {
      readonly kind: 'failed';
      readonly imageId: string;
      readonly error: StudioError;
      readonly phases: readonly FlashPhaseTime[];
    };

/** A file on its way to the host, or an image on its way from its publisher. */
export type ImageTransfer =
  | { readonly kind: 'busy'; readonly bytesDone: number; readonly bytesTotal: number }
  | { readonly kind: 'failed'; readonly error: StudioError };

export interface FirmwareState {
  readonly images: readonly FirmwareImage[];
  readonly volumes: readonly Volume[];
  /** By {@link targetKey}. */
  readonly flashes: Readonly<Record<string, FlashState>>;
  /** By image id; uploads under {@link uploadKey}. */
  readonly transfers: Readonly<Record<string, ImageTransfer>>;
  readonly readImages: () => Promise<void>;
  readonly download: (imageId: string) => Promise<void>;
  /** Sends a file of the browser to the host; the image, or null where it is none. */
  readonly upload: (file: File) => Promise<FirmwareImage | null>;
  /** Adds a file of the computer that the studio runs on. */
  readonly addFile: (path: string) => Promise<FirmwareImage | null>;
  readonly cancelTransfer: (key: string) => void;
  readonly removeImage: (imageId: string) => Promise<void>;
  readonly flash: (target: FlashTarget, imageId: string, erase: boolean) => Promise<void>;
  readonly cancelFlash: (target: FlashTarget) => void;
  readonly forgetFlash: (target: FlashTarget) => void;
}

/** Where the transfer of a file stands that is no image yet. */
export const uploadKey = 'upload';

/** Bytes of one part of an upload; the host takes at most 512 KiB. */
const partBytes = 256 * 1024;

/** A kit or volume in one word. */
export function targetKey(target: FlashTarget): string {
  return 'kitId' in target ? target.kitId : `volume:${target.volume}`;
}

const aborts = new Map<string, AbortController>();

/** Images of firmware, boards that wait for one, and what is being flashed from this window. */
export const useFirmwareStore = create<FirmwareState>()((set, get) => {
  const setTransfer = (key: string, transfer: ImageTransfer | null) =>
    set(state => {
      const { [key]: _before, ...others } = state.transfers;
      return { transfers: transfer === null ? others : { ...others, [key]: transfer } };
    });
  const setFlash = (key: string, flash: FlashState | null) =>
    set(state => {
      const { [key]: _before, ...others } = state.flashes;
      return { flashes: flash === null ? others : { ...others, [key]: flash } };
    });
  const adopt = (image: FirmwareImage) =>
    set(state => ({ images: [image, ...state.images.filter(known => known.imageId !== image.imageId)] }));

  const transfer = async <Result>(
    key: string,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | null> => {
    aborts.get(key)?.abort();
    const abort = new AbortController();
    aborts.set(key, abort);
    setTransfer(key, { kind: 'busy', bytesDone: 0, bytesTotal: 0 });
    try {
      const result = await work(abort.signal);
      setTransfer(key, null);
      return result;
    } catch (error) {
      setTransfer(key, abort.signal.aborted ? null : { kind: 'failed', error: StudioError.from(error) });
      return null;
    } finally {
      if (aborts.get(key) === abort) aborts.delete(key);
    }
  };

  return {
    images: [],
    volumes: [],
    flashes: {},
    transfers: {},
    readImages: async () => set({ images: await getStudio().firmware.images({ boardId: null }) }),
    download: async imageId => {
      const image = await transfer(imageId, signal =>
        getStudio().firmware.download(
          { imageId },
          {
            signal,
            onProgress: ({ bytesDone, bytesTotal }) =>
              setTransfer(imageId, { kind: 'busy', bytesDone, bytesTotal }),
          },
        ),
      );
      if (image !== null) {
        set(state => ({
          images: state.images.map(known => (known.imageId === image.imageId ? image : known)),
        }));
      }
    },
    upload: async file => {
      const image = await transfer(uploadKey, signal =>
        sendParts(file, signal, bytesDone =>
          setTransfer(uploadKey, { kind: 'busy', bytesDone, bytesTotal: file.size }),
        ),
      );
      if (image !== null) adopt(image);
      return image;
    },
    addFile: async path => {
      const image = await transfer(uploadKey, signal => getStudio().firmware.addFile({ path }, { signal }));
      if (image !== null) adopt(image);
      return image;
    },
    cancelTransfer: key => aborts.get(key)?.abort(),
    removeImage: async imageId => {
      await getStudio().firmware.removeImage({ imageId });
      await get().readImages();
    },
    flash: async (target, imageId, erase) => {
      const key = targetKey(target);
      const abort = new AbortController();
      aborts.set(key, abort);
      let phases: readonly FlashPhaseTime[] = [];
      setFlash(key, { kind: 'flashing', imageId, progress: null, phases });
      try {
        const result = await getStudio().firmware.flash(
          { target, imageId, erase },
          {
            signal: abort.signal,
            // What a cancelled board is left with, only the host knows.
            awaitsOutcome: true,
            onProgress: progress => {
              phases = notePhase(phases, progress);
              setFlash(key, { kind: 'flashing', imageId, progress, phases });
            },
          },
        );
        setFlash(key, { kind: 'done', imageId, result, phases: phasesOfResult(result) });
      } catch (caught) {
        const error = StudioError.from(caught);
        setFlash(key, error.code === 'rpc/cancelled' ? null : { kind: 'failed', imageId, error, phases });
      } finally {
        if (aborts.get(key) === abort) aborts.delete(key);
      }
    },
    cancelFlash: target => aborts.get(targetKey(target))?.abort(),
    forgetFlash: target => setFlash(targetKey(target), null),
  };
});

/** Reads a file part by part and hands each to the host, which answers the last one with the image. */
async function sendParts(
  file: File,
  signal: AbortSignal,
  report: (bytesDone: number) => void,
): Promise<FirmwareImage | null> {
  const uploadId = randomId();
  let image: FirmwareImage | null = null;
  for (let offset = 0; offset < file.size; offset += partBytes) {
    const bytes = new Uint8Array(await file.slice(offset, offset + partBytes).arrayBuffer());
    image = await getStudio().firmware.addPart(
      { uploadId, fileName: file.name, offset, totalBytes: file.size, base64: toBase64(bytes) },
      { signal },
    );
    report(Math.min(file.size, offset + partBytes));
  }
  return image;
}

/** In slices: one call takes only so many arguments. */
export function toBase64(bytes: Uint8Array): string {
  const sliceBytes = 0x80_00;
  let text = '';
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    text += String.fromCharCode(...bytes.subarray(start, start + sliceBytes));
  }
  return btoa(text);
}

/** Follows images and volumes; while it does, the host looks for volumes. The returned function ends it. */
export function followFirmware({ firmware }: StudioClient): () => void {
  const warn = (error: unknown) => console.warn('Images of firmware cannot be read.', error);
  const read = () => useFirmwareStore.getState().readImages().catch(warn);
  const setVolumes = (volumes: readonly Volume[]) => useFirmwareStore.setState({ volumes });
  const stops = [
    firmware.on('onDidChangeVolumes', setVolumes),
    firmware.on('onDidChangeImages', () => void read()),
  ];
  void read();
  firmware.volumes({}).then(setVolumes, warn);
  return () => {
    for (const stop of stops) stop();
  };
}

/** `crypto.randomUUID` is missing where the studio is opened over the network without encryption. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('');
}
