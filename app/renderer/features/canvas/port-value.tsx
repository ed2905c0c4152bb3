import { useLayoutEffect, useRef } from 'react';
import type { PortType } from '../../../core/ports/port-type.ts';
import { useTexts } from '../../i18n/texts.ts';
import { type PortReading, runtimeStore } from '../../stores/runtime-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatPortValue } from '../../ui/format-port-value.ts';
import { canvasTexts } from './canvas.texts.ts';
import classes from './module-card.module.css';

interface PortValueProps {
  readonly node: string;
  readonly port: string;
  readonly type: PortType | undefined;
  readonly isInput: boolean;
  readonly isWired: boolean;
}

/**
 * The newest value of a port, written straight into the page: a thousand values a second must not render React. What
 * is not known is said: no wire, or nothing yet.
 */
export function PortValueText({ node, port, type, isInput, isWired }: PortValueProps) {
  const element = useRef<HTMLSpanElement>(null);
  const language = useLanguage();
  const say = useTexts(canvasTexts);
  const silence = isInput && !isWired ? say('noWire') : say('noValue');
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const show = (reading: PortReading | null) => {
      const isKnown = reading !== null && reading.count > 0;
      const text = isKnown ? formatPortValue(type, reading.value, { language, maxLength: 16 }) : silence;
      if (target.textContent !== text) target.textContent = text;
      target.toggleAttribute('data-known', isKnown);
    };
    show(runtimeStore.latest(node, port));
    return runtimeStore.subscribePort(node, port, show);
  }, [node, port, type, language, silence]);
  return <span ref={element} className={classes.value} />;
}
