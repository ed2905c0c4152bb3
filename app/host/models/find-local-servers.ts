import { z } from 'zod';

/** Where the usual servers listen, when nobody told them otherwise. */
export const wellKnownServers: readonly { readonly title: string; readonly port: number }[] = [
  { title: 'Ollama', port: 11_434 },
  { title: 'LM Studio', port: 1_234 },
  { title: 'vLLM', port: 8_000 },
];

export interface FoundServer {
  readonly title: string;
  readonly baseUrl: string;
  readonly models: string[];
}

const answerSchema = z.object({ data: z.array(z.object({ id: z.string().max(200) })).max(2_000) });
/** A server on this computer answers at once, or is none. */
const deadlineMs = 1_000;
const largestBytes = 512 * 1024;
const mostModels = 200;

/** Asks this computer's own ports for lists of models. What does not answer as a model server does is left out. */
export async function findLocalServers(options: {
  readonly servers?: typeof wellKnownServers;
  readonly fetch?: typeof fetch;
  readonly signal: AbortSignal;
}): Promise<FoundServer[]> {
  const { servers = wellKnownServers, fetch: send = fetch, signal } = options;
  const found = await Promise.all(
    servers.map(async ({ title, port }): Promise<FoundServer[]> => {
      const baseUrl = `http://127.0.0.1:${port}/v1`;
      try {
        const response = await send(`${baseUrl}/models`, {
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
        });
        if (!response.ok || response.body === null) {
          await response.body?.cancel();
          return [];
        }
        const pieces: Uint8Array[] = [];
        let bytes = 0;
        for await (const piece of response.body) {
          pieces.push(piece);
          bytes += piece.length;
          if (bytes > largestBytes) return [];
        }
        const { data } = answerSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
        return [{ title, baseUrl, models: data.slice(0, mostModels).map(({ id }) => id) }];
      } catch {
        // Nothing there, or something else: no server of models.
        return [];
      }
    }),
  );
  signal.throwIfAborted();
  return found.flat();
}
