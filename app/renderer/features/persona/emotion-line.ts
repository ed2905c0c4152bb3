interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface BowedLine {
  readonly path: string;
  /** The arrow's head, a path of its own. */
  readonly head: string;
  readonly start: Point;
  readonly control: Point;
  readonly end: Point;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Where a ray from the middle of a box towards a point leaves it. */
function edgeOfBox(middle: Point, towards: Point, half: Size): Point {
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
export function bowedLine(from: Point, to: Point, bow: number, size: Size): BowedLine {
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
    start,
    control,
    end,
  };
}

/** A rectangle by its middle. */
export interface Box extends Point, Size {}

const overlap = (one: Box, other: Box): number => {
  const width = (one.width + other.width) / 2 - Math.abs(one.x - other.x);
  const height = (one.height + other.height) / 2 - Math.abs(one.y - other.y);
  return width > 0 && height > 0 ? width * height : 0;
};

const samples = Array.from({ length: 21 }, (_, index) => index / 20);
/** What a label pays for each sample of a line that it covers, in pixels of area. */
const lineCost = 12;
/** What it pays for each pixel that would be cut off. */
const outsideCost = 40;

/** How far a box sticks out of a frame, pixels. */
function outside({ x, y, width, height }: Box, frame: Size): number {
  const beside = Math.max(0, width / 2 - x, x + width / 2 - frame.width);
  return beside + Math.max(0, height / 2 - y, y + height / 2 - frame.height);
}

function pointAt({ start, control, end }: Pick<BowedLine, 'start' | 'control' | 'end'>, at: number): Point {
  const rest = 1 - at;
  return {
    x: rest * rest * start.x + 2 * rest * at * control.x + at * at * end.x,
    y: rest * rest * start.y + 2 * rest * at * control.y + at * at * end.y,
  };
}

/** Where on a line a label is tried, from 0 at its start to 1 at its end, and on which side of it. */
const places = [0.5, 0.42, 0.58, 0.32, 0.68];
const sides = [-1, 1, -1.7, 1.7, 0];
/** Between a label and its line, pixels. */
const labelGap = 2;

/**
 * Places for labels beside their lines, each where it covers least of what is there already: states, and labels that
 * were placed before; none outside of the frame. Middles of the labels, in the order of the lines. Pure.
 */
export function placeLabels(
  lines: readonly (Pick<BowedLine, 'start' | 'control' | 'end'> & { readonly label: Size })[],
  states: readonly Box[],
  frame: Size,
): readonly Point[] {
  const taken = [...states];
  const drawn = lines.flatMap(line => samples.map(at => pointAt(line, at)));
  return lines.map(({ start, control, end, label }) => {
    let best: Box = { ...control, ...label };
    let least = Number.POSITIVE_INFINITY;
    for (const side of sides) {
      for (const at of places) {
        const { x, y } = pointAt({ start, control, end }, at);
        const before = pointAt({ start, control, end }, at - 0.02);
        const length = Math.hypot(x - before.x, y - before.y) || 1;
        const across = { x: -(y - before.y) / length, y: (x - before.x) / length };
        // Above a level line, beside a steep one: as far as the level box needs.
        const reach =
          side *
          (Math.abs(across.x) * (label.width / 2) + Math.abs(across.y) * (label.height / 2) + labelGap);
        const sign = across.y < 0 || (across.y === 0 && across.x < 0) ? -1 : 1;
        const box: Box = { x: x + across.x * reach * sign, y: y + across.y * reach * sign, ...label };
        const covered =
          outside(box, frame) * outsideCost +
          taken.reduce((sum, other) => sum + overlap(box, other), 0) +
          drawn.filter(point => overlap(box, { ...point, width: 1, height: 1 }) > 0).length * lineCost;
        if (covered >= least) continue;
        least = covered;
        best = box;
      }
    }
    taken.push(best);
    return { x: round(best.x), y: round(best.y) };
  });
}

/** About how wide words are in the drawing's small type, pixels: Han characters are twice as wide as letters. */
export function labelWidth(words: string): number {
  let width = 8;
  for (const letter of words) width += /\p{Script=Han}/u.test(letter) ? 11 : 5.6;
  return Math.min(width, 128);
}
