import { z } from 'zod';
import { stringifyAscii } from '../../../core/document/ascii-json.ts';
import { escapes, windowBits } from './block-encoder.ts';
import type { Slot } from './pointer-record.ts';

/*
 * The Python that a push runs on the board, through the raw REPL. Small, because it is compiled there each time, and
 * plain, because it meets every firmware since 1.19. No line may hold the bytes 3 and 4.
 */

/** Where everything of Cambrian is kept on a board. */
export const root = '/cambrian/';
/** Where a new loader waits until it may become `/main.py`. */
export const newLoaderPath = `${root}loader.new`;

/** What the probe prints, one line. */
export const probeSchema = z.object({
  implementation: z.string(),
  version: z.string(),
  /** `sys.implementation._mpy`; 0 where the firmware loads no `.mpy` files. */
  mpy: z.int(),
  machine: z.string(),
  memoryFree: z.int(),
  memoryTotal: z.int(),
  /** Bytes of a block and free blocks; null where the firmware does not say. */
  blockBytes: z.int().nullable(),
  freeBlocks: z.int().nullable(),
  /** The first letters of `/main.py` and its size; null where there is none. */
  main: z.object({ begin: z.string(), bytes: z.int() }).nullable(),
  pointers: z.tuple([z.string().nullable(), z.string().nullable()]),
  /** SHA-256 of each slot's manifest, its text where the host has not seen it, and the blocks that the slot takes. */
  slots: z.record(
    z.enum(['a', 'b']),
    z.object({ hash: z.string().nullable(), manifest: z.string().nullable(), blocks: z.int() }),
  ),
  inflate: z.enum(['deflate', 'zlib', 'none']),
});
export type Probe = z.infer<typeof probeSchema>;

/** Starts the line that a script prints its reply on, after whatever the board had to say before. */
export const replyMark = '@cambrian ';

/** What follows the mark, as JSON. Throws where there is no reply, or one that was cut short. */
export function parseReply(stdout: string): unknown {
  const at = stdout.lastIndexOf(replyMark);
  if (at < 0) throw new Error(`no reply in ${JSON.stringify(stdout.slice(-200))}`);
  return JSON.parse(stdout.slice(at + replyMark.length));
}

/** Asks for everything at once. `knownManifests` are hashes whose text the host has. Later scripts use its functions. */
export function probeScript(knownManifests: Iterable<string>): string {
  return `
import gc,json,os,sys
from binascii import hexlify
from hashlib import sha256
R=${python(root)}
def text(p,n=-1):
 try:
  with open(p) as f:return f.read(n)
 except (OSError,ValueError):return None
def digest(p):
 h=sha256();b=bytearray(1024);m=memoryview(b)
 try:
  with open(p,'rb') as f:
   while True:
    n=f.readinto(b)
    if not n:return hexlify(h.digest()).decode()
    h.update(m[:n])
 except OSError:return None
def tree(p):
 try:e=list(os.ilistdir(p))
 except OSError:return
 for i in e:
  q=p+'/'+i[0]
  if i[1]&0x4000:
   for j in tree(q):yield j
  else:yield q
def reply(o):print(${python(replyMark)}+json.dumps(o))
def probe(known):
 gc.collect()
 i=sys.implementation;bs=fb=None
 try:
  v=os.statvfs('/');bs=v[0];fb=v[3]
 except (OSError,AttributeError):pass
 z='none'
 try:
  import deflate;z='deflate'
 except ImportError:
  try:
   import zlib;z='zlib'
  except ImportError:pass
 m=getattr(i,'_machine',None)
 if not m:
  try:m=os.uname().machine
  except AttributeError:m=sys.platform
 s={}
 for n in 'ab':
  h=digest(R+n+'/manifest.json');c=0
  for p in tree(R+n):c+=-(-os.stat(p)[6]//(bs or 4096))
  s[n]={'hash':h,'manifest':None if h is None or h in known else text(R+n+'/manifest.json'),'blocks':c}
 l=text('/main.py',80)
 if l is not None:l={'begin':l,'bytes':os.stat('/main.py')[6]}
 reply({'implementation':i[0],'version':'.'.join(str(x) for x in i[1][:3]),'mpy':getattr(i,'_mpy',0),'machine':m,'memoryFree':gc.mem_free(),'memoryTotal':gc.mem_free()+gc.mem_alloc(),'blockBytes':bs,'freeBlocks':fb,'main':l,'pointers':[text(R+'pointer.0',200),text(R+'pointer.1',200)],'slots':s,'inflate':z})
probe(${python([...knownManifests])})
`;
}

export interface ReceiveOptions {
  readonly slot: Slot;
  /** Relative to the slot: what is there already and stays. */
  readonly keep: readonly string[];
  /** Relative to the slots: what is copied from the other one. */
  readonly copy: readonly string[];
  /** What the stream holds, in its order; absolute paths. */
  readonly write: readonly { readonly path: string; readonly size: number }[];
  readonly blocks: number;
  readonly contentBytes: number;
  readonly inflate: Probe['inflate'];
}

/**
 * Makes the slot hold what is wanted: removes its manifest first, so that a cut leaves no slot that looks whole; then
 * what is stale; copies; and takes the stream. Answers `R` when it is ready, then for block n `A n`, or `N n` where the
 * check or the number is wrong and block n is wanted; at the end `D`.
 */
export function receiveScript(options: ReceiveOptions): string {
  const other = options.slot === 'a' ? 'b' : 'a';
  const folders = foldersOf([
    ...[...options.copy].map(path => `${root}${options.slot}/${path}`),
    ...options.write.map(({ path }) => path),
  ]);
  const restored = escapes
    .map(([byte, letter]) => `.replace(${bytesLiteral([0x1b, letter])},${bytesLiteral([byte])})`)
    .join('');
  return `
S=R+${python(`${options.slot}/`)};O=R+${python(`${other}/`)}
def inflate(d):
${inflateBody(options)}
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
  with open(O+p,'rb') as f:
   with open(S+p,'wb') as g:
    while True:
     n=f.readinto(b)
     if not n:break
     g.write(m[:n])
 print('R')
 f=None;left=0;w=iter(write);n=0
 while n<blocks:
  d=i.readline()
  d=d[:-1]${restored}
  if len(d)<6 or d[4]!=n&255 or sha256(memoryview(d)[4:]).digest()[:4]!=d[:4]:
   print('N',n);continue
  d=inflate(memoryview(d)[6:]) if d[5]==90 else d[6:]
  d=memoryview(d)
  while len(d):
   while not left:
    if f:f.close()
    p,left=next(w);f=open(p,'wb')
   c=min(left,len(d));f.write(d[:c]);left-=c;d=d[c:]
  gc.collect();print('A',n);n+=1
 if f:f.close()
 for p,c in w:open(p,'wb').close()
 if hasattr(os,'sync'):os.sync()
 print('D')
receive(${python(options.keep)},${python(options.copy)},${python(options.write.map(({ path, size }) => [path, size]))},${options.blocks})
`;
}

export const verifyReplySchema = z.object({ manifest: z.string().nullable(), bad: z.array(z.string()) });

/** Reads every file of the slot back and compares it with the manifest there; the host compares the manifest's hash. */
export function verifyScript(slot: Slot): string {
  return `
def verify(s):
 bad=[];h=digest(s+'manifest.json')
 try:
  with open(s+'manifest.json') as f:l=json.load(f)['files']
 except (OSError,ValueError,KeyError):l=[]
 for f in l:
  if digest(s+f['path'])!=f['sha256']:bad.append(f['path'])
 reply({'manifest':h,'bad':bad})
verify(R+${python(`${slot}/`)})
`;
}

/** Where the switch has kept a foreign `main.py`; null where there was none. */
export const switchReplySchema = z.string().nullable();

export interface SwitchOptions {
  readonly slot: Slot;
  readonly previous: Slot | '-';
  readonly hash: string;
  /** What becomes of `/main.py`. */
  readonly loader: 'stays' | 'is-installed' | 'replaces-foreign';
}

/**
 * Makes the slot pending with the loader's own functions, and only then brings in the loader where it is new: until
 * its rename the board starts what it started before. A foreign program is kept under the first free name of
 * `/main.before-cambrian.py`, `/main.before-cambrian-2.py`, ….
 */
export function switchScript(options: SwitchOptions): string {
  const source = options.loader === 'stays' ? '/main.py' : newLoaderPath;
  const keepForeign = `
def save():
 k=1;p='/main.before-cambrian.py'
 while text(p,0) is not None:
  k+=1;p='/main.before-cambrian-%d.py'%k
 t=R+'foreign.new'
 with open('/main.py','rb') as f:
  with open(t,'wb') as g:
   while True:
    d=f.read(1024)
    if not d:break
    g.write(d)
 os.rename(t,p)
 return p
saved=save()`;
  // A rename over a file is one step on littlefs, but two on FAT. Where there is room for a boot.py, it makes up for a
  // cut between the two: what is not there yet is put there at the next start. A later push removes what a cut left.
  const guard = `import os\ntry:os.stat('/main.py')\nexcept OSError:os.rename('${newLoaderPath}','/main.py')\n`;
  const install = `
if text('/main.py',0) is not None and text('/boot.py',0) is None:
 with open('/boot.py','w') as f:f.write(g)
try:os.rename(${python(newLoaderPath)},'/main.py')
except OSError:
 os.remove('/main.py');os.rename(${python(newLoaderPath)},'/main.py')`;
  return `
gc.collect()
l={'__name__':'loader'}
exec(text(${python(source)}),l)
${options.loader === 'replaces-foreign' ? keepForeign : 'saved=None'}
l['write_record'](${[options.slot, 'pending', options.previous, options.hash].map(python).join(',')})
g=${python(guard)}
${options.loader === 'stays' ? '' : install}
if text('/boot.py')==g:os.remove('/boot.py')
if hasattr(os,'sync'):os.sync()
reply(saved)
`;
}

/** Puts a foreign program back, after the first program of ours failed. */
export function restoreForeignScript(saved: string): string {
  return `
import os
try:os.rename(${python(saved)},'/main.py')
except OSError:
 os.remove('/main.py');os.rename(${python(saved)},'/main.py')
if hasattr(os,'sync'):os.sync()
`;
}

function inflateBody({ inflate, contentBytes }: ReceiveOptions): string {
  switch (inflate) {
    case 'deflate':
      return ` import deflate,io\n return deflate.DeflateIO(io.BytesIO(d),deflate.RAW,${windowBits(contentBytes)}).read(${contentBytes})`;
    case 'zlib':
      return ` import zlib\n return zlib.decompress(d,-${windowBits(contentBytes)})`;
    case 'none':
      return ' return d';
  }
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

/** A value as a Python literal: texts, numbers, lists of them. ASCII, and without control characters. */
function python(value: string | number | readonly unknown[]): string {
  return stringifyAscii(value);
}

function bytesLiteral(bytes: readonly number[]): string {
  return `b'${bytes.map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
}
