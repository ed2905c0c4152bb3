/** What the header of an ESP32 image says. Source: ESP-IDF, `esp_app_format.h` and `esp_image_header_t`. */
export interface EspImage {
  /** As esptool names it: `ESP32-S3`; `chip 99` where nobody here knows its id. */
  readonly chip: string;
  /** The flash that it was built for, bytes. */
  readonly flashBytes: number;
}

const headerBytes = 24;
const magic = 0xe9;
const largestSegments = 16;

/** Chip ids of image headers, by `esp_chip_id_t` of ESP-IDF. */
const chipsById = new Map([
  [0, 'ESP32'],
  [2, 'ESP32-S2'],
  [5, 'ESP32-C3'],
  [9, 'ESP32-S3'],
  [12, 'ESP32-C2'],
  [13, 'ESP32-C6'],
  [16, 'ESP32-H2'],
  [18, 'ESP32-P4'],
  [20, 'ESP32-C61'],
  [23, 'ESP32-C5'],
]);

/** Reads the header of an image that begins with a boot loader or an application; null where it has none. */
export function readEspImage(bytes: Uint8Array): EspImage | null {
  const segments = bytes[1] ?? 0;
  if (bytes.length < headerBytes || bytes[0] !== magic) return null;
  if (segments === 0 || segments > largestSegments) return null;
  const id = (bytes[12] ?? 0) | ((bytes[13] ?? 0) << 8);
  const sizeCode = (bytes[3] ?? 0) >> 4;
  if (sizeCode > 7) return null;
  return { chip: chipsById.get(id) ?? `chip ${id}`, flashBytes: 1024 * 1024 * 2 ** sizeCode };
}

/** Bytes of flash that a board must have for an image. */
export function neededFlashBytes(image: EspImage, sizeBytes: number, offset: number): number {
  // The boot loader of ESP-IDF does not start on a flash that is smaller than the one that its header names.
  return Math.max(image.flashBytes, offset + sizeBytes);
}
