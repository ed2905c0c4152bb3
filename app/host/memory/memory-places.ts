import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';
import { keyShape } from '../models/key-of.ts';
import type { MemoryPlace } from './memory-database.ts';

/** Where keys are kept, by name; the part of the studio's secret store that memory needs. */
export interface MemorySecrets {
  get(name: string): Promise<string | null | undefined> | string | null | undefined;
  set?(name: string, value: string): Promise<unknown> | unknown;
  remove?(name: string): Promise<unknown> | unknown;
}

const placesSchema = z.object({ servers: z.record(z.string(), z.object({ url: z.string() })).default({}) });
type Places = z.infer<typeof placesSchema>;

const serverProtocols = new Set(['libsql:', 'https:', 'http:', 'wss:', 'ws:']);

/** A file name for a profile: its id where that is one on every platform, else a hash of it. */
export function memoryFileName(profileId: string): string {
  const isName =
    /^[a-z0-9][a-z0-9_-]*$/.test(profileId) && !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(profileId);
  return isName ? profileId : `p${createHash('sha256').update(profileId).digest('hex').slice(0, 24)}`;
}

/** A server's address without what must not stand in a file: a token in it is taken out. Throws `memory/bad-address`. */
export function serverAddress(text: string): { readonly url: string; readonly token: string | null } {
  if (!URL.canParse(text)) throw new StudioError('memory/bad-address', {});
  const url = new URL(text);
  if (!serverProtocols.has(url.protocol) || url.username !== '' || url.password !== '' || url.host === '') {
    throw new StudioError('memory/bad-address', {});
  }
  const token = url.searchParams.get('authToken');
  url.searchParams.delete('authToken');
  url.hash = '';
  return { url: url.href, token };
}

/** Which profile's memory is on a server instead of in its file: `places.json` beside the files; tokens are keys. */
export class MemoryPlaces {
  readonly #folder: string;
  readonly #secrets: MemorySecrets | undefined;
  #places: Promise<Places> | null = null;

  constructor(stateDirectory: string, secrets: MemorySecrets | undefined) {
    this.#folder = join(stateDirectory, 'memory');
    this.#secrets = secrets;
  }

  /** The name of the key that opens a profile's server. */
  static secretName(profileId: string): string {
    return `memory-${memoryFileName(profileId)}`;
  }

  file(profileId: string): MemoryPlace & { readonly kind: 'file' } {
    return { kind: 'file', path: join(this.#folder, `${memoryFileName(profileId)}.db`) };
  }

  async place(profileId: string): Promise<MemoryPlace> {
    const { servers } = await this.#load();
    const server = Object.hasOwn(servers, profileId) ? servers[profileId] : undefined;
    if (server === undefined) return this.file(profileId);
    const token = await this.#secrets?.get(MemoryPlaces.secretName(profileId));
    return { kind: 'server', url: server.url, ...(token ? { token } : {}) };
  }

  /** What a person asked for, as a place that can be tried; nothing is kept yet. */
  async wanted(profileId: string, url: string | null, token: string | undefined): Promise<MemoryPlace> {
    if (url === null) return this.file(profileId);
    const address = serverAddress(url);
    const before = await this.place(profileId);
    const known = before.kind === 'server' && before.url === address.url ? before.token : undefined;
    const used = token?.trim() || address.token || known;
    // An error of the network's library about a header that has a line break in it would repeat the token.
    if (used && !keyShape.test(used)) throw new StudioError('model/bad-key', {});
    if (used && used !== known && this.#secrets?.set === undefined)
      throw new StudioError('memory/no-key-store', {});
    return { kind: 'server', url: address.url, ...(used ? { token: used } : {}) };
  }

  async keep(profileId: string, place: MemoryPlace): Promise<void> {
    const { [profileId]: _, ...others } = (await this.#load()).servers;
    const name = MemoryPlaces.secretName(profileId);
    if (place.kind === 'server' && place.token !== undefined) await this.#secrets?.set?.(name, place.token);
    else await this.#secrets?.remove?.(name);
    const servers = place.kind === 'server' ? { ...others, [profileId]: { url: place.url } } : others;
    await nodeFileSystem.makeDirectory(this.#folder);
    const bytes = Buffer.from(`${JSON.stringify({ servers }, null, 2)}\n`);
    await writeFileSafely(nodeFileSystem, join(this.#folder, 'places.json'), bytes);
    this.#places = Promise.resolve({ servers });
  }

  #load(): Promise<Places> {
    this.#places ??= (async () => {
      const path = join(this.#folder, 'places.json');
      let bytes: Uint8Array;
      try {
        if ((await nodeFileSystem.status(path)) === null) return { servers: {} };
        bytes = await nodeFileSystem.read(path);
      } catch (cause) {
        this.#places = null;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new StudioError('memory/cannot-open', { where: path, reason }, { cause });
      }
      try {
        return placesSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      } catch {
        // Set aside, not overwritten: the address of a server may still be read from it by a person.
        await nodeFileSystem.rename(path, join(this.#folder, `places.damaged-${Date.now()}.json`));
        return { servers: {} };
      }
    })();
    return this.#places;
  }
}
