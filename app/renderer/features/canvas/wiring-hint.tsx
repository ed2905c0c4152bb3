import { Portal } from '@mantine/core';
import { getBezierPath, Position, useConnection, useStore, ViewportPortal } from '@xyflow/react';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { currentGraphView } from '../../stores/graph-view.ts';
import { nameOfNode, nameOfPort } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import classes from './canvas.module.css';
import { canvasTexts } from './canvas.texts.ts';
import { portOfHandle } from './flow-projection.ts';
import { handleSize, nodeWidth } from './node-geometry.ts';
import { judgeEnds, useWiringStore, type WireStart } from './wiring-store.ts';

/** By the pointer, while a wire is dragged: what the wire would do to the values, or why it may not be. */
export function WiringHint() {
  const wiring = useWiringStore(state => state.wiring);
  return wiring.kind === 'pointer' ? <PointerHint start={wiring.start} /> : null;
}

function PointerHint({ start }: { readonly start: WireStart }) {
  const localize = useLocalize();
  const language = useLanguage();
  const say = useTexts(canvasTexts);
  const connection = useConnection();
  const bounds = useStore(store => store.domNode)?.getBoundingClientRect();
  const zoom = useStore(store => store.transform);
  if (!connection.inProgress || bounds === undefined) return null;
  const x = connection.to.x * zoom[2] + zoom[0] + bounds.x;
  const y = connection.to.y * zoom[2] + zoom[1] + bounds.y;
  const { toHandle, toNode } = connection;
  const handleId = toHandle?.id;
  if (toNode === null || handleId === null || handleId === undefined) {
    return (
      <Portal>
        <div className={classes.hint} style={{ left: x, top: y }}>
          {say('dropHere')}
        </div>
      </Portal>
    );
  }
  const end: WireStart = {
    node: toNode.id,
    port: portOfHandle(handleId),
    side: handleId.startsWith('in:') ? 'input' : 'output',
  };
  if (end.node === start.node && end.port === start.port && end.side === start.side) return null;
  const verdict = judgeEnds(start, end);
  const target = `${nameOfNode(end.node, language)} · ${nameOfPort(end.node, end.side, end.port, language)}`;
  return (
    <Portal>
      <div className={classes.hint} style={{ left: x, top: y }} data-refused={verdict.ok ? undefined : true}>
        <strong>
          <Icon name={verdict.ok ? 'check' : 'x'} size={13} />
          {target}
        </strong>
        {verdict.ok
          ? verdict.explanation !== null && <span>{localize(verdict.explanation)}</span>
          : localize(verdict.reason)}
      </div>
    </Portal>
  );
}

/** The wire that the keyboard would draw, dashed, and a ring around the port that is chosen. */
export function KeyboardWire() {
  const wiring = useWiringStore(state => state.wiring);
  const lookup = useStore(store => store.nodeLookup);
  if (wiring.kind !== 'keyboard') return null;
  const end = wiring.candidates[wiring.index];
  if (end === undefined) return null;
  const place = (point: WireStart) => {
    const node = lookup.get(point.node);
    const handle = node?.handles?.find(
      candidate => candidate.id === `${point.side === 'input' ? 'in' : 'out'}:${point.port}`,
    );
    if (node === undefined || handle === undefined) return null;
    return {
      x: node.internals.positionAbsolute.x + (point.side === 'input' ? 0 : nodeWidth),
      y: node.internals.positionAbsolute.y + handle.y + handleSize / 2,
    };
  };
  const from = place(wiring.start);
  const to = place(end);
  if (from === null || to === null) return null;
  const sideOf = (point: WireStart) => (point.side === 'input' ? Position.Left : Position.Right);
  const [path] = getBezierPath({
    sourceX: from.x,
    sourceY: from.y,
    sourcePosition: sideOf(wiring.start),
    targetX: to.x,
    targetY: to.y,
    targetPosition: sideOf(end),
  });
  const { types } = currentGraphView();
  const { start } = wiring;
  const type =
    start.side === 'output' ? types.output(start.node, start.port) : types.input(start.node, start.port);
  return (
    <ViewportPortal>
      <svg className={classes.keyboardWire} aria-hidden="true">
        <path d={path} stroke={portHue(type?.kind)} />
        <circle cx={to.x} cy={to.y} r={10} stroke={portHue(type?.kind)} />
      </svg>
    </ViewportPortal>
  );
}
