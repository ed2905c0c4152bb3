import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './memory.module.css';
import { memoryTexts } from './memory.texts.ts';
import { MemoryRow } from './memory-row.tsx';
import { useMemoryEntries } from './use-memory.ts';

/** Something is missing or wrong: what, why, and what to do now. */
export function MemoryState({
  icon,
  title,
  children,
  isAlert = false,
}: {
  readonly icon: 'alert-circle' | 'notes' | 'search' | 'user';
  readonly title: string;
  readonly children: ReactNode;
  readonly isAlert?: boolean;
}) {
  return (
    <div className={classes.state} role={isAlert ? 'alert' : undefined} data-alert={isAlert || undefined}>
      <Icon name={icon} size={20} />
      <p className={classes.stateTitle}>{title}</p>
      {children}
    </div>
  );
}

/** A failure of the memory, with a way to try again. */
export function MemoryFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const say = useTexts(memoryTexts);
  const { title, explanation, nextStep } = describeError(error, useLanguage());
  return (
    <MemoryState icon="alert-circle" title={title} isAlert>
      <p className={classes.breakable}>{explanation}</p>
      <p className={classes.nextStep}>{nextStep}</p>
      <Button variant="default" onClick={onRetry}>
        {say('again')}
      </Button>
    </MemoryState>
  );
}

/**
 * What a persona remembers of one person, or of everyone (`person` null): newest first, each corrected and erased in
 * its place; follows what changes. `empty` is shown where there is nothing.
 */
export function MemoryList({
  projectId,
  personaId,
  person,
  words = '',
  limit = 200,
  empty = null,
}: {
  readonly projectId: string;
  readonly personaId: string;
  readonly person: string | null;
  readonly words?: string;
  readonly limit?: number;
  readonly empty?: ReactNode;
}) {
  const say = useTexts(memoryTexts);
  const { value, error, reload } = useMemoryEntries(projectId, personaId, { person, words, limit });
  if (error !== null) return <MemoryFailure error={error} onRetry={reload} />;
  // An answer about somebody else must not be shown under this name, not even for a moment.
  if (value === null || value.key !== `${personaId}\n${person ?? ''}`) return null;
  if (value.entries.length === 0) return empty;
  return (
    <ul className={classes.list} aria-label={say('memories')}>
      {value.entries.map(entry => (
        <MemoryRow key={entry.id} projectId={projectId} entry={entry} showsPerson={person === null} />
      ))}
    </ul>
  );
}
