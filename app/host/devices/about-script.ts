import { z } from 'zod';
import type { Repl } from './repl/repl.ts';

const mark = '@about ';
const attempts = 3;

const replySchema = z.object({
  implementation: z.string(),
  version: z.string(),
  machine: z.string(),
  /** The first letters of `/main.py`; null where there is none. */
  main: z.string().nullable(),
  pointers: z.tuple([z.string().nullable(), z.string().nullable()]),
  slots: z.record(
    z.enum(['a', 'b']),
    z.object({ manifest: z.string().nullable(), signature: z.string().nullable() }),
  ),
});
export type BoardAbout = z.infer<typeof replySchema>;

/** One question to a board at its raw prompt: which firmware it has, and what lies in its slots. */
const aboutScript = `
import json,os,sys
def text(p,n=-1):
 try:
  with open(p) as f:return f.read(n)
 except (OSError,ValueError):return None
i=sys.implementation
m=getattr(i,'_machine',None)
if not m:
 try:m=os.uname().machine
 except AttributeError:m=sys.platform
r='/cambrian/'
s={}
for n in 'ab':s[n]={'manifest':text(r+n+'/manifest.json'),'signature':text(r+n+'/signature.json',4096)}
print('${mark}'+json.dumps({'implementation':i[0],'version':'.'.join(str(x) for x in i[1][:3]),'machine':m,'main':text('/main.py',80),'pointers':[text(r+'pointer.0',200),text(r+'pointer.1',200)],'slots':s}))
`;

/** Compares every file of a slot with its manifest. */
function compareScript(slot: 'a' | 'b'): string {
  return `
import json
from binascii import hexlify
from hashlib import sha256
r='/cambrian/${slot}/'
b=bytearray(1024);m=memoryview(b);x=[]
with open(r+'manifest.json') as f:l=json.load(f)['files']
for e in l:
 h=sha256()
 try:
  with open(r+e['path'],'rb') as f:
   while True:
    n=f.readinto(b)
    if not n:break
    h.update(m[:n])
  h=hexlify(h.digest()).decode()
 except OSError:h=None
 if h!=e['sha256']:x.append(e['path'])
print('${mark}'+json.dumps(x))
`;
}

/** Asks again where the wire has damaged the answer. */
async function ask<Schema extends z.ZodType>(
  repl: Repl,
  script: string,
  schema: Schema,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<z.output<Schema>> {
  for (let attempt = 1; ; attempt++) {
    const { stdout } = await repl.execute(script, options);
    const parsed = schema.safeParse(parseLine(stdout));
    if (parsed.success) return parsed.data;
    if (attempt === attempts) throw new Error(`no answer in ${JSON.stringify(stdout.slice(-200))}`);
  }
}

export function askAbout(repl: Repl, signal: AbortSignal): Promise<BoardAbout> {
  return ask(repl, aboutScript, replySchema, { timeoutMs: 15_000, signal });
}

/** Paths of the slot's files whose bytes are not those of its manifest. */
export function askChangedFiles(repl: Repl, slot: 'a' | 'b', signal: AbortSignal): Promise<string[]> {
  return ask(repl, compareScript(slot), z.array(z.string()), { timeoutMs: 60_000, signal });
}

function parseLine(stdout: string): unknown {
  const at = stdout.lastIndexOf(mark);
  if (at < 0) return undefined;
  try {
    return JSON.parse(stdout.slice(at + mark.length));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
