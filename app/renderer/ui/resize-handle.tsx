import type { KeyboardEvent, PointerEvent } from 'react';

interface ResizeHandleProps {
  /** What is resized: the height of what lies below, or the width of what lies to the right. */
  readonly direction: 'height' | 'width';
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly label: string;
  readonly className: string | undefined;
  readonly onResize: (value: number) => void;
}

const keyboardStepPx = 16;

/** The edge of a panel: dragged with the pointer, moved with the arrow keys. Grows up or to the left. */
export function ResizeHandle({ direction, value, min, max, label, className, onResize }: ResizeHandleProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const start = direction === 'height' ? event.clientY : event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      onResize(value + start - (direction === 'height' ? moved.clientY : moved.clientX));
    };
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const grow = direction === 'height' ? 'ArrowUp' : 'ArrowLeft';
    const shrink = direction === 'height' ? 'ArrowDown' : 'ArrowRight';
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    onResize(value + (event.key === grow ? keyboardStepPx : -keyboardStepPx));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter that takes focus is a separator, not a rule.
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction === 'height' ? 'horizontal' : 'vertical'}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      className={className}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
