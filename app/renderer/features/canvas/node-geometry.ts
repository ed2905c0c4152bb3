/** Sizes of a node on the canvas, in canvas pixels. The CSS of the card uses the same figures. */
export const nodeWidth = 196;
export const headerHeight = 37;
export const rowHeight = 26;
export const footHeight = 3;
export const handleSize = 11;
export const gridSize = 20;

/** Height of a node with that many port rows. A node without ports keeps room for a line of text. */
export function nodeHeight(rows: number): number {
  return headerHeight + Math.max(rows, 1) * rowHeight + footHeight;
}

/** The middle of a port row, from the top of the node. */
export function rowCenter(row: number): number {
  return headerHeight + row * rowHeight + rowHeight / 2;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function overlaps(left: Box, right: Box): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

export function unionOf(left: Box, right: Box): Box {
  const x = Math.min(left.x, right.x);
  const y = Math.min(left.y, right.y);
  return {
    x,
    y,
    width: Math.max(left.x + left.width, right.x + right.width) - x,
    height: Math.max(left.y + left.height, right.y + right.height) - y,
  };
}

export function grow(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}
