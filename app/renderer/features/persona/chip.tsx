import { Popover } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './chip.module.css';

interface ChipProps {
  /** What the chip says. */
  readonly children: ReactNode;
  /** What it is for, for screen readers: `Languages: Chinese, English`. */
  readonly label: string;
  readonly tone?: 'on' | 'quiet' | 'add' | 'warn';
  /** What is edited in place, below the chip. */
  readonly editor: ReactNode | ((close: () => void) => ReactNode);
  readonly width?: number;
  /** Opens at once: it has just been added. */
  readonly isOpenAtFirst?: boolean;
  readonly isDisabled?: boolean;
}

/** A small fact that opens its own editor under it. */
export function Chip({
  children,
  label,
  tone = 'quiet',
  editor,
  width = 260,
  isOpenAtFirst = false,
  isDisabled = false,
}: ChipProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const close = () => setOpen(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} width={width} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.chip}
          data-tone={tone}
          aria-label={label}
          disabled={isDisabled}
          onClick={() => setOpen(!isOpen)}
        >
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.editor ?? ''} aria-label={label}>
        {typeof editor === 'function' ? editor(close) : editor}
      </Popover.Dropdown>
    </Popover>
  );
}
