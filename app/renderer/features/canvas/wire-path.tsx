import { EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { type CSSProperties, memo } from 'react';
import type { Channel } from '../../../core/compiler/bundle.ts';
import { useTexts } from '../../i18n/texts.ts';
import { formatBytes, formatNumber } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { portHue } from '../../ui/port-hue.ts';
import { canvasTexts } from './canvas.texts.ts';
import type { WireEdge } from './flow-projection.ts';
import classes from './wire-path.module.css';

type Hue = CSSProperties & { '--hue': string };

/** A wire in the hue of its type; where it crosses the link it carries its rate. */
export const WirePath = memo(function WirePath(props: EdgeProps<WireEdge>) {
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data } = props;
  const [path, labelX, labelY] = getBezierPath({
    sourceX,
    sourceY,
    sourcePosition,
    targetX,
    targetY,
    targetPosition,
  });
  const hue: Hue = { '--hue': portHue(data?.kind) };
  const severity = data?.severity ?? null;
  const hasChip = data !== undefined && (data.channel !== undefined || severity !== null);
  return (
    <>
      <g
        style={hue}
        className={classes.wire}
        data-kind={data?.kind}
        data-selected={selected || undefined}
        data-severity={severity ?? undefined}
      >
        <path d={path} className={`react-flow__edge-interaction ${classes.hit}`} />
        <path d={path} className={`react-flow__edge-path ${classes.line}`} />
      </g>
      {hasChip && (
        <EdgeLabelRenderer>
          <div
            className={classes.chip}
            style={{ ...hue, transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            data-severity={severity ?? undefined}
            data-near-limit={data.isNearLimit || undefined}
          >
            {severity === null && !data.isNearLimit ? (
              <span className={classes.dot} />
            ) : (
              <Icon name={severity === 'error' ? 'alert-circle' : 'alert-triangle'} size={12} />
            )}
            {data.channel !== undefined && <ChannelRate channel={data.channel} />}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** Slow channels in messages, fast ones in bytes. */
function ChannelRate({ channel }: { readonly channel: Channel }) {
  const say = useTexts(canvasTexts);
  if (channel.bytesPerSecond >= 1000) return <>{formatBytes(channel.bytesPerSecond)}/s</>;
  return <>{say('perSecond', { rate: formatNumber(channel.rateHz) })}</>;
}
