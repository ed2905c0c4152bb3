import { describe, expect, it } from 'vitest';
import { perimeterDashes, perimeterLength, pointOnPerimeter } from './perimeter.ts';

const circle = { centerX: 0, centerY: 0, width: 20, height: 20, radius: 10 };
const plate = { centerX: 50, centerY: 30, width: 80, height: 40, radius: 12 };

describe('pointOnPerimeter', () => {
  it('walks a circle clockwise from the top', () => {
    const quarter = perimeterLength(circle) / 4;
    const points = [0, 1, 2, 3].map(index => pointOnPerimeter(circle, index * quarter));
    expect(points.map(({ x, y }) => [Math.round(x), Math.round(y)])).toEqual([
      [0, -10],
      [10, 0],
      [0, 10],
      [-10, 0],
    ]);
  });

  it('moves as far as it is told, all the way round', () => {
    const total = perimeterLength(plate);
    let walked = 0;
    const steps = 2000;
    for (let step = 0; step < steps; step += 1) {
      const from = pointOnPerimeter(plate, (total * step) / steps);
      const to = pointOnPerimeter(plate, (total * (step + 1)) / steps);
      walked += Math.hypot(to.x - from.x, to.y - from.y);
    }
    expect(walked).toBeCloseTo(total, 1);
  });
});

describe('perimeterDashes', () => {
  it('gives one path per light', () => {
    const dashes = perimeterDashes(plate, 12, 0.4);
    expect(new Set(dashes).size).toBe(12);
    for (const dash of dashes) expect(dash).toMatch(/^M[-\d.]+ [-\d.]+(L[-\d.]+ [-\d.]+)+$/);
  });
});
