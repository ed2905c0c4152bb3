import { Button, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { shellTexts } from '../bootstrap/shell.texts.ts';
import { useTexts } from '../i18n/texts.ts';

interface ErrorBoundaryState {
  readonly error: unknown;
  readonly hasFailed: boolean;
}

/** Keeps a part that fails from taking the studio down; says so in its place and offers to start it again. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, hasFailed: false };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error, hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <Failure error={this.state.error} onRetry={() => this.setState({ error: null, hasFailed: false })} />
    );
  }
}

function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const say = useTexts(shellTexts);
  return (
    <Stack p="lg" gap="sm" align="flex-start" role="alert">
      <Text fw={600}>{say('panelFailed')}</Text>
      <Text size="sm" c="dimmed" ff="monospace">
        {error instanceof Error ? error.message : String(error)}
      </Text>
      <Button variant="default" onClick={onRetry}>
        {say('reopen')}
      </Button>
    </Stack>
  );
}
