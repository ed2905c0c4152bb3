import { Tooltip } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MicrophoneCapture } from './microphone-capture.ts';
import classes from './stand-ins.module.css';
import { standInsTexts } from './stand-ins.texts.ts';
import { type Problems, sendFrame } from './use-stand-ins.ts';

/** Held anywhere in the window, this key is the button. Nothing else uses it, and it types nothing. */
const talkKey = 'F8';

/** Hold to talk. Nothing is captured unless it is held; while it is, the button says so in red. */
export function TalkButton({
  kitId,
  nodes,
  problems,
}: {
  readonly kitId: string | null;
  readonly nodes: readonly string[];
  readonly problems: Problems;
}) {
  const say = useTexts(standInsTexts);
  const [isLive, setLive] = useState(false);
  const target = useRef({ kitId, nodes });
  target.current = { kitId, nodes };
  const capture = useRef<MicrophoneCapture>(null);
  const { report, reportCapture } = problems;
  capture.current ??= new MicrophoneCapture(piece => {
    const { kitId, nodes } = target.current;
    if (kitId !== null) sendFrame(kitId, nodes, { ...piece }, report);
  });

  const end = useCallback(() => {
    capture.current?.stop();
    setLive(false);
  }, []);
  const begin = useCallback(() => {
    if (target.current.kitId === null) return;
    report(null);
    setLive(true);
    capture.current?.start().then(
      hasStarted => {
        if (!hasStarted) setLive(false);
      },
      (error: unknown) => {
        setLive(false);
        reportCapture('microphone', error);
      },
    );
  }, [report, reportCapture]);

  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key !== talkKey || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      begin();
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === talkKey) end();
    };
    // A window that loses the keyboard would never hear the key being let go.
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', end);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', end);
      end();
    };
  }, [begin, end]);
  // A program that stops does not hear any more.
  useEffect(() => {
    if (kitId === null) end();
  }, [kitId, end]);

  useEffect(() => {
    if (isLive) announce(say('microphoneLive'));
  }, [isLive, say]);

  const label = kitId === null ? say('notRunning') : say('talkWhy', { key: talkKey });
  return (
    <Tooltip label={label} multiline w={260} disabled={isLive}>
      <button
        type="button"
        className={classes.button}
        data-live={isLive || undefined}
        aria-pressed={isLive}
        aria-disabled={kitId === null}
        aria-keyshortcuts={talkKey}
        onPointerDown={event => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          begin();
        }}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={event => {
          if (event.repeat || (event.key !== ' ' && event.key !== 'Enter')) return;
          event.preventDefault();
          begin();
        }}
        onKeyUp={event => {
          if (event.key === ' ' || event.key === 'Enter') end();
        }}
        onContextMenu={event => event.preventDefault()}
      >
        {isLive && <span className={classes.dot} aria-hidden="true" />}
        <Icon name="microphone" />
        {say(isLive ? 'microphoneLive' : 'talk')}
        {!isLive && <kbd className={classes.key}>{talkKey}</kbd>}
      </button>
    </Tooltip>
  );
}
