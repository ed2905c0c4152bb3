import { expect, it } from 'vitest';
import { encodeStream } from './block-encoder.ts';
import { questionLine, questionMark } from './receive-script.ts';

it('takes no block for a question, whatever the check is that it begins with', async () => {
  expect(questionLine(7).toString('latin1')).toBe('\x1b?7\n');
  const begins = new Set<number>();
  for (let number = 0; number < 4_000; number++) {
    const stream = encodeStream(Buffer.from(`content ${number}`), { contentBytes: 512, windowBits: null });
    const line = await stream.line(0);
    begins.add(line[0] ?? 0);
    expect(line.subarray(0, 2).equals(questionMark), `content ${number}`).toBe(false);
  }
  // A check may begin with any byte that travels as it is; the five others travel as two.
  expect(begins.size).toBe(256 - 4);
});
