/** Why a microphone or camera gives nothing. */
export type CaptureProblem =
  | { readonly kind: 'denied' | 'missing' | 'busy' | 'insecure' }
  | { readonly kind: 'failed'; readonly message: string };

/** The problem behind what `getUserMedia` threw. */
export function captureProblemOf(error: unknown): CaptureProblem {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return { kind: 'denied' };
    case 'NotFoundError':
    case 'OverconstrainedError':
      return { kind: 'missing' };
    case 'NotReadableError':
    case 'AbortError':
      return { kind: 'busy' };
    case 'InsecureContextError':
      return { kind: 'insecure' };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}

/** The browser's devices; where the page's address is not safe enough a browser hides them. */
export async function openStream(constraints: MediaStreamConstraints): Promise<MediaStream> {
  // The types promise it; a page of an unsafe address has none.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices === undefined || !window.isSecureContext) {
    throw Object.assign(new Error('not a secure context'), { name: 'InsecureContextError' });
  }
  return devices.getUserMedia(constraints);
}

/** Ends every track, which switches the device's own light off. */
export function closeStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
