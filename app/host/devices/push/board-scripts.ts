import { z } from 'zod';
import type { Slot } from './pointer-record.ts';
import { signatureName } from './provenance-script.ts';
import { python } from './python-literal.ts';
import { replyHelpers } from './script-envelope.ts';

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
  /** By its mount's type, else by whether it tells capitals apart. */
  fileSystem: z.enum(['littlefs', 'fat', 'unknown']),
  /** The first letters of `/main.py` and its size; null where there is none. */
  main: z.object({ begin: z.string(), bytes: z.int() }).nullable(),
  pointers: z.tuple([z.string().nullable(), z.string().nullable()]),
  /**
   * SHA-256 of each slot's manifest, its text where the host has not seen it, the blocks that the slot takes, and
   * where it holds the wanted bundle, its files that differ from the manifest.
   */
  slots: z.record(
    z.enum(['a', 'b']),
    z.object({
      hash: z.string().nullable(),
      manifest: z.string().nullable(),
      blocks: z.int(),
      wrong: z.array(z.string()),
    }),
  ),
  inflate: z.enum(['deflate', 'zlib', 'none']),
});
export type Probe = z.infer<typeof probeSchema>;

/** What later scripts use too; comes with the first one, and again wherever noise may have reset the board. */
export const boardHelpers = `${replyHelpers}import gc,os,sys
R=${python(root)}
def text(p,n=-1):
 try:
  with open(p) as f:return f.read(n)
 except (OSError,ValueError):return None
def digest(p):
 h=sha256();b=bytearray(1024);m=memoryview(b);k=0
 try:
  with open(p,'rb') as f:
   while True:
    n=f.readinto(b)
    if not n:return hexlify(h.digest()).decode()
    h.update(m[:n]);k+=1
    if not k&63:print()
 except OSError:return None
def tree(p):
 try:e=list(os.ilistdir(p))
 except OSError:return
 for i in e:
  q=p+'/'+i[0]
  if i[1]&0x4000:
   for j in tree(q):yield j
  else:yield q
def wrong(s):
 try:
  with open(s+'manifest.json') as f:l=json.load(f)['files']
 except (OSError,ValueError,KeyError):l=[]
 b=[]
 for f in l:
  print()
  if digest(s+f['path'])!=f['sha256']:b.append(f['path'])
 return b
`;

/** A file system of the FAT kind knows a name in capitals too; the others tell letters apart. */
export const fileSystemFunction = `
def kind(os,mods):
 t=''
 try:t=''.join(str(type(m[0]))for m in os.mount()if m[1]=='/')
 except (TypeError,AttributeError,OSError):pass
 if 'Fat' in t:return 'fat'
 if 'Lfs' in t:return 'littlefs'
 f=l=False
 for m in mods:
  f=f or hasattr(m,'VfsFat');l=l or hasattr(m,'VfsLfs2')or hasattr(m,'VfsLfs1')
 try:
  n=[i[0]for i in os.ilistdir('/')]
  for i in n:
   u=i.upper()
   if u!=i and u not in n:
    try:
     os.stat('/'+u);return 'fat'
    except OSError:
     return 'littlefs' if l else 'unknown'
 except OSError:pass
 return 'unknown' if f==l else 'fat' if f else 'littlefs'
`;

/**
 * Asks for everything at once. `knownManifests` are hashes whose text the host has; a slot that holds the bundle
 * `wanted` already is read back whole, because it may be started without being written.
 */
export function probeScript(knownManifests: Iterable<string>, wanted: string): string {
  return `${fileSystemFunction}
def probe(known,wanted):
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
  s[n]={'hash':h,'manifest':None if h is None or h in known else text(R+n+'/manifest.json'),'blocks':c,'wrong':wrong(R+n+'/')if h==wanted else[]}
 l=text('/main.py',80)
 if l is not None:l={'begin':l,'bytes':os.stat('/main.py')[6]}
 d=[os]
 try:
  import vfs;d.append(vfs)
 except ImportError:pass
 reply({'implementation':i[0],'version':'.'.join(str(x) for x in i[1][:3]),'mpy':getattr(i,'_mpy',0),'machine':m,'memoryFree':gc.mem_free(),'memoryTotal':gc.mem_free()+gc.mem_alloc(),'blockBytes':bs,'freeBlocks':fb,'fileSystem':kind(os,d),'main':l,'pointers':[text(R+'pointer.0',200),text(R+'pointer.1',200)],'slots':s,'inflate':z})
probe(${python([...knownManifests])},${python(wanted)})
`;
}

export const verifyReplySchema = z.object({
  manifest: z.string().nullable(),
  signature: z.string().nullable().default(null),
  bad: z.array(z.string()),
});

/** Reads every file of the slot back and compares it with the manifest there; the host compares the hashes of the rest. */
export function verifyScript(slot: Slot): string {
  const folder = python(`${root}${slot}/`);
  return `reply({'manifest':digest(${folder}+'manifest.json'),'signature':digest(${folder}+'${signatureName}'),'bad':wrong(${folder})})
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
 * `/main.before-cambrian.py`, `/main.before-cambrian-2.py`, …. Begun again after a mishap it goes on where it was.
 */
export function switchScript(options: SwitchOptions): string {
  const record = [options.slot, 'pending', options.previous, options.hash].map(python).join(',');
  const source = options.loader === 'stays' ? '/main.py' : newLoaderPath;
  const keepForeign = `
def save():
 k=1;p='/main.before-cambrian.py';o=None
 while text(p,0) is not None:
  o=p;k+=1;p='/main.before-cambrian-%d.py'%k
 if text('/main.py',0) is None or text('/main.py',17)=='# cambrian loader':return o
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
if text(${python(newLoaderPath)},0) is not None:
 try:os.rename(${python(newLoaderPath)},'/main.py')
 except OSError:
  os.remove('/main.py');os.rename(${python(newLoaderPath)},'/main.py')`;
  return `
gc.collect()
l={'__name__':'loader'}
exec(text(${python(source)})or text('/main.py'),l)
${options.loader === 'replaces-foreign' ? keepForeign : 'saved=None'}
r=l['read_record']()
if not r or tuple(r[1:5])!=(${record}):l['write_record'](${record})
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
if text(${python(saved)},0) is not None:
 try:os.rename(${python(saved)},'/main.py')
 except OSError:
  os.remove('/main.py');os.rename(${python(saved)},'/main.py')
if hasattr(os,'sync'):os.sync()
reply(None)
`;
}
