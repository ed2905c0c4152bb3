import { useEffect, useRef, useState } from 'react';

/** How long Esc, or the name at the top left, has to be held to leave. */
export const holdToLeaveMs = 1200;

/**
 * Locks the window to the demo while it is shown: a modal dialog over everything, full screen where the browser lets
 * us, no sleep, no shortcuts of studio or browser that would lead out.
 */
export function useKioskLock(): React.RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const lock = () => {
      if (!element.open) element.showModal();
    };
    lock();
    element.addEventListener('close', lock);
    const keepOut = (event: KeyboardEvent) => {
      // A key that is pressed while nothing has the focus would otherwise reach the studio behind.
      if (!(event.target instanceof Node) || !element.contains(event.target)) {
        event.stopImmediatePropagation();
        element.focus();
      }
      const isShortcut = event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key);
      if (!isShortcut && event.key !== 'Escape') return;
      event.preventDefault();
      if (isShortcut) event.stopImmediatePropagation();
    };
    addEventListener('keydown', keepOut, { capture: true });
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
      removeEventListener('keydown', keepOut, { capture: true });
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
