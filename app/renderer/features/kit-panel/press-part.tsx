import { useLocalize } from '../../i18n/texts.ts';
import classes from './device-body.module.css';
import { type PlacedPart, pressControl } from './device-layout.ts';
import { usePeripheralState } from './use-peripheral-state.ts';
import { usePress } from './use-press.ts';

/** Radius of a button or touch pad. */
export const pressRadius = 13;

/** Where the cap of a button lies: at the top of its box, the name has the rest. */
export function pressCenter(part: PlacedPart): { readonly x: number; readonly y: number } {
  return { x: part.box.x + part.box.width / 2, y: part.box.y + pressRadius + 1 };
}

/** A button or touch pad on the body; as large as its drawing, pressed with pointer or key. */
export function PressPart({
  part,
  kitId,
  isNamed,
  style,
}: {
  readonly part: PlacedPart;
  readonly kitId: string | null;
  /** Whether the name is written below it. */
  readonly isNamed: boolean;
  readonly style: React.CSSProperties;
}) {
  const localize = useLocalize();
  const { peripheral } = part;
  const control = pressControl(peripheral);
  const controlId = control?.id ?? 'pressed';
  const { ref, handlers } = usePress(kitId, peripheral.id, controlId);
  usePeripheralState(kitId, peripheral.id, state => {
    const isPressed = state.pressed ?? state.touched ?? state[controlId];
    if (typeof isPressed === 'boolean') ref.current?.setAttribute('aria-pressed', String(isPressed));
  });
  const title = control ? localize(control.title) : peripheral.name;
  return (
    <span className={classes.pressPlace} style={style}>
      <button
        ref={ref}
        type="button"
        className={classes.press}
        data-kind={part.kind}
        data-peripheral={peripheral.id}
        aria-label={`${peripheral.name}: ${title}`}
        aria-pressed={false}
        disabled={kitId === null}
        {...handlers}
      >
        {part.kind === 'touch' && (
          <svg viewBox="-13 -13 26 26" aria-hidden="true">
            <circle r="8.5" />
            <circle r="5" />
            <circle r="1.6" />
          </svg>
        )}
      </button>
      {isNamed && <span className={classes.pressName}>{peripheral.name}</span>}
    </span>
  );
}
