import { ViewportPortal } from '@xyflow/react';
import { useMemo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import classes from './canvas.module.css';
import { canvasTexts } from './canvas.texts.ts';
import { deviceFrames } from './device-frames.ts';
import type { FlowNode } from './flow-projection.ts';

/** Dashed frames around what runs on the device, behind the nodes. */
export function DeviceFramesLayer({ nodes }: { readonly nodes: readonly FlowNode[] }) {
  const say = useTexts(canvasTexts);
  const frames = useMemo(
    () =>
      deviceFrames(
        nodes.flatMap(node =>
          node.type === 'module'
            ? [
                {
                  ...node.position,
                  width: node.width ?? 0,
                  height: node.height ?? 0,
                  isOnDevice: node.data.placement === 'device',
                },
              ]
            : [],
        ),
      ),
    [nodes],
  );
  return (
    <ViewportPortal>
      {frames.map(frame => (
        <div
          key={`${frame.x} ${frame.y}`}
          className={classes.frame}
          style={{
            transform: `translate(${frame.x}px, ${frame.y}px)`,
            width: frame.width,
            height: frame.height,
          }}
        >
          {say('onTheDevice')}
        </div>
      ))}
    </ViewportPortal>
  );
}
