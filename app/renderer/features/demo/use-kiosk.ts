import { useEffect, useRef, useState } from 'react';

/** How long Esc, or the name at the top left, has to be held to leave. */
export const holdToLeaveMs = 1200;

/** What the kiosk does with keys, wherever in the window they are pressed. */
export interface KioskKeys {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
}

/**
 * Locks the window to the demo while it is shown: a modal dialog over everything, full screen where the browser lets
 * us, no sleep, no shortcuts of studio or browser that would lead out.
 */
export function useKioskLock(keys: KioskKeys): React.RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  const newestKeys = useRef(keys);
  newestKeys.current = keys;
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const lock = () => {
      if (!element.open) element.showModal();
    };
    lock();
    element.addEventListener('close', lock);
    const onKeyDown = (event: KeyboardEvent) => {
      const isShortcut = event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
      // Escape would close the dialog.
      if (isShortcut || event.key === 'Escape') event.preventDefault();
      const isInside = event.target instanceof Node && element.contains(event.target);
      // What is pressed while nothing has the focus would otherwise reach the studio behind.
      if (isShortcut || !isInside) event.stopImmediatePropagation();
      if (!isInside) element.focus();
      if (!isShortcut) newestKeys.current.onKeyDown(event);
    };
    const onKeyUp = (event: KeyboardEvent) => newestKeys.current.onKeyUp(event);
    addEventListener('keydown', onKeyDown, { capture: true });
    addEventListener('keyup', onKeyUp, { capture: true });
    let isGone = false;
    let wakeLock: WakeLockSentinel | null = null;
    const stayAwake = async () => {
      try {
        await document.documentElement.requestFullscreen();
      } catch (error) {
        console.info('The demo stays in its window: full screen was refused.', error);
      }
      try {
        wakeLock = (await navigator.wakeLock?.request('screen')) ?? null;
        if (isGone) await wakeLock?.release();
      } catch (error) {
        console.info('The screen may go to sleep: it cannot be kept awake.', error);
      }
    };
    void stayAwake();
    return () => {
      isGone = true;
      removeEventListener('keydown', onKeyDown, { capture: true });
      removeEventListener('keyup', onKeyUp, { capture: true });
      element.removeEventListener('close', lock);
      element.close();
      void wakeLock?.release();
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, []);
  return dialog;
}

/** Holding something long enough: `start` and `stop` are called by whatever is held. */
export function useHold(onHeld: () => void): {
  readonly isHolding: boolean;
  readonly start: () => void;
  readonly stop: () => void;
} {
  const [isHolding, setHolding] = useState(false);
  const newest = useRef(onHeld);
  newest.current = onHeld;
  useEffect(() => {
    if (!isHolding) return;
    const timer = setTimeout(() => {
      setHolding(false);
      newest.current();
    }, holdToLeaveMs);
    return () => clearTimeout(timer);
  }, [isHolding]);
  return { isHolding, start: () => setHolding(true), stop: () => setHolding(false) };
}
