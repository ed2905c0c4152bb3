import { Tooltip } from '@mantine/core';
import { MiniMap, useReactFlow, useStore } from '@xyflow/react';
import { useTexts } from '../../i18n/texts.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './canvas.module.css';
import { canvasTexts } from './canvas.texts.ts';
import { fitAll, moveMs } from './canvas-api.ts';
import type { FlowNode } from './flow-projection.ts';

/** Zoom at the left foot of the canvas: out, how much, in, everything. */
export function ZoomControl() {
  const say = useTexts(canvasTexts);
  const flow = useReactFlow();
  const percent = useStore(store => Math.round(store.transform[2] * 100));
  return (
    <div className={classes.zoom} role="toolbar" aria-label={say('zoom')}>
      <Tooltip label={say('zoomOut')}>
        <button
          type="button"
          aria-label={say('zoomOut')}
          onClick={() => flow.zoomOut({ duration: moveMs() })}
        >
          <Icon name="minus" size={14} />
        </button>
      </Tooltip>
      <Tooltip label={say('zoomReset')}>
        <button
          type="button"
          className={classes.percent}
          aria-label={`${percent} %, ${say('zoomReset')}`}
          onClick={() => flow.zoomTo(1, { duration: moveMs() })}
        >
          {percent} %
        </button>
      </Tooltip>
      <Tooltip label={say('zoomIn')}>
        <button type="button" aria-label={say('zoomIn')} onClick={() => flow.zoomIn({ duration: moveMs() })}>
          <Icon name="plus" size={14} />
        </button>
      </Tooltip>
      <Tooltip label={say('fit')}>
        <button type="button" aria-label={say('fit')} onClick={fitAll}>
          <Icon name="focus-centered" size={14} />
        </button>
      </Tooltip>
    </div>
  );
}

const nodeColor = (node: FlowNode) => (node.selected === true ? 'var(--accent)' : 'var(--line-strong)');

/** The whole graph, small, at the right foot. */
export function OverviewMap() {
  const say = useTexts(canvasTexts);
  const isShown = useViewStore(state => state.isMinimapShown);
  if (!isShown) return null;
  return (
    <MiniMap<FlowNode>
      className={classes.minimap ?? ''}
      ariaLabel={say('minimap')}
      pannable
      zoomable
      nodeColor={nodeColor}
      nodeBorderRadius={8}
      maskColor="var(--minimap-mask)"
      style={{ width: 132, height: 84 }}
    />
  );
}
