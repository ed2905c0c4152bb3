import type { PortType } from '../../../core/ports/port-type.ts';
import type { PortValue } from '../../stores/runtime-store.ts';

/** How the history of a port is drawn. */
export type PlotKind = 'line' | 'step' | 'pulse' | 'lines' | 'bands';

export interface LiveRow {
  /** `node/port` */
  readonly key: string;
  readonly node: string;
  readonly port: string;
  readonly nodeTitle: string;
  readonly portTitle: string;
  readonly type: PortType | undefined;
  readonly plot: PlotKind;
  readonly isPinned: boolean;
}

/** One port that has spoken, as {@link arrangeRows} takes it. */
export interface SpokenPort {
  readonly node: string;
  readonly port: string;
  readonly value: PortValue;
  readonly nodeTitle: string;
  readonly portTitle: string;
  readonly type: PortType | undefined;
  readonly side: 'input' | 'output' | 'unknown';
  /** Where the node lies on the canvas; what lies left speaks first. */
  readonly position: { readonly x: number; readonly y: number };
}

/**
 * Chooses and orders the rows: pinned ones first, then as the nodes lie on the canvas, from left to right. An input repeats
 * what an output says, so inputs are shown only for selected nodes and where they are pinned.
 *
 * @param selection ids of selected nodes
 * @param isSelectionOnly leaves out nodes that are not selected, where any is
 */
export function arrangeRows(
  ports: readonly SpokenPort[],
  options: {
    readonly selection: ReadonlySet<string>;
    readonly isSelectionOnly: boolean;
    readonly pins: ReadonlySet<string>;
  },
): LiveRow[] {
  const { selection, isSelectionOnly, pins } = options;
  const fromLeft = [...ports].sort(
    (left, right) => left.position.x - right.position.x || left.position.y - right.position.y,
  );
  const rows = fromLeft.flatMap(({ side, value, position: _position, ...port }) => {
    const key = `${port.node}/${port.port}`;
    const isPinned = pins.has(key);
    const isSelected = selection.has(port.node);
    const isShown =
      isPinned || (isSelectionOnly && selection.size > 0 ? isSelected : side !== 'input' || isSelected);
    return isShown ? [{ ...port, key, isPinned, plot: plotKind(port.type, value) }] : [];
  });
  return [...rows.filter(row => row.isPinned), ...rows.filter(row => !row.isPinned)];
}

/** How a port is drawn: by its type, and where that says nothing by its value. */
export function plotKind(type: PortType | undefined, value: PortValue): PlotKind {
  switch (type?.kind) {
    case 'number':
      return 'line';
    case 'boolean':
      return 'step';
    case 'trigger':
      return 'pulse';
    case 'vector3':
      return 'lines';
    case 'text':
    case 'color':
    case 'emotion':
    case 'audio':
    case 'image':
      return 'bands';
    case 'json':
    case undefined:
      if (typeof value === 'number') return 'line';
      if (typeof value === 'boolean') return 'step';
      return Array.isArray(value) && value.length === 3 && value.every(part => typeof part === 'number')
        ? 'lines'
        : 'bands';
  }
}

/** The rows of a scrolled list that are worth drawing. */
export function visibleRange(
  scrollTop: number,
  viewportHeight: number,
  rowHeight: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - 1);
  const last = Math.min(count - 1, Math.ceil((scrollTop + viewportHeight) / rowHeight));
  return { first, last };
}
