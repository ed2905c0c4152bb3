import { afterAll, beforeAll, expect, it } from 'vitest';
import { VirtualBoard } from '../../virtual-board/virtual-board.ts';
import { Repl } from '../repl/repl.ts';
import { VirtualTransport } from '../transports/virtual-transport.ts';
import { fileSystemFunction } from './board-scripts.ts';

/* Which file system a board has, asked on the real VM of file systems that are made of answers. */

let board: VirtualBoard;
let repl: Repl;
const patience = { timeoutMs: 10_000 };

beforeAll(async () => {
  board = await VirtualBoard.create({ boardId: 'virtual-kit' });
  const transport = new VirtualTransport('virtual:1', async () => board);
  await transport.open({ baudRate: 115_200 });
  repl = new Repl(transport);
  await repl.enterRaw(patience);
  await repl.execute(
    `${fileSystemFunction}
class VfsFat:pass
class VfsLfs2:pass
class Os:
 def __init__(self,names,capitals,mounts=None):
  self.names=names;self.capitals=capitals;self.mounts=mounts
 def ilistdir(self,path):return [(n,32768,0) for n in self.names]
 def stat(self,path):
  n=path[1:]
  if n in self.names or self.capitals and n.lower() in self.names:return ()
  raise OSError(2)
 def mount(self):
  if self.mounts is None:raise TypeError()
  return self.mounts
class Has:pass
fat=Has();fat.VfsFat=1
lfs=Has();lfs.VfsLfs2=1
both=Has();both.VfsFat=1;both.VfsLfs2=1
`,
    patience,
  );
}, 20_000);
afterAll(() => board.dispose());

it.each([
  ["kind(Os(['boot.py'],False,[(VfsFat(),'/')]),[both])", 'fat'],
  ["kind(Os(['boot.py'],True,[(VfsLfs2(),'/')]),[both])", 'littlefs'],
  // Older firmware does not list its mounts: FAT finds a name in capitals too.
  ["kind(Os(['boot.py'],True),[both])", 'fat'],
  ["kind(Os(['boot.py'],False),[both])", 'littlefs'],
  ["kind(Os(['boot.py'],False),[Has()])", 'unknown'],
  // Nothing is there to ask for: what the firmware can mount at all.
  ['kind(Os([],False),[both])', 'unknown'],
  ['kind(Os([],False),[fat])', 'fat'],
  ['kind(Os([],False),[lfs])', 'littlefs'],
])('%s is %s', async (question, answer) => {
  expect((await repl.execute(`print(${question})`, patience)).stdout.trim()).toBe(answer);
});
