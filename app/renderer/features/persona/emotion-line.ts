interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BowedLine {
  readonly path: string;
  /** The arrow's head, a path of its own. */
  readonly head: string;
  readonly labelX: number;
  readonly labelY: number;
}

/** Where a ray from the middle of a box, seen from `towards`, leaves it. */
function edgeOfBox(
  middle: Point,
  towards: Point,
  half: { readonly width: number; readonly height: number },
): Point {
  const x = towards.x - middle.x;
  const y = towards.y - middle.y;
  if (x === 0 && y === 0) return middle;
  const scale = Math.min(
    x === 0 ? Number.POSITIVE_INFINITY : half.width / Math.abs(x),
    y === 0 ? Number.POSITIVE_INFINITY : half.height / Math.abs(y),
  );
  return { x: middle.x + x * scale, y: middle.y + y * scale };
}

/** A line between two boxes of the same size, bowed to its left by `bow` pixels, with an arrow's head. Pure. */
export function bowedLine(
  from: Point,
  to: Point,
  bow: number,
  size: { readonly width: number; readonly height: number },
): BowedLine {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = { x: (to.y - from.y) / length, y: -(to.x - from.x) / length };
  const control = {
    x: (from.x + to.x) / 2 + across.x * bow * 2,
    y: (from.y + to.y) / 2 + across.y * bow * 2,
  };
  const half = { width: size.width / 2 + 2, height: size.height / 2 + 2 };
  const start = edgeOfBox(from, control, half);
  const end = edgeOfBox(to, control, half);
  const reach = Math.hypot(end.x - control.x, end.y - control.y) || 1;
  const along = { x: (end.x - control.x) / reach, y: (end.y - control.y) / reach };
  const back = (sign: 1 | -1) =>
    `${round(end.x - along.x * 7 - along.y * 3.5 * sign)} ${round(end.y - along.y * 7 + along.x * 3.5 * sign)}`;
  return {
    path: `M${round(start.x)} ${round(start.y)}Q${round(control.x)} ${round(control.y)} ${round(end.x)} ${round(end.y)}`,
    head: `M${back(1)}L${round(end.x)} ${round(end.y)}L${back(-1)}`,
    labelX: round(start.x / 4 + control.x / 2 + end.x / 4),
    labelY: round(start.y / 4 + control.y / 2 + end.y / 4),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
