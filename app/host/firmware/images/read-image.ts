import { StudioError } from '../../../contract/errors/studio-error.ts';
import { type EspImage, readEspImage } from '../esp/esp-image.ts';
import { BadUf2, familyText, looksLikeUf2, readUf2, type Uf2File } from '../uf2/uf2-file.ts';

/** What the bytes of an image say of themselves. */
export type ImageHeader =
  | { readonly kind: 'esp-bin'; readonly chip: string; readonly esp: EspImage }
  | { readonly kind: 'uf2'; readonly chip: string; readonly uf2: Uf2File };

/** No image for the boards that the studio knows is larger. */
export const largestImageBytes = 64 * 1024 * 1024;

/**
 * @param file how people know it, for the error
 * @throws StudioError `firmware/no-image`
 */
export function readImage(bytes: Uint8Array, file: string): ImageHeader {
  if (looksLikeUf2(bytes)) {
    try {
      const uf2 = readUf2(bytes);
      return { kind: 'uf2', chip: familyText(uf2.familyId), uf2 };
    } catch (error) {
      if (!(error instanceof BadUf2)) throw error;
      throw new StudioError('firmware/no-image', { file, reason: error.message }, { cause: error });
    }
  }
  const esp = readEspImage(bytes);
  if (esp === null)
    throw new StudioError('firmware/no-image', { file, reason: 'it has no header of either' });
  return { kind: 'esp-bin', chip: esp.chip, esp };
}
