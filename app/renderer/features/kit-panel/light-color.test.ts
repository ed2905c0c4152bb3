import { describe, expect, it } from 'vitest';
import { glowOf, mixGlow } from './light-color.ts';

describe('glowOf', () => {
  it('keeps the hue and turns dim light into a lower strength', () => {
    expect(glowOf('#ff8000')).toEqual({ color: 'rgb(255 128 0)', strength: 1 });
    const dim = glowOf('#402000');
    expect(dim.color).toBe('rgb(255 128 0)');
    expect(dim.strength).toBeCloseTo(0.5, 1);
  });

  it('is dark for black and for what is no colour', () => {
    expect(glowOf('#000000').strength).toBe(0);
    expect(glowOf('nonsense').strength).toBe(0);
  });
});

describe('mixGlow', () => {
  it('adds the light of all', () => {
    expect(mixGlow(['#ff0000', '#0000ff']).color).toBe('rgb(255 0 255)');
    expect(mixGlow([]).strength).toBe(0);
    expect(mixGlow(['#ffffff', '#000000', '#000000', '#000000']).strength).toBeCloseTo(0.5, 1);
  });
});
