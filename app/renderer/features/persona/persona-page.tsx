import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { findPersona } from '../../stores/persona-edits.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { DoingCard } from './doing-card.tsx';
import { useExampleTests } from './example-tests-store.ts';
import { FeelCard } from './feel-card.tsx';
import { personaTexts } from './persona.texts.ts';
import { PersonaHeader } from './persona-header.tsx';
import classes from './persona-page.module.css';
import { RelationCard } from './relation-card.tsx';
import { RememberCard } from './remember-card.tsx';
import { SidePanel } from './side-panel.tsx';
import { useSimulatedDay } from './simulated-day.ts';
import { SpeakCard } from './speak-card.tsx';
import { useMemoryOf } from './use-memory.ts';
import { PersonaContext, useIsReadOnly } from './use-persona.ts';
import { OfferedToolsContext, useToolSources } from './use-tools.ts';
import { WhoCard } from './who-card.tsx';
import { WordsCard } from './words-card.tsx';

interface PersonaPageProps {
  readonly personaId: string;
  readonly onDone: () => void;
}

/** One persona, edited as someone, with a talk beside it. */
export function PersonaPage({ personaId, onDone }: PersonaPageProps) {
  const isThere = useDocumentStore(state => findPersona(state.profile, personaId) !== undefined);
  useEffect(() => {
    useTrialStore.getState().begin(personaId);
    useSimulatedDay.getState().begin();
    useExampleTests.getState().begin();
    return () => {
      useTrialStore.getState().restart();
      useSimulatedDay.getState().begin();
      useExampleTests.getState().begin();
    };
  }, [personaId]);
  return (
    <PersonaContext value={personaId}>
      {isThere ? <Page onDone={onDone} /> : <Gone onDone={onDone} />}
    </PersonaContext>
  );
}

function Page({ onDone }: { readonly onDone: () => void }) {
  const say = useTexts(personaTexts);
  const tools = useToolSources();
  const isReadOnly = useIsReadOnly();
  const isComparing = usePersonaViewStore(state => state.isComparing);
  return (
    <OfferedToolsContext value={tools}>
      <div className={classes.page} data-comparing={isComparing || undefined}>
        <PersonaHeader onDone={onDone} />
        <main className={classes.main}>
          {isReadOnly && (
            <p className={classes.readOnly} role="status">
              <Icon name="lock" size={14} />
              {say('readOnly')}
            </p>
          )}
          <div className={classes.cards}>
            <WhoCard />
            <RelationCard />
            <RememberCard />
            <FeelCard />
            <SpeakCard />
            <DoingCard />
            <WordsCard />
          </div>
        </main>
        <SidePanel />
        <FirstPerson />
      </div>
    </OfferedToolsContext>
  );
}

/** Who is known best talks first; a person who was chosen stays. */
function FirstPerson() {
  const personaId = useTrialStore(state => state.choices.first.personaId);
  const memory = useMemoryOf(personaId);
  const known = memory.kind === 'ready' ? (memory.people[0]?.person ?? null) : null;
  useEffect(() => {
    const { person, exchanges, choosePerson } = useTrialStore.getState();
    if (known === null) return;
    if (person === null && exchanges.length === 0) choosePerson(known);
    if (useSimulatedDay.getState().person === '') useSimulatedDay.getState().setPerson(known);
  }, [known]);
  return null;
}

function Gone({ onDone }: { readonly onDone: () => void }) {
  const say = useTexts(personaTexts);
  return (
    <main className={classes.gone}>
      <b>{say('gone')}</b>
      <p>{say('goneWhy')}</p>
      <Button onClick={onDone}>{say('back')}</Button>
    </main>
  );
}
