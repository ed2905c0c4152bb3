import { ActionIcon } from '@mantine/core';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './error-card.module.css';
import { kitsTexts } from './kits.texts.ts';

/** What happened, why, and the next step. */
export function ErrorCard({
  error,
  onDismiss,
}: {
  readonly error: unknown;
  readonly onDismiss?: (() => void) | undefined;
}) {
  const say = useTexts(kitsTexts);
  const { title, explanation, nextStep } = describeError(error, useLanguage());
  return (
    <div className={classes.error} role="alert">
      <div className={classes.errorTitle}>
        <Icon name="alert-circle" />
        <h3>{title}</h3>
        {onDismiss && (
          <ActionIcon size="sm" aria-label={say('dismiss')} onClick={onDismiss}>
            <Icon name="x" size={14} />
          </ActionIcon>
        )}
      </div>
      <p>{explanation}</p>
      <p className={classes.nextStep}>{nextStep}</p>
    </div>
  );
}
