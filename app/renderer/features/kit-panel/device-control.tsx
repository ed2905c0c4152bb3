import { type ChangeEvent, useRef } from 'react';
import type { PeripheralControl } from '../../../core/catalogue/node-definition.ts';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import type { LocalizedText } from '../../../core/text/localized-text.ts';
import { useLocalize } from '../../i18n/texts.ts';
import { formatPortValue } from '../../ui/format-port-value.ts';
import { sendControl, sendControlPerFrame } from './control-sender.ts';
import classes from './device-control.module.css';
import { usePeripheralState } from './use-peripheral-state.ts';
import { usePress } from './use-press.ts';

interface DeviceControlProps {
  readonly peripheral: AttachedPeripheral;
  readonly control: PeripheralControl;
  readonly label: LocalizedText;
  /** Null disables it: nothing runs that could notice. */
  readonly kitId: string | null;
}

/** One thing that a person moves beside the drawn device. Its name is `<node>: <control>`. */
export function DeviceControl({ peripheral, control, label, kitId }: DeviceControlProps) {
  const localize = useLocalize();
  const text = localize(label);
  const accessibleName = `${peripheral.name}: ${localize(control.title)}`;
  const shared = { peripheral: peripheral.id, text, accessibleName, kitId };
  switch (control.type) {
    case 'momentary':
      return <MomentaryControl {...shared} controlId={control.id} />;
    case 'toggle':
      return <ToggleControl {...shared} control={control} />;
    case 'slider':
      return <SliderControl {...shared} control={control} />;
  }
}

interface SharedProps {
  readonly peripheral: string;
  readonly text: string;
  readonly accessibleName: string;
  readonly kitId: string | null;
}

function MomentaryControl({
  peripheral,
  text,
  accessibleName,
  kitId,
  controlId,
}: SharedProps & { readonly controlId: string }) {
  const { ref, handlers } = usePress(kitId, peripheral, controlId);
  usePeripheralState(kitId, peripheral, state => {
    const isPressed = state[controlId];
    if (typeof isPressed === 'boolean') ref.current?.setAttribute('aria-pressed', String(isPressed));
  });
  return (
    <div className={classes.control} data-type="momentary">
      <button
        ref={ref}
        type="button"
        className={classes.momentary}
        aria-label={accessibleName}
        aria-pressed={false}
        disabled={kitId === null}
        {...handlers}
      >
        {text}
      </button>
    </div>
  );
}

function ToggleControl({
  peripheral,
  text,
  accessibleName,
  kitId,
  control,
}: SharedProps & { readonly control: Extract<PeripheralControl, { type: 'toggle' }> }) {
  const ref = useRef<HTMLButtonElement>(null);
  const show = (isOn: boolean) => ref.current?.setAttribute('aria-checked', String(isOn));
  usePeripheralState(kitId, peripheral, state => {
    const isOn = state[control.id];
    if (typeof isOn === 'boolean') show(isOn);
  });
  const toggle = () => {
    if (kitId === null) return;
    const isOn = ref.current?.getAttribute('aria-checked') !== 'true';
    show(isOn);
    void sendControl(kitId, peripheral, control.id, isOn);
  };
  return (
    <div className={classes.control} data-type="toggle">
      <span className={classes.label}>{text}</span>
      <button
        ref={ref}
        type="button"
        role="switch"
        className={classes.toggle}
        aria-checked={control.default}
        aria-label={accessibleName}
        disabled={kitId === null}
        onClick={toggle}
      />
    </div>
  );
}

function SliderControl({
  peripheral,
  text,
  accessibleName,
  kitId,
  control,
}: SharedProps & { readonly control: Extract<PeripheralControl, { type: 'slider' }> }) {
  const input = useRef<HTMLInputElement>(null);
  const value = useRef<HTMLSpanElement>(null);
  const { min, max, unit } = control;
  const inWords = (amount: number) =>
    formatPortValue({ kind: 'number', ...(unit === undefined ? {} : { unit }) }, amount);
  const show = (amount: number) => {
    const element = input.current;
    if (!element) return;
    element.value = String(amount);
    element.style.setProperty('--fill', `${((amount - min) / (max - min || 1)) * 100}%`);
    element.setAttribute('aria-valuetext', inWords(amount));
    if (value.current) value.current.textContent = inWords(amount);
  };
  usePeripheralState(kitId, peripheral, state => {
    const amount = state[control.id];
    // While a person holds it, the slider is theirs.
    if (typeof amount === 'number' && input.current?.matches(':active') !== true) show(amount);
  });
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const amount = Number(event.currentTarget.value);
    show(amount);
    if (kitId !== null) sendControlPerFrame(kitId, peripheral, control.id, amount);
  };
  const step = control.step ?? stepFor(max - min);
  const style: React.CSSProperties & Record<`--${string}`, string> = {
    '--fill': `${((control.default - min) / (max - min || 1)) * 100}%`,
  };
  return (
    <div className={classes.control} data-type="slider">
      <span className={classes.label}>
        <span className={classes.name}>{text}</span>
        <span ref={value} className={classes.value}>
          {inWords(control.default)}
        </span>
      </span>
      <input
        ref={input}
        type="range"
        className={classes.slider}
        style={style}
        min={min}
        max={max}
        step={step}
        defaultValue={control.default}
        aria-label={accessibleName}
        aria-valuetext={inWords(control.default)}
        disabled={kitId === null}
        onChange={change}
      />
    </div>
  );
}

/** A step that gives at least a hundred places: 1 for 0…100, 0.1 for 0…20, 0.01 for 0…1. */
function stepFor(range: number): number {
  return 10 ** Math.floor(Math.log10(Math.max(range, 1e-6) / 100));
}
