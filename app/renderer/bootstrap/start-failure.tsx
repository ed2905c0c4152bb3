import { Button, Center, Stack, Text } from '@mantine/core';
import { useTexts } from '../i18n/texts.ts';
import { shellTexts } from './shell.texts.ts';

/** Shown where the host cannot be reached at start: what happened, why, and a way on. */
export function StartFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const say = useTexts(shellTexts);
  return (
    <Center h="100%" p="xl">
      <Stack align="center" gap="sm" maw={460} role="alert">
        <Text size="xl" fw={600}>
          {say('cannotConnect')}
        </Text>
        <Text c="dimmed" ta="center">
          {say('cannotConnectWhy')}
        </Text>
        <Text size="sm" c="dimmed" ff="monospace" ta="center">
          {error instanceof Error ? error.message : String(error)}
        </Text>
        <Button onClick={onRetry}>{say('tryAgain')}</Button>
      </Stack>
    </Center>
  );
}
