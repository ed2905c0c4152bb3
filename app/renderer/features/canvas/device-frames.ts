import { type Box, grow, overlaps, unionOf } from './node-geometry.ts';

/** A node as the frames see it. */
export interface PlacedBox extends Box {
  readonly isOnDevice: boolean;
}

/** Room between a frame and its nodes; more above, for the title. */
const padding = 20;
const titleRoom = 20;
/** Nodes that are further apart than this get frames of their own. */
const reach = 110;
/** Above this, grouping would cost more than it says. */
const mostNodes = 250;

/**
 * Draws dashed frames around what runs on the device: neighbours share one, and no frame covers a node that runs
 * elsewhere.
 */
export function deviceFrames(boxes: readonly PlacedBox[]): Box[] {
  const inside = boxes.filter(box => box.isOnDevice);
  if (inside.length === 0 || boxes.length > mostNodes) return [];
  const outside = boxes.filter(box => !box.isOnDevice);
  let groups: Box[] = inside.map(({ x, y, width, height }) => ({ x, y, width, height }));
  for (let isMerged = true; isMerged; ) {
    isMerged = false;
    for (let first = 0; first < groups.length && !isMerged; first += 1) {
      for (let second = first + 1; second < groups.length && !isMerged; second += 1) {
        const left = groups[first];
        const right = groups[second];
        if (left === undefined || right === undefined) continue;
        if (!overlaps(grow(left, reach / 2), grow(right, reach / 2))) continue;
        const union = unionOf(left, right);
        if (outside.some(box => overlaps(framed(union), box))) continue;
        groups = [...groups.filter((_, place) => place !== first && place !== second), union];
        isMerged = true;
      }
    }
  }
  return groups.map(framed);
}

function framed(box: Box): Box {
  const around = grow(box, padding);
  return { ...around, y: around.y - titleRoom, height: around.height + titleRoom };
}
