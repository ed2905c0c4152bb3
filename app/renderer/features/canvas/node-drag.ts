const format = 'application/x-cambrian-node';

/** Puts a node type on the pointer, for a drag from the palette. */
export function startNodeDrag(transfer: DataTransfer, type: string): void {
  transfer.setData(format, type);
  transfer.effectAllowed = 'copy';
}

/** The node type that is being dragged; null where something else is. */
export function draggedNodeType(transfer: DataTransfer): string | null {
  const type = transfer.getData(format);
  return type === '' ? null : type;
}
/** The format's name: while something is dragged over the canvas only this can be seen of it. */
draggedNodeType.format = format;
