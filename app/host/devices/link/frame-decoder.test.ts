import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import { FrameDecoder } from './frame-decoder.ts';

function decode(pieces: readonly Uint8Array[]) {
  const frames: DeviceFrame[] = [];
  let text = '';
  const decoder = new FrameDecoder({
    onFrame: frame => frames.push(frame),
    onText: part => {
      text += part;
    },
  });
  for (const piece of pieces) decoder.push(piece);
  return { frames, text, malformed: decoder.malformed };
}

const pong = (id: number): DeviceFrame => ({ t: 'pong', id, ms: 1 });
const line = (frame: DeviceFrame) => `\x1e${JSON.stringify(frame)}\n`;

describe('FrameDecoder', () => {
  it('tells frames from what is printed between them', () => {
    const stream = Buffer.from(`hello\r\n${line(pong(1))}wörld\n${line(pong(2))}`);
    expect(decode([stream])).toEqual({ frames: [pong(1), pong(2)], text: 'hello\r\nwörld\n', malformed: 0 });
  });

  it('takes line ends of boards that turn them into two bytes', () => {
    expect(decode([Buffer.from(`\x1e${JSON.stringify(pong(1))}\r\n`)]).frames).toEqual([pong(1)]);
  });

  it('gives the same for every way of cutting the stream into pieces, in arrays that are reused', () => {
    const stream = Buffer.from(`a✓\n${line(pong(7))}\x1e{"t":"nonsense"}\nb${line(pong(8))}`);
    const whole = decode([stream]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 30 }), sizes => {
        const shared = Buffer.alloc(16);
        const frames: DeviceFrame[] = [];
        let text = '';
        const decoder = new FrameDecoder({
          onFrame: frame => frames.push(frame),
          onText: part => {
            text += part;
          },
        });
        let at = 0;
        for (const size of [...sizes, ...Array.from({ length: stream.length }, () => 1)]) {
          const count = stream.copy(shared, 0, at, at + size);
          if (count === 0) break;
          decoder.push(shared.subarray(0, count));
          shared.fill(0);
          at += count;
        }
        expect({ frames, text, malformed: decoder.malformed }).toEqual(whole);
      }),
    );
  });

  it('shows as text what began like a frame and was none, and goes on', () => {
    const { frames, malformed, text } = decode([
      Buffer.from(`\x1enot json\n\x1e{"t":"pong"}\n\x1e{"t":"po${line(pong(3))}`),
    ]);
    expect(frames).toEqual([pong(3)]);
    expect(malformed).toBe(3);
    expect(text).toBe('\x1enot json\n\x1e{"t":"pong"}\n\x1e{"t":"po');
  });

  it('does not wait for the end of a frame that never ends', () => {
    const { frames, malformed, text } = decode([
      Buffer.from('\x1e'),
      Buffer.alloc(100_000, 0x61),
      Buffer.from(`\n${line(pong(4))}`),
    ]);
    expect(frames).toEqual([pong(4)]);
    expect(malformed).toBe(1);
    expect(text.length).toBe(100_002);
  });

  it('survives any noise, and hears the next frame', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), pieces => {
        const { frames } = decode([...pieces, Buffer.from(`\n${line(pong(5))}`)]);
        expect(frames.at(-1)).toEqual(pong(5));
      }),
    );
  });
});
