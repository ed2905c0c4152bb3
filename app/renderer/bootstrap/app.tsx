import { Center, Loader, MantineProvider, Stack, Text } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { useSettingsStore } from '../stores/settings-store.ts';
import { cssVariablesResolver, theme } from '../ui/theme.ts';
import { shellTexts } from './shell.texts.ts';
import { type StudioStart, useStudioStart } from './start.ts';
import { StartFailure } from './start-failure.tsx';
import { StudioProvider } from './studio-context.tsx';
import { StudioLayout } from './studio-layout.tsx';

function Opening() {
  const say = useTexts(shellTexts);
  return (
    <Center h="100%">
      <Stack align="center" gap="md">
        <Loader size="sm" />
        <Text c="dimmed">{say('opening')}</Text>
      </Stack>
    </Center>
  );
}

function Stage({ start }: { readonly start: StudioStart }): ReactNode {
  switch (start.kind) {
    case 'opening':
      return <Opening />;
    case 'failed':
      return <StartFailure error={start.error} onRetry={start.retry} />;
    case 'ready':
      return (
        <StudioProvider client={start.client}>
          <StudioLayout />
        </StudioProvider>
      );
  }
}

/** The face: theme, language and, once the host has answered, the studio. */
export function App() {
  const themeChoice = useSettingsStore(state => state.theme);
  const language = useSettingsStore(state => state.language);
  const start = useStudioStart();
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  }, [language]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      {...(themeChoice === 'system' ? { defaultColorScheme: 'auto' } : { forceColorScheme: themeChoice })}
    >
      <Notifications position="top-center" limit={4} mt={44} />
      <Stage start={start} />
    </MantineProvider>
  );
}
