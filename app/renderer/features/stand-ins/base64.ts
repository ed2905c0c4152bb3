/** Bytes as base64, in slices so that no call has too many arguments. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8_192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return btoa(text);
}

/** 16-bit samples of a base64 text, −1…1; null where it is no base64. */
export function samplesFromBase64(data: string): Float32Array<ArrayBuffer> | null {
  let text: string;
  try {
    text = atob(data);
  } catch {
    return null;
  }
  const samples = new Float32Array(text.length >> 1);
  for (let index = 0; index < samples.length; index++) {
    const value = text.charCodeAt(index * 2) | (text.charCodeAt(index * 2 + 1) << 8);
    samples[index] = (value >= 0x8000 ? value - 0x1_0000 : value) / 32_768;
  }
  return samples;
}
