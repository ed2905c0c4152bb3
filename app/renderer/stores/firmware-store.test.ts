import { beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { FirmwareImage, FlashResult } from '../../contract/services/firmware-service.ts';
import { type StudioClient, setStudio } from '../bootstrap/studio-client.ts';
import { benchImages } from '../testing/fake-bench.ts';
import { createFakeStudio } from '../testing/fake-studio.ts';
import { toBase64, uploadKey, useFirmwareStore } from './firmware-store.ts';

const [image] = benchImages;
if (image === undefined) throw new Error('The bench has no image.');

function connect(firmware: Partial<StudioClient['firmware']>): void {
  const studio = createFakeStudio();
  setStudio({ ...studio, firmware: { ...studio.firmware, ...firmware } });
}

beforeEach(() => useFirmwareStore.setState({ images: [], flashes: {}, transfers: {} }));

describe('a file of the browser', () => {
  it('goes to the host in parts that are whole again there', async () => {
    const parts: { offset: number; bytes: Buffer }[] = [];
    connect({
      addPart: async ({ offset, totalBytes, base64 }): Promise<FirmwareImage | null> => {
        const bytes = Buffer.from(base64, 'base64');
        parts.push({ offset, bytes });
        return offset + bytes.length === totalBytes ? image : null;
      },
    });
    const content = Uint8Array.from({ length: 600_001 }, (_, place) => (place * 7) % 256);
    const added = await useFirmwareStore.getState().upload(new File([content], 'own.bin'));
    expect(added).toBe(image);
    expect(parts.map(({ offset }) => offset)).toEqual([0, 262_144, 524_288]);
    expect(Buffer.concat(parts.map(({ bytes }) => bytes)).equals(Buffer.from(content))).toBe(true);
    expect(useFirmwareStore.getState().transfers[uploadKey]).toBeUndefined();
    expect(useFirmwareStore.getState().images).toEqual([image]);
  });

  it('that is no image says so', async () => {
    connect({ addPart: () => Promise.reject(new StudioError('rpc/cancelled', { name: 'x' })) });
    expect(await useFirmwareStore.getState().upload(new File(['no'], 'no.bin'))).toBeNull();
    expect(useFirmwareStore.getState().transfers[uploadKey]).toMatchObject({ kind: 'failed' });
  });

  it('is turned into base64 whatever its length', () => {
    for (const length of [0, 1, 2, 3, 0x80_00 - 1, 0x80_00 + 1]) {
      const bytes = Uint8Array.from({ length }, (_, place) => place % 251);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }
  });
});

describe('flashing', () => {
  const target = { kitId: 'usb:1' };
  const result: FlashResult = {
    imageId: image.imageId,
    chip: 'ESP32-S3',
    bytesWritten: 10,
    bytesSent: 5,
    verified: 'md5',
    elapsedMs: 30,
    kitId: 'usb:1',
    phases: [
      { phase: 'sync', elapsedMs: 10 },
      { phase: 'write', elapsedMs: 20 },
    ],
  };

  it('notes its phases on the way and takes the exact times from the result', async () => {
    const seen: number[] = [];
    connect({
      flash: async (_input, options) => {
        for (const [phase, elapsedMs] of [
          ['sync', 0],
          ['write', 11],
        ] as const) {
          options?.onProgress?.({
            phase,
            fraction: 0,
            bytesDone: 0,
            bytesTotal: 0,
            bytesPerSecond: 0,
            secondsLeft: null,
            elapsedMs,
            attempt: null,
          });
          seen.push(useFirmwareStore.getState().flashes['usb:1']?.phases.length ?? 0);
        }
        return result;
      },
    });
    await useFirmwareStore.getState().flash(target, image.imageId, false);
    expect(seen).toEqual([1, 2]);
    expect(useFirmwareStore.getState().flashes['usb:1']).toMatchObject({
      kind: 'done',
      phases: [
        { phase: 'sync', elapsedMs: 10 },
        { phase: 'write', startedAtMs: 10, elapsedMs: 20 },
      ],
    });
  });

  it('that is cancelled says what the board is left with; one that fails leaves its error', async () => {
    const cancelWith = async (error: StudioError) => {
      connect({
        flash: (_input, options) =>
          new Promise((_resolve, reject) => {
            // Else the client itself says no more than that it was cancelled.
            expect(options?.awaitsOutcome).toBe(true);
            options?.signal?.addEventListener('abort', () => reject(error));
          }),
      });
      const flashing = useFirmwareStore.getState().flash(target, image.imageId, false);
      useFirmwareStore.getState().cancelFlash(target);
      await flashing;
    };
    await cancelWith(
      new StudioError('firmware/cancelled-incomplete', { phase: 'write', target: '/dev/ttyUSB0' }),
    );
    expect(useFirmwareStore.getState().flashes['usb:1']).toMatchObject({
      kind: 'failed',
      error: { code: 'firmware/cancelled-incomplete' },
    });
    await cancelWith(new StudioError('rpc/cancelled', { name: 'firmware.flash' }));
    expect(useFirmwareStore.getState().flashes).toEqual({});
    connect({ flash: () => Promise.reject(new Error('no sync')) });
    await useFirmwareStore.getState().flash(target, image.imageId, false);
    expect(useFirmwareStore.getState().flashes['usb:1']?.kind).toBe('failed');
  });
});
