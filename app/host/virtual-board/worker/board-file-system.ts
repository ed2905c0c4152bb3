import { posix } from 'node:path';
import type {
  EmscriptenFileSystem,
  EmscriptenNode,
  EmscriptenStream,
} from '@micropython/micropython-webassembly-pyscript';
import { type CutModel, cells, cutModels, type DurableChange } from '../board-messages.ts';

const flagCreate = 0o100;
const flagTruncate = 0o1000;
const flagAccessMode = 0o3;
/** Files take whole blocks, as in littlefs on a chip's flash. */
export const blockBytes = 4096;
/** `ENOSPC` in Emscripten's numbering. */
const noSpaceLeft = 51;

export interface FileSystemOptions {
  readonly fs: EmscriptenFileSystem;
  readonly shared: Int32Array;
  readonly filesystemBytes: number;
  /** Told what a power cut could no longer undo. */
  readonly commit: (change: DurableChange) => void;
  /** The power goes. Never returns. */
  readonly losePower: (operation: number) => never;
}

/**
 * The board's flash: Emscripten's in-memory file system with a clean root, a quota, a count of the operations that
 * change it, and a picture of what is durable.
 *
 * What is durable: a file's content from its close or flush on, and each rename, removal and directory at once. What
 * else a cut may leave is told at `cutModels`.
 */
export class BoardFileSystem {
  #fs: EmscriptenFileSystem;
  #options: FileSystemOptions;
  #original: Pick<EmscriptenFileSystem, 'open' | 'write' | 'close' | 'rename' | 'unlink' | 'mkdir' | 'rmdir'>;
  #dirty = new Map<number, EmscriptenNode>();
  #usedBlocks = 0;

  constructor(options: FileSystemOptions) {
    const { fs } = options;
    this.#options = options;
    this.#fs = fs;
    this.#original = {
      open: fs.open,
      write: fs.write,
      close: fs.close,
      rename: fs.rename,
      unlink: fs.unlink,
      mkdir: fs.mkdir,
      rmdir: fs.rmdir,
    };
  }

  /** Empties the root of what Emscripten puts there. Streams that are open stay open. */
  clear(): void {
    const { root } = this.#fs;
    const entries = root.contents;
    if (entries === null || ArrayBuffer.isView(entries)) return;
    for (const [name, node] of Object.entries(entries)) {
      this.#fs.hashRemoveNode(node);
      delete entries[name];
    }
  }

  /** Puts the durable content in place; nothing of this counts as an operation. */
  load(files: ReadonlyMap<string, Uint8Array>, directories: readonly string[]): void {
    for (const path of directories) this.#fs.mkdirTree(path);
    for (const [path, bytes] of files) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      if (parent !== '') this.#fs.mkdirTree(parent);
      this.#fs.writeFile(path, bytes);
    }
    this.#usedBlocks = this.#measure(this.#fs.root);
  }

  /** From here on every change is counted, limited and mirrored. */
  watch(): void {
    const fs = this.#fs;
    const original = this.#original;
    fs.open = (path, flags, mode) =>
      typeof path === 'string' && typeof flags === 'number'
        ? this.#open(path, flags, mode)
        : original.open(path, flags, mode);
    fs.write = (stream, buffer, offset, length, position, canOwn) =>
      fs.isFile(stream.node.mode)
        ? this.#write(stream, buffer, offset, length, position)
        : original.write(stream, buffer, offset, length, position, canOwn);
    fs.close = stream => {
      if ((stream.flags & flagAccessMode) !== 0) this.#sync(stream);
      original.close(stream);
    };
    fs.rename = (from, to) => this.#rename(absolute(from), absolute(to));
    fs.unlink = path => {
      if (!fs.analyzePath(path).exists) return original.unlink(path);
      const freed = this.#blocksAt(path);
      this.#operation();
      original.unlink(path);
      this.#usedBlocks -= freed;
      this.#options.commit({ kind: 'remove', path: absolute(path) });
      return undefined;
    };
    fs.mkdir = (path, mode) => {
      // Errors come before the operation counts: a directory that exists changes nothing.
      if (fs.analyzePath(path).exists) return original.mkdir(path, mode);
      this.#reserve(1);
      this.#operation();
      const node = original.mkdir(path, mode);
      this.#usedBlocks += 1;
      this.#options.commit({ kind: 'make-directory', path: fs.getPath(node) });
      return node;
    };
    fs.rmdir = path => {
      const isEmptyDirectory = fs.analyzePath(path).exists && fs.readdir(path).length === 2;
      if (!isEmptyDirectory) return original.rmdir(path);
      this.#operation();
      original.rmdir(path);
      this.#usedBlocks -= 1;
      this.#options.commit({ kind: 'remove-directory', path: absolute(path) });
      return undefined;
    };
    fs.statfsNode = () => this.#statistics();
  }

  #open(path: string, flags: number, mode: number | undefined): EmscriptenStream {
    const fs = this.#fs;
    const existing = fs.analyzePath(path).object;
    if (existing === null && (flags & flagCreate) !== 0) {
      this.#reserve(1);
      this.#operation();
      const stream = this.#patchSync(this.#original.open(path, flags, mode));
      this.#usedBlocks += 1;
      this.#options.commit({ kind: 'put', path: fs.getPath(stream.node), bytes: new Uint8Array() });
      return stream;
    }
    if (existing !== null && fs.isFile(existing.mode) && (flags & flagTruncate) !== 0) {
      this.#operation();
      const before = blocksOf(existing.usedBytes);
      const stream = this.#patchSync(this.#original.open(path, flags, mode));
      this.#usedBlocks += 1 - before;
      this.#dirty.set(existing.id, existing);
      return stream;
    }
    const stream = this.#original.open(path, flags, mode);
    return (flags & flagAccessMode) === 0 ? stream : this.#patchSync(stream);
  }

  #write(
    stream: EmscriptenStream,
    buffer: Int8Array | Uint8Array,
    offset: number,
    length: number,
    position: number | undefined,
  ): number {
    const { node } = stream;
    // Appending writes start at the end whatever the position says; the quota errs on the safe side.
    const end = Math.max(node.usedBytes, (position ?? stream.position) + length);
    const isAppending = (stream.flags & 0o2000) !== 0;
    const size = isAppending ? node.usedBytes + length : end;
    const growth = blocksOf(size) - blocksOf(node.usedBytes);
    this.#reserve(growth);
    this.#operation(() => {
      this.#original.write(stream, buffer, offset, length >> 1, position);
      this.#dirty.set(node.id, node);
    });
    const written = this.#original.write(stream, buffer, offset, length, position);
    this.#usedBlocks += growth;
    this.#dirty.set(node.id, node);
    return written;
  }

  #sync(stream: EmscriptenStream): void {
    const { node } = stream;
    if (!this.#dirty.has(node.id)) return;
    this.#operation();
    this.#dirty.delete(node.id);
    this.#commitContent(node);
  }

  #rename(from: string, to: string): void {
    const fs = this.#fs;
    if (!fs.analyzePath(from).exists) {
      this.#original.rename(from, to);
      return;
    }
    const target = fs.analyzePath(to).object;
    const freed = target === null || from === to ? 0 : this.#blocksAt(to);
    this.#operation(model => {
      // FAT has no atomic replacement: the old target goes first.
      if (model !== 'fat' || target === null || !fs.isFile(target.mode)) return;
      this.#options.commit({ kind: 'remove', path: to });
    });
    this.#original.rename(from, to);
    this.#usedBlocks -= freed;
    this.#options.commit({ kind: 'rename', from, to });
  }

  /** Counts one operation, and lets the power go where it was to go here. `half` does what is left of it. */
  #operation(half?: (model: CutModel) => void): void {
    const { shared } = this.#options;
    const count = Atomics.add(shared, cells.operationCount, 1) + 1;
    if (Atomics.load(shared, cells.cutAtOperation) !== count) return;
    const model = cutModels[Atomics.load(shared, cells.cutModel)] ?? 'atomic';
    if (model !== 'atomic') {
      half?.(model);
      for (const node of this.#dirty.values()) this.#commitContent(node);
    }
    this.#options.losePower(count);
  }

  #commitContent(node: EmscriptenNode): void {
    const entries = node.parent.contents;
    const isLinked = entries !== null && !ArrayBuffer.isView(entries) && entries[node.name] === node;
    if (!isLinked) return;
    this.#options.commit({ kind: 'put', path: this.#fs.getPath(node), bytes: contentOf(node) });
  }

  #patchSync(stream: EmscriptenStream): EmscriptenStream {
    stream.stream_ops = {
      ...stream.stream_ops,
      fsync: () => {
        this.#sync(stream);
        return 0;
      },
    };
    return stream;
  }

  #reserve(blocks: number): void {
    if (blocks > 0 && this.#usedBlocks + blocks > this.#totalBlocks)
      throw new this.#fs.ErrnoError(noSpaceLeft);
  }

  get #totalBlocks(): number {
    return Math.floor(this.#options.filesystemBytes / blockBytes);
  }

  #statistics(): Record<string, number> {
    const free = Math.max(0, this.#totalBlocks - this.#usedBlocks);
    return {
      bsize: blockBytes,
      frsize: blockBytes,
      blocks: this.#totalBlocks,
      bfree: free,
      bavail: free,
      files: 0,
      ffree: 0,
      fsid: 0,
      flags: 0,
      namelen: 255,
    };
  }

  #blocksAt(path: string): number {
    const node = this.#fs.analyzePath(path).object;
    return node === null ? 0 : this.#measure(node);
  }

  /** Blocks of a node and all below it. The root itself is part of the format and free. */
  #measure(node: EmscriptenNode): number {
    if (this.#fs.isFile(node.mode)) return blocksOf(node.usedBytes);
    const entries = node.contents;
    if (entries === null || ArrayBuffer.isView(entries)) return 0;
    const below = Object.values(entries).reduce((sum, child) => sum + this.#measure(child), 0);
    return node === this.#fs.root ? below : below + 1;
  }
}

/** An empty file still takes the block of its entry. */
function blocksOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / blockBytes));
}

function contentOf(node: EmscriptenNode): Uint8Array {
  const { contents } = node;
  // The file system keeps what the VM wrote as it came: signed or unsigned bytes.
  if (contents instanceof Int8Array)
    return new Uint8Array(Uint8Array.from(contents.subarray(0, node.usedBytes)));
  return contents instanceof Uint8Array ? contents.slice(0, node.usedBytes) : new Uint8Array();
}

/** One spelling for a path; the VM joins names to its working directory without care. */
function absolute(path: string): string {
  return posix.resolve('/', path);
}
