import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import { BaseTransport } from '../transports/base-transport.ts';
import { FrameLink } from './frame-link.ts';
import { inspectProgram } from './inspect-program.ts';

const manifest = '{"format":1}';
const bundle = createHash('sha256').update(manifest).digest('hex');

/** A board whose program answers as the test says, or not at all. */
class AnsweringBoard extends BaseTransport {
  readonly kind = 'serial';
  readonly #answers: (id: number) => readonly object[];

  constructor(answers: (id: number) => readonly object[]) {
    super('answering:1');
    this.#answers = answers;
  }

  unplug(): void {
    this.linkEnded({ kind: 'gone' });
  }
  say(frame: DeviceFrame | object): void {
    this.received(Buffer.from(`\x1e${JSON.stringify(frame)}\n`));
  }

  protected async openLink(): Promise<void> {
    // Nothing to open.
  }
  protected startReading(): void {
    // Speaks when asked.
  }
  protected async writeLink(bytes: Uint8Array): Promise<void> {
    const { id } = JSON.parse(Buffer.from(bytes).toString()) as { id: number };
    for (const answer of this.#answers(id)) this.say({ t: 'inspect', id, ...answer });
  }
  async setSignals(): Promise<void> {
    // No lines.
  }
  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }
}

async function ask(answers: (id: number) => readonly object[], withFiles = true) {
  const board = new AnsweringBoard(answers);
  await board.open({ baudRate: 115_200, signal: new AbortController().signal });
  const link = new FrameLink(board);
  const ended = new AbortController();
  const asked = inspectProgram(link, {
    bundle,
    withFiles,
    signal: ended.signal,
    firstAnswerMs: 30,
    wholeAnswerMs: 60,
  });
  return { asked, board, ended };
}

it('puts parts together', async () => {
  const { asked } = await ask(() => [
    { file: 'manifest.json', part: manifest.slice(0, 5) },
    { file: 'manifest.json', part: manifest.slice(5) },
    { file: 'signature.json', part: '{}' },
    { changed: 'graph.json' },
    { done: 3 },
  ]);
  expect(await asked).toEqual({ manifest, signature: '{}', changedFiles: ['graph.json'] });
});

it('knows a file that is not there from one that was not asked for', async () => {
  const { asked } = await ask(
    () => [{ file: 'manifest.json', part: manifest }, { file: 'signature.json', part: null }, { done: 0 }],
    false,
  );
  expect(await asked).toEqual({ manifest, signature: null, changedFiles: null });
});

it.each([
  ['says nothing, as older runtimes do', () => []],
  ['breaks off', () => [{ file: 'manifest.json', part: manifest }]],
  [
    'answers somebody else',
    (id: number) => [
      { id: id + 1, file: 'manifest.json', part: manifest },
      { id: id + 1, done: 0 },
    ],
  ],
  [
    'has lost a part',
    () => [
      { file: 'manifest.json', part: manifest.slice(5) },
      { file: 'signature.json', part: null },
      { done: 0 },
    ],
  ],
  [
    'tells no manifest',
    () => [{ file: 'manifest.json', part: null }, { file: 'signature.json', part: null }, { done: 0 }],
  ],
])('is null where the program %s', async (_, answers) => {
  const { asked } = await ask(answers);
  expect(await asked).toBeNull();
});

it('ends at once when the board goes away, or nobody wants to know', async () => {
  const gone = await ask(() => []);
  gone.board.unplug();
  await expect(gone.asked).rejects.toMatchObject({ code: 'transport/gone' });
  const cancelled = await ask(() => [{ file: 'manifest.json', part: manifest }]);
  cancelled.ended.abort();
  await expect(cancelled.asked).rejects.toMatchObject({ name: 'AbortError' });
});
