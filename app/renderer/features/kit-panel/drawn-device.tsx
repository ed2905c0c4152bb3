import { type CSSProperties, useMemo } from 'react';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { DeviceBody } from './device-body.tsx';
import { DeviceControl } from './device-control.tsx';
import {
  type DeviceLayout,
  layoutDevice,
  pressControl,
  type SideControl,
  singlePress,
} from './device-layout.ts';
import classes from './drawn-device.module.css';
import { kitPanelTexts } from './kit-panel.texts.ts';
import { pressCenter, pressRadius } from './press-part.tsx';

interface DrawnDeviceProps {
  readonly attached: readonly AttachedPeripheral[];
  /** Null draws the device at rest. */
  readonly kitId: string | null;
  readonly onSound: (peripheral: string, frequencyHz: number) => void;
}

/** The device with its controls around it: sensors at both sides, the rest in a grid below. */
export function DrawnDevice({ attached, kitId, onSound }: DrawnDeviceProps) {
  const say = useTexts(kitPanelTexts);
  const layout = useMemo(() => layoutDevice(attached), [attached]);
  const style: CSSProperties & Record<`--${string}`, string> = { '--body-width': `${layout.width}px` };
  return (
    <div className={classes.device} style={style}>
      <div className={classes.stage} style={{ height: layout.height }}>
        <Side controls={layout.left} side="left" kitId={kitId} />
        <DeviceBody layout={layout} kitId={kitId} onSound={onSound} />
        <Side controls={layout.right} side="right" kitId={kitId} />
        <PressLabel layout={layout} />
      </div>
      {layout.below.length > 0 && (
        <fieldset className={classes.below} aria-label={say('controls')}>
          {layout.below.map(({ peripheral, control, label }) => (
            <DeviceControl
              key={`${peripheral.id}/${control.id}/${kitId ?? ''}`}
              peripheral={peripheral}
              control={control}
              label={label}
              kitId={kitId}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}

function Side({
  controls,
  side,
  kitId,
}: {
  readonly controls: readonly SideControl[];
  readonly side: 'left' | 'right';
  readonly kitId: string | null;
}) {
  return controls.map(({ peripheral, control, label, y }) => (
    <div
      key={`${peripheral.id}/${control.id}/${kitId ?? ''}`}
      className={classes.side}
      data-side={side}
      style={{ top: y }}
      data-peripheral={peripheral.id}
    >
      <DeviceControl peripheral={peripheral} control={control} label={label} kitId={kitId} />
      <span className={classes.leader} aria-hidden="true" />
    </div>
  ));
}

/** The word beside the only button of a device, with a line to it. */
function PressLabel({ layout }: { readonly layout: DeviceLayout }) {
  const localize = useLocalize();
  const part = singlePress(layout.parts);
  if (part === null) return null;
  const control = pressControl(part.peripheral);
  const { x, y } = pressCenter(part);
  const style: CSSProperties & Record<`--${string}`, string> = {
    top: y,
    '--from': `${x + pressRadius + 3 - layout.width / 2}px`,
  };
  return (
    <span className={classes.pressLabel} style={style} aria-hidden="true">
      <span className={classes.pressLine} />
      <span className={classes.pressText}>{control ? localize(control.title) : part.peripheral.name}</span>
    </span>
  );
}
