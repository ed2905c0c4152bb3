import { describe, expect, it } from 'vitest';
import { BlockWindow } from './block-window.ts';

function arrive(window: BlockWindow, blocks: number): void {
  for (let block = 0; block < blocks; block++) window.arrived();
}

describe('the window of blocks under way', () => {
  it('begins with one and doubles while blocks arrive whole', () => {
    const window = new BlockWindow();
    const sizes = [1, 1, 2, 4, 8, 16, 32].map((blocks, index) => {
      if (index > 0) arrive(window, blocks);
      return window.size;
    });
    expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 32]);
  });

  it('shrinks at damage, and leaves the size that did harm alone for a while', () => {
    const window = new BlockWindow();
    arrive(window, 3);
    expect(window.size).toBe(4);
    window.damaged(4);
    expect(window.size).toBe(2);
    arrive(window, 40);
    expect(window.size).toBe(3);
    arrive(window, 60);
    expect(window.size).toBe(4);
  });

  it('stays at one where a second block does harm, and tries ever more seldom', () => {
    const window = new BlockWindow();
    const tries: number[] = [];
    let blocks = 0;
    for (let round = 0; round < 4; round++) {
      while (window.size < 2) {
        window.arrived();
        blocks++;
      }
      tries.push(blocks);
      window.damaged(2);
      blocks = 0;
      expect(window.size).toBe(1);
    }
    expect(tries).toEqual([1, 49, 97, 193]);
  });

  it('does not blame its size for damage to a block that was alone', () => {
    const window = new BlockWindow();
    window.damaged(1);
    arrive(window, 3);
    expect(window.size).toBe(4);
  });

  it('keeps little under way on a slow wire, but always one block', () => {
    const window = new BlockWindow();
    arrive(window, 31);
    expect(window.mayFollow({ blocks: 0, bytes: 0 }, 0)).toBe(true);
    expect(window.mayFollow({ blocks: 3, bytes: 12_000 }, 11_000)).toBe(false);
    expect(window.mayFollow({ blocks: 3, bytes: 12_000 }, 1_000_000)).toBe(true);
  });
});
