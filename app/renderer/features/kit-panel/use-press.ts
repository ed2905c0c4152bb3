import { type HTMLAttributes, useMemo, useRef } from 'react';
import { Press, sendControl } from './control-sender.ts';

type PressHandlers = Pick<
  HTMLAttributes<HTMLButtonElement>,
  | 'onPointerDown'
  | 'onPointerUp'
  | 'onPointerCancel'
  | 'onLostPointerCapture'
  | 'onKeyDown'
  | 'onKeyUp'
  | 'onBlur'
  | 'onClick'
  | 'onContextMenu'
>;

/**
 * What makes a button on the screen behave like one on a device: pressed as long as the pointer, the finger, Space or
 * Enter is down. An assistive click without a pointer becomes a short press.
 */
export function usePress(
  kitId: string | null,
  peripheral: string,
  control: string,
): { readonly ref: React.RefObject<HTMLButtonElement | null>; readonly handlers: PressHandlers } {
  const ref = useRef<HTMLButtonElement>(null);
  const handlers = useMemo<PressHandlers>(() => {
    if (kitId === null) return {};
    const press = new Press(isPressed => {
      ref.current?.setAttribute('aria-pressed', String(isPressed));
      void sendControl(kitId, peripheral, control, isPressed);
    });
    let isFromPointerOrKey = false;
    const down = () => {
      isFromPointerOrKey = true;
      press.down();
    };
    const up = () => press.up();
    return {
      onPointerDown: event => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        down();
      },
      onPointerUp: up,
      onPointerCancel: up,
      onLostPointerCapture: up,
      onKeyDown: event => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) down();
      },
      onKeyUp: event => {
        if (event.key === ' ' || event.key === 'Enter') up();
      },
      onBlur: up,
      onClick: () => {
        if (!isFromPointerOrKey) {
          press.down();
          press.up();
        }
        isFromPointerOrKey = false;
      },
      // A long touch presses; it does not open a menu.
      onContextMenu: event => event.preventDefault(),
    };
  }, [kitId, peripheral, control]);
  return { ref, handlers };
}
