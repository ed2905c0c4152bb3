/** The largest answer of a server to one request, bytes. */
const largestBody = 4 * 1_048_576;

/**
 * A `fetch` that goes to one origin alone and reads bodies of a bounded size, so that a server can neither send the
 * client elsewhere nor fill its memory.
 */
export function pinnedFetch(
  origin: string,
  fetch_: typeof fetch,
  largest = largestBody,
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    if (new URL(url).origin !== origin) throw new Error(`The server may only be reached at ${origin}.`);
    const response = await fetch_(url, { ...init, redirect: 'manual' });
    // A stream that stays open for notifications has no end; each of its pieces is small.
    const isOpenStream = (init?.method ?? 'GET') === 'GET';
    if (response.body === null || isOpenStream) return response;
    let size = 0;
    const bounded = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          size += chunk.byteLength;
          if (size > largest) controller.error(new Error(`an answer of more than ${largest} bytes`));
          else controller.enqueue(chunk);
        },
      }),
    );
    const { status, statusText, headers } = response;
    return new Response(bounded, { status, statusText, headers });
  };
}
