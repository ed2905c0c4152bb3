import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './toolbar.module.css';
import { toolbarTexts } from './toolbar.texts.ts';

const tickMs = 5_000;

/** How safe the work is, in a few words beside the project's name. */
export function SavedState() {
  const say = useTexts(toolbarTexts);
  const language = useLanguage();
  const saveState = useDocumentStore(state => state.saveState);
  const readOnly = useDocumentStore(state => state.readOnly);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (saveState.kind !== 'saved') return undefined;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [saveState]);

  if (readOnly !== null) {
    return (
      <span className={classes.saved} data-tone="warn" role="status">
        <Icon name="lock" size={13} />
        {say('readOnlyWhy', { reason: say(readOnly) })}
      </span>
    );
  }
  switch (saveState.kind) {
    case 'none':
      return null;
    case 'saving':
      return (
        <span className={classes.saved} role="status">
          {say('saving')}
        </span>
      );
    case 'saved':
      return (
        <span className={classes.saved} role="status">
          {sayAge(saveState.at)}
        </span>
      );
    case 'conflict':
      return (
        <span className={classes.saved} data-tone="bad" role="status">
          <Icon name="alert-triangle" size={13} />
          {say('conflict')}
        </span>
      );
    case 'failed': {
      const { explanation, nextStep } = describeError(saveState.error, language);
      return (
        <Tooltip label={`${explanation} ${nextStep}`} w={320}>
          <span className={classes.saved} data-tone="bad" role="status">
            <Icon name="alert-circle" size={13} />
            {say('notSaved')}
          </span>
        </Tooltip>
      );
    }
  }

  function sayAge(at: string | null): string {
    if (at === null) return say('savedNow');
    const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
    if (seconds < 2) return say('savedNow');
    if (seconds < 60) return say('savedSeconds', { count: seconds });
    if (seconds < 3600) return say('savedMinutes', { count: Math.round(seconds / 60) });
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const format: Intl.DateTimeFormatOptions =
      seconds < 86_400
        ? { hour: '2-digit', minute: '2-digit' }
        : { day: 'numeric', month: 'short', year: 'numeric' };
    return say('savedAt', { time: new Intl.DateTimeFormat(locale, format).format(new Date(at)) });
  }
}
