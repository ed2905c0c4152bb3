import { Button } from '@mantine/core';
import type { Diagnostic } from '../../../core/diagnostics/diagnostic.ts';
import { useLocalize } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import classes from './inspector.module.css';

const tones = { error: 'var(--bad)', warning: 'var(--warn)', hint: 'var(--ink-faint)' } as const;

/** What the compiler says of the thing that is shown, with its quick fixes. */
export function Findings({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  const localize = useLocalize();
  return diagnostics.map(diagnostic => (
    <div
      key={`${diagnostic.code} ${diagnostic.message.en}`}
      className={classes.finding}
      style={{ '--tone': tones[diagnostic.severity] }}
      role={diagnostic.severity === 'error' ? 'alert' : 'note'}
    >
      <span>{localize(diagnostic.message)}</span>
      <small>{localize(diagnostic.hint)}</small>
      {diagnostic.fixes !== undefined && (
        <span className={classes.fixes}>
          {diagnostic.fixes.map(fix => (
            <Button
              key={fix.title.en}
              size="compact-xs"
              variant="default"
              onClick={() => useDocumentStore.getState().applyPatches(fix.title, fix.patches)}
            >
              {localize(fix.title)}
            </Button>
          ))}
        </span>
      )}
    </div>
  ));
}
