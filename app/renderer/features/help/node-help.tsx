import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { helpTexts } from './help.texts.ts';

type Help =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly markdown: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The help that a node type brings along, in the person's language. */
export function NodeHelp({ type }: { readonly type: string }) {
  const say = useTexts(helpTexts);
  const language = useLanguage();
  const studio = useStudio();
  const [help, setHelp] = useState<Help>({ kind: 'loading' });
  useEffect(() => {
    const abort = new AbortController();
    setHelp({ kind: 'loading' });
    studio.catalogue.help({ type, language }, { signal: abort.signal }).then(
      ({ markdown }) => !abort.signal.aborted && setHelp({ kind: 'ready', markdown }),
      (error: unknown) => !abort.signal.aborted && setHelp({ kind: 'failed', error }),
    );
    return () => abort.abort();
  }, [studio, type, language]);
  switch (help.kind) {
    case 'loading':
      return (
        <Text size="sm" c="dimmed">
          {say('loading')}
        </Text>
      );
    case 'failed':
      return (
        <Text size="sm" c="red" role="alert">
          {describeError(help.error, language).explanation}
        </Text>
      );
    case 'ready':
      // The first heading repeats the node's title.
      return <Markdown text={help.markdown.replace(/^#\s+.*\n+/, '')} />;
  }
}
