import { useEffect, useRef, useState } from 'react';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './demo.module.css';
import { demoTexts } from './demo.texts.ts';

/** A pad that nobody touches goes away, so that it never blocks a visitor. */
const patienceMs = 20_000;
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Asks for the PIN that leaves the demo, for fingers and for keys. */
export function PinPad({
  onAccepted,
  onBack,
}: {
  readonly onAccepted: () => void;
  readonly onBack: () => void;
}) {
  const say = useTexts(demoTexts);
  const [pin, setPin] = useState('');
  const [trouble, setTrouble] = useState<'wrongPin' | 'cannotCheck' | null>(null);
  const pad = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each digit starts the wait anew.
  useEffect(() => {
    const timer = setTimeout(onBack, patienceMs);
    return () => clearTimeout(timer);
  }, [onBack, pin]);
  useEffect(() => pad.current?.focus(), []);
  const type = (digit: string) => {
    setTrouble(null);
    setPin(before => (before.length < 8 ? before + digit : before));
  };
  const check = async () => {
    if (pin.length < 4) return;
    try {
      const { accepted } = await getStudio().studio.checkDemoPin({ pin });
      if (accepted) {
        onAccepted();
        return;
      }
      setTrouble('wrongPin');
    } catch (error) {
      console.warn('Demo: the PIN could not be checked.', error);
      setTrouble('cannotCheck');
    }
    setPin('');
  };
  return (
    <div className={classes.veil}>
      <div
        ref={pad}
        className={classes.pad}
        role="dialog"
        aria-label={say('enterPin')}
        tabIndex={-1}
        onKeyDown={event => {
          if (/^\d$/.test(event.key)) type(event.key);
          else if (event.key === 'Backspace') setPin(before => before.slice(0, -1));
          else if (event.key === 'Enter') void check();
          else if (event.key === 'Escape') onBack();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <h2>{say('enterPin')}</h2>
        <output className={classes.pinDots} data-wrong={trouble !== null} aria-label={`${pin.length}`}>
          {Array.from({ length: Math.max(4, pin.length) }, (_, index) => `pin-${index}`).map((key, index) => (
            <i key={key} data-filled={index < pin.length} />
          ))}
        </output>
        <p className={classes.pinTrouble} role="status">
          {trouble === null ? '\u00a0' : say(trouble)}
        </p>
        <div className={classes.padKeys}>
          {keys.map(digit => (
            <button key={digit} type="button" onClick={() => type(digit)}>
              {digit}
            </button>
          ))}
          <button
            type="button"
            aria-label={say('delete')}
            onClick={() => setPin(before => before.slice(0, -1))}
          >
            <Icon name="arrow-back-up" size={22} />
          </button>
          <button type="button" onClick={() => type('0')}>
            0
          </button>
          <button
            type="button"
            className={classes.padCheck}
            aria-label={say('unlock')}
            disabled={pin.length < 4}
            onClick={() => void check()}
          >
            <Icon name="check" size={24} />
          </button>
        </div>
        <button type="button" className={classes.padBack} onClick={onBack}>
          {say('back')}
        </button>
      </div>
    </div>
  );
}
