import type { DurableChange } from './board-messages.ts';

/** What is in the board's flash whatever happens to the power: files and directories by absolute path. */
export class DurableFiles {
  #files = new Map<string, Uint8Array>();
  #directories = new Set<string>();

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    for (const [path, bytes] of files) this.#put(path.startsWith('/') ? path : `/${path}`, bytes);
  }

  get files(): ReadonlyMap<string, Uint8Array> {
    return this.#files;
  }

  get directories(): readonly string[] {
    return [...this.#directories].sort();
  }

  apply(change: DurableChange): void {
    switch (change.kind) {
      case 'put':
        this.#put(change.path, change.bytes);
        return;
      case 'remove':
        this.#files.delete(change.path);
        return;
      case 'make-directory':
        this.#directories.add(change.path);
        return;
      case 'remove-directory':
        this.#directories.delete(change.path);
        return;
      case 'rename':
        this.#rename(change.from, change.to);
        return;
    }
  }

  #put(path: string, bytes: Uint8Array): void {
    for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      this.#directories.add(path.slice(0, at));
    }
    this.#files.set(path, bytes);
  }

  #rename(from: string, to: string): void {
    if (from === to) return;
    const moved = (path: string) => to + path.slice(from.length);
    const isInside = (path: string) => path === from || path.startsWith(`${from}/`);
    for (const [path, bytes] of [...this.#files].filter(([path]) => isInside(path))) {
      this.#files.delete(path);
      this.#files.set(moved(path), bytes);
    }
    for (const path of [...this.#directories].filter(isInside)) {
      this.#directories.delete(path);
      this.#directories.add(moved(path));
    }
  }
}
