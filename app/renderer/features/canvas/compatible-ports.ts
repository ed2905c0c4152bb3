import { portOfHandle } from './flow-projection.ts';
import { judgeEnds, type WireStart } from './wiring-store.ts';

/**
 * Marks every port on the screen with whether a wire from `start` may go there; CSS lets them glow or dim. Straight
 * in the page: a thousand ports must not render React when a wire is picked up. The returned function clears it.
 */
export function markCompatiblePorts(root: HTMLElement, start: WireStart): () => void {
  const marked: HTMLElement[] = [];
  root.setAttribute('data-wiring', '');
  for (const handle of root.querySelectorAll<HTMLElement>('.react-flow__handle')) {
    const { nodeid: node, handleid } = handle.dataset;
    if (node === undefined || handleid === undefined) continue;
    const end: WireStart = {
      node,
      port: portOfHandle(handleid),
      side: handleid.startsWith('in:') ? 'input' : 'output',
    };
    const isStart = end.node === start.node && end.port === start.port && end.side === start.side;
    const fits = isStart || (end.side !== start.side && judgeEnds(start, end).ok);
    handle.setAttribute('data-compatible', fits ? 'yes' : 'no');
    marked.push(handle);
  }
  return () => {
    root.removeAttribute('data-wiring');
    for (const handle of marked) handle.removeAttribute('data-compatible');
  };
}
