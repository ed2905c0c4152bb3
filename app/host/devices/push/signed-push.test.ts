import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Bundle } from '../../build/bundle-writer.ts';
import type { VirtualBoard } from '../../virtual-board/virtual-board.ts';
import { BenchBuilder, VirtualBench, wholeProgram } from '../testing/virtual-bench.ts';

let builder: BenchBuilder;
let one: Bundle;
let two: Bundle;
let made: VirtualBench | undefined;
beforeAll(async () => {
  builder = new BenchBuilder();
  [one, two] = await Promise.all([builder.bundle(1), builder.bundle(2)]);
});
afterEach(async () => {
  await made?.dispose();
  made = undefined;
});
afterAll(() => builder.dispose());

const limit = { timeout: 60_000 };
const signature = (of: string) => Buffer.from(`{"format":1,"of":"${of}"}`);

async function bench(options: Parameters<typeof VirtualBench.create>[1] = {}) {
  made = await VirtualBench.create(builder, options);
  return made;
}

async function signatures(board: VirtualBoard): Promise<(string | null)[]> {
  const files = await board.files();
  return ['a', 'b'].map(slot => {
    const bytes = files.get(`/cambrian/${slot}/signature.json`);
    return bytes === undefined ? null : Buffer.from(bytes).toString();
  });
}

it(
  'leaves the signature beside the manifest of its own slot, and none where a program is not signed',
  limit,
  async () => {
    const { board, push } = wrap(await bench());
    const first = await push(one, signature('one'));
    expect(first).toMatchObject({ before: null, probe: { implementation: 'micropython' } });
    const second = await push(two, signature('two'));
    expect(second.before).toMatchObject({ profile: 'bench', sequence: 0 });
    expect(await signatures(board)).toEqual(['{"format":1,"of":"one"}', '{"format":1,"of":"two"}']);
    // What is there already stays with its signature.
    expect((await push(two, signature('again'))).result.outcome).toBe('unchanged');
    expect((await signatures(board))[1]).toContain('two');
    await push(one, null);
    expect(await signatures(board)).toEqual([null, '{"format":1,"of":"two"}']);
    expect(wholeProgram(await board.files())).toBe(one.hash);
  },
);

it('is signed also where files had to be sent again', limit, async () => {
  const before = wrap(await bench());
  await before.push(one, signature('one'));
  await before.push(two, signature('two'));
  const files = new Map(await before.board.files());
  files.set('/cambrian/a/runtime/app.mpy', new Uint8Array(40));
  await made?.dispose();
  const after = wrap(await bench({ files }));
  // By its manifest the slot holds this file already; the read-back finds that it does not.
  const three = await builder.bundle(3);
  expect((await after.push(three, signature('mended'))).result.outcome).toBe('confirmed');
  expect(wholeProgram(await after.board.files())).toBe(three.hash);
  expect((await signatures(after.board))[0]).toContain('mended');
});

function wrap(given: VirtualBench) {
  const push = (bundle: Bundle, bytes: Uint8Array | null) => given.push(bundle, { signature: bytes });
  return { board: given.board, push };
}
