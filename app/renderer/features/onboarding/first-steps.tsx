import { CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { onDidCommit } from '../../stores/document-store.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './first-steps.module.css';
import { onboardingTexts } from './onboarding.texts.ts';

const closedKey = 'cambrian.first-steps.closed';
const steps = ['run', 'touch', 'wire'] as const;
type Step = (typeof steps)[number];

/** On the very first start: three things to try, each ticked off when it was done. Then it is gone for good. */
export function FirstSteps() {
  const say = useTexts(onboardingTexts);
  const [isClosed, setClosed] = useState(() => localStorage.getItem(closedKey) !== null);
  const [done, setDone] = useState<ReadonlySet<Step>>(new Set());
  const close = () => {
    localStorage.setItem(closedKey, new Date().toISOString());
    setClosed(true);
  };
  useEffect(() => {
    if (isClosed) return undefined;
    const tick = (step: Step) => setDone(before => (before.has(step) ? before : new Set([...before, step])));
    const isRunning = () =>
      Object.values(useKitStore.getState().sessions).some(session => session.state === 'running');
    const look = () => isRunning() && tick('run');
    look();
    const stops = [
      useKitStore.subscribe(look),
      onDidCommit((_projectId, patches) => {
        if (patches.some(patch => patch.op === 'add' && patch.path[0] === 'wires')) tick('wire');
      }),
    ];
    // What the kit panel holds is the device itself; whoever presses something in it has touched it.
    const onTouch = (event: Event) => {
      const isControl = event.target instanceof Element && event.target.closest('[data-device]') !== null;
      if (isControl && isRunning()) tick('touch');
    };
    document.addEventListener('pointerdown', onTouch, true);
    document.addEventListener('keydown', onTouch, true);
    return () => {
      for (const stop of stops) stop();
      document.removeEventListener('pointerdown', onTouch, true);
      document.removeEventListener('keydown', onTouch, true);
    };
  }, [isClosed]);
  useEffect(() => {
    if (done.size < steps.length) return undefined;
    localStorage.setItem(closedKey, new Date().toISOString());
    const timer = setTimeout(() => setClosed(true), 3_000);
    return () => clearTimeout(timer);
  }, [done]);
  if (isClosed) return null;
  return (
    <aside className={classes.guide} aria-label={say('title')}>
      <div className={classes.head}>
        <strong>{say('title')}</strong>
        <CloseButton size="sm" aria-label={say('close')} onClick={close} />
      </div>
      <ol className={classes.steps}>
        {steps.map((step, place) => {
          const isDone = done.has(step);
          return (
            <li key={step} data-done={isDone || undefined}>
              <span className={classes.mark}>
                {isDone ? <Icon name="check" size={12} /> : place + 1}
                {isDone && <span className={classes.hidden}>{say('done')}</span>}
              </span>
              <div>
                {say(step)}
                <small>{say(`${step}Text`)}</small>
              </div>
            </li>
          );
        })}
      </ol>
    </aside>
  );
}
