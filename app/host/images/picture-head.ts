/** Kind and size of a picture, from its first bytes; null where it is neither PNG nor JPEG. */
export function readPictureHead(
  bytes: Buffer,
): { readonly encoding: 'png' | 'jpeg'; readonly widthPx: number; readonly heightPx: number } | null {
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x8950_4e47) {
    return { encoding: 'png', widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) };
  }
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { encoding: 'jpeg', widthPx: bytes.readUInt16BE(at + 7), heightPx: bytes.readUInt16BE(at + 5) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
