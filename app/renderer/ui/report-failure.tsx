import { Text } from '@mantine/core';
import { showNotification } from '@mantine/notifications';
import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { Icon } from './icon.tsx';

/** Shows a caught error as people read it: what happened, why, and what to do now. A cancelled call says nothing. */
export function reportFailure(caught: unknown): void {
  const error = StudioError.from(caught);
  if (error.code === 'rpc/cancelled') return;
  if (error.code === 'internal/unexpected') console.error(error.cause ?? error);
  const { title, explanation, nextStep } = describeError(error, useSettingsStore.getState().language);
  showNotification({
    id: error.code,
    color: 'red',
    icon: <Icon name="alert-circle" />,
    title,
    autoClose: 12_000,
    message: (
      <>
        <Text size="sm">{explanation}</Text>
        <Text size="sm" fw={500} mt={4}>
          {nextStep}
        </Text>
      </>
    ),
  });
}
