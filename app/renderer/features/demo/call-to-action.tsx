import { useRef } from 'react';
import { useLocalize } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { sendControl } from '../kit-panel/control-sender.ts';
import { usePeripheralState } from '../kit-panel/use-peripheral-state.ts';
import { usePress } from '../kit-panel/use-press.ts';
import classes from './demo.module.css';
import type { Invitation } from './demo-invitation.ts';

/** The one loud thing of the kiosk: it does what the scenario invites to. */
export function CallToAction({
  invitation,
  kitId,
}: {
  readonly invitation: Invitation;
  readonly kitId: string;
}) {
  return invitation.control.type === 'momentary' ? (
    <PressAction invitation={invitation} kitId={kitId} />
  ) : (
    <SwitchAction invitation={invitation} kitId={kitId} />
  );
}

interface ActionProps {
  readonly invitation: Invitation;
  readonly kitId: string;
}

function PressAction({ invitation: { peripheral, control }, kitId }: ActionProps) {
  const localize = useLocalize();
  const { ref, handlers } = usePress(kitId, peripheral.id, control.id);
  return (
    <button ref={ref} type="button" className={classes.action} aria-pressed={false} {...handlers}>
      <Icon name="circle-dot" size={26} />
      {localize(control.title)}
    </button>
  );
}

function SwitchAction({ invitation: { peripheral, control }, kitId }: ActionProps) {
  const localize = useLocalize();
  const ref = useRef<HTMLButtonElement>(null);
  usePeripheralState(kitId, peripheral.id, state => {
    const isOn = state[control.id];
    if (typeof isOn === 'boolean') ref.current?.setAttribute('aria-pressed', String(isOn));
  });
  return (
    <button
      ref={ref}
      type="button"
      className={classes.action}
      aria-pressed={false}
      onClick={event => {
        const isOn = event.currentTarget.getAttribute('aria-pressed') !== 'true';
        event.currentTarget.setAttribute('aria-pressed', String(isOn));
        void sendControl(kitId, peripheral.id, control.id, isOn);
      }}
    >
      <Icon name="circle-dot" size={26} />
      {localize(control.title)}
    </button>
  );
}
