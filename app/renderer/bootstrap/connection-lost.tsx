import { Button, Loader, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { useConnectionStore } from '../stores/connection-store.ts';
import { shellTexts } from './shell.texts.ts';

/** A short break is not worth a word. */
const patienceMs = 800;

/** Lies over the studio while the host cannot be reached: nothing that was changed now could be saved. */
export function ConnectionLost() {
  const say = useTexts(shellTexts);
  const { connection, retry } = useConnectionStore();
  const isAway = connection.kind === 'reconnecting' || connection.kind === 'lost';
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (!isAway) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [isAway]);
  // A closed dialog would stay in the page without its title.
  if (!isShown) return null;
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={say('connectionLost')}
      role="alertdialog"
    >
      <Stack align="flex-start">
        <Text c="dimmed">{say('connectionLostWhy')}</Text>
        {connection.kind === 'lost' ? (
          <Button onClick={retry}>{say('tryAgain')}</Button>
        ) : (
          <Loader size="sm" aria-label={say('opening')} />
        )}
      </Stack>
    </Modal>
  );
}
