import { createHash } from 'node:crypto';
import { escapes } from './block-encoder.ts';
import { newLoaderPath, type Probe, root } from './board-scripts.ts';
import type { Slot } from './pointer-record.ts';
import { bytesLiteral, python } from './python-literal.ts';

export interface ReceiveOptions {
  readonly slot: Slot;
  /** Relative to the slot: what is there already and stays. */
  readonly keep: readonly string[];
  /** Relative to the slots: what is copied from the other one. */
  readonly copy: readonly string[];
  /** What the stream holds, in its order; absolute paths. */
  readonly write: readonly { readonly path: string; readonly size: number }[];
  readonly blocks: number;
  /** Of a block, before it is packed; the last one may be shorter. */
  readonly contentBytes: number;
  /** How many bytes the largest packed block has. */
  readonly packedBytes: number;
  /** Binary logarithm of how far back the packed stream refers. */
  readonly windowBits: number;
  readonly inflate: Probe['inflate'];
}

/** What the receiver says; each line carries a check. */
export type ReceiverWord =
  /** `taken`: so many blocks are whole and written. `wanted`: of what came, this block was the first that was not whole. */
  | { readonly kind: 'taken' | 'wanted'; readonly block: number }
  /** Answers a question: everything before it has been dealt with, and this block is next. */
  | { readonly kind: 'next'; readonly block: number; readonly question: number }
  | { readonly kind: 'ready' | 'done' };

const form = /^@([RDANW])(?: (\d+))?(?: (\d+))?\.([0-9a-f]{4})$/;

/** What a line of the receiver says; null where it says nothing, or was damaged. */
export function parseReceiverLine(line: string): ReceiverWord | null {
  const match = form.exec(line.trim());
  if (match === null) return null;
  const [, letter, first = '0', second = '0', check] = match;
  const text = line.trim().slice(1, -5);
  if (createHash('sha256').update(text).digest('hex').slice(0, 4) !== check) return null;
  const block = Number(first);
  switch (letter) {
    case 'R':
      return { kind: 'ready' };
    case 'D':
      return { kind: 'done' };
    case 'A':
      return { kind: 'taken', block };
    case 'N':
      return { kind: 'wanted', block };
    default:
      return { kind: 'next', block, question: Number(second) };
  }
}

/** Begins a question. No block begins so, whatever its check is: in a block 0x1b is followed by a letter. */
export const questionMark = Buffer.of(0x1b, 0x3f);

/** A line that asks the receiver where it stands. */
export function questionLine(question: number): Buffer {
  return Buffer.concat([questionMark, Buffer.from(`${question}\n`)]);
}

/**
 * Makes the slot hold what is wanted: removes its manifest first, so that a cut leaves no slot that looks whole; then
 * what is stale; copies; and takes the stream.
 *
 * It says `R` when it is ready. Blocks come numbered and may follow each other without waiting; it takes them in
 * order and says `A n` once it has n. At the first one that is damaged or out of order it says `N n` and from then on
 * drops whatever is not block n, without a word, until the host has asked: question q is answered by `W n q`. At the end `D`.
 */
export function receiveScript(options: ReceiveOptions): string {
  const other = options.slot === 'a' ? 'b' : 'a';
  const folders = foldersOf([
    ...options.copy.map(path => `${root}${options.slot}/${path}`),
    ...options.write.map(({ path }) => path),
  ]);
  const restored = escapes
    .map(([byte, letter]) => `.replace(${bytesLiteral([0x1b, letter])},${bytesLiteral([byte])})`)
    .join('');
  const write = options.write.map(({ path, size }) => [shorten(path, options.slot), size]);
  return `
S=R+${python(`${options.slot}/`)};O=R+${python(`${other}/`)}
def tell(t):print('@'+t+'.'+hexlify(sha256(t.encode()).digest()[:2]).decode())
${unpackFunction(options)}
def receive(keep,copy,write,blocks):
 i=getattr(sys.stdin,'buffer',sys.stdin);k=set(keep)
 try:os.remove(S+'manifest.json')
 except OSError:pass
 for p in list(tree(S[:-1])):
  if p[len(S):] not in k:os.remove(p)
 for p in ${python(folders)}:
  try:os.mkdir(p)
  except OSError:pass
 b=bytearray(2048);m=memoryview(b)
 for p in copy:
  print()
  try:f=open(O+p,'rb')
  except OSError:continue
  with f:
   with open(S+p,'wb') as g:
    while True:
     n=f.readinto(b)
     if not n:break
     g.write(m[:n])
 b=m=None;gc.collect();tell('R')
 f=None;left=0;w=iter(write);n=0;lost=False
 while n<blocks:
  d=i.readline()[:-1]
  if d[:2]==${bytesLiteral([...questionMark])}:
   try:tell('W %d %d'%(n,int(d[2:])));lost=False
   except ValueError:pass
   continue
  if b'\\x1b' in d:d=d${restored}
  if len(d)<6 or d[4]!=n&255 or sha256(memoryview(d)[4:]).digest()[:4]!=d[:4]:
   if not lost:tell('N %d'%n)
   lost=True;continue
  d=memoryview(unpack(d,min(${options.contentBytes},size-n*${options.contentBytes})))
  lost=False
  while len(d):
   while not left:
    if f:f.close()
    p,left=next(w);f=open(p if p[0]=='/'else S+p,'wb')
   c=min(left,len(d));f.write(d[:c]);left-=c;d=d[c:]
  d=None;n+=1;tell('A %d'%n)
 if f:f.close()
 for p,c in w:open(p if p[0]=='/'else S+p,'wb').close()
 if hasattr(os,'sync'):os.sync()
 tell('D')
size=${options.write.reduce((sum, { size }) => sum + size, 0)}
receive(${python(options.keep)},${python(options.copy)},${python(write)},${options.blocks})
reply(None)
`;
}

/**
 * The blocks' packed bytes are one deflate stream: the inflater keeps its window from block to block, so that a block
 * may be small. It reads from a buffer whose end stays where it is; what it has not read of the block before comes
 * first.
 */
function unpackFunction({ inflate, packedBytes, windowBits }: ReceiveOptions): string {
  if (inflate === 'none') return 'def unpack(d,n):return memoryview(d)[6:]';
  const capacity = packedBytes + 16;
  const make =
    inflate === 'deflate'
      ? `import deflate\nz=deflate.DeflateIO(q,deflate.RAW,${windowBits})`
      : `import zlib\nz=zlib.DecompIO(q,-${windowBits})`;
  return `import io
q=io.BytesIO(bytearray(${capacity}));q.seek(${capacity})
${make}
def unpack(d,n):
 if d[5]!=90:return memoryview(d)[6:]
 r=q.read();c=${capacity}-len(r)-len(d)+6
 q.seek(c);q.write(r);q.write(memoryview(d)[6:]);q.seek(c)
 return z.read(n)`;
}

function shorten(path: string, slot: Slot): string {
  const folder = `${root}${slot}/`;
  return path !== newLoaderPath && path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** Every folder above the paths, parents first. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(1, -1);
    for (let depth = 1; depth <= parts.length; depth++) folders.add(`/${parts.slice(0, depth).join('/')}`);
  }
  return [...folders].sort();
}
