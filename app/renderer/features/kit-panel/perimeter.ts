/** A point in the drawing's units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle with round corners around a centre; with `radius` at half of both edges it is a circle. */
export interface RoundedRectangle {
  readonly centerX: number;
  readonly centerY: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** The length of the outline. */
export function perimeterLength({ width, height, radius }: RoundedRectangle): number {
  return 2 * (width - 2 * radius) + 2 * (height - 2 * radius) + 2 * Math.PI * radius;
}

/** The point at a distance along the outline, clockwise from the middle of the upper edge. */
export function pointOnPerimeter(shape: RoundedRectangle, distance: number): Point {
  const { centerX, centerY, width, height, radius } = shape;
  const straightX = width - 2 * radius;
  const straightY = height - 2 * radius;
  const corner = (Math.PI / 2) * radius;
  const right = centerX + width / 2;
  const left = centerX - width / 2;
  const top = centerY - height / 2;
  const bottom = centerY + height / 2;
  const total = perimeterLength(shape);
  let rest = ((distance % total) + total) % total;

  /** A quarter circle around a centre, from an angle on. */
  const onCorner = (x: number, y: number, startAngle: number): Point => {
    const angle = startAngle + (corner === 0 ? 0 : (rest / corner) * (Math.PI / 2));
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  };

  if (rest <= straightX / 2) return { x: centerX + rest, y: top };
  rest -= straightX / 2;
  if (rest < corner) return onCorner(right - radius, top + radius, -Math.PI / 2);
  rest -= corner;
  if (rest <= straightY) return { x: right, y: top + radius + rest };
  rest -= straightY;
  if (rest < corner) return onCorner(right - radius, bottom - radius, 0);
  rest -= corner;
  if (rest <= straightX) return { x: right - radius - rest, y: bottom };
  rest -= straightX;
  if (rest < corner) return onCorner(left + radius, bottom - radius, Math.PI / 2);
  rest -= corner;
  if (rest <= straightY) return { x: left, y: bottom - radius - rest };
  rest -= straightY;
  if (rest < corner) return onCorner(left + radius, top + radius, Math.PI);
  rest -= corner;
  return { x: left + radius + rest, y: top };
}

/**
 * SVG paths of `count` equal dashes along the outline, clockwise, the first one centred at the top.
 *
 * @param fill which part of its share a dash covers, 0…1
 */
export function perimeterDashes(shape: RoundedRectangle, count: number, fill: number): string[] {
  const share = perimeterLength(shape) / count;
  const half = (share * fill) / 2;
  const steps = Math.max(2, Math.min(12, Math.ceil(half)));
  return Array.from({ length: count }, (_, index) => {
    const middle = index * share;
    const points = Array.from({ length: steps + 1 }, (__, step) =>
      pointOnPerimeter(shape, middle - half + (2 * half * step) / steps),
    );
    return points
      .map(({ x, y }, step) => `${step === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`)
      .join('');
  });
}
