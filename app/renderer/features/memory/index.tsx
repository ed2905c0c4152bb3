import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './memory.module.css';
import { memoryTexts } from './memory.texts.ts';
import { MemoryState } from './memory-list.tsx';
import { MemoryOfPersona } from './memory-of-persona.tsx';

/** The Memory tab: what each persona remembers of whom, where it came from; corrected, erased, added by hand. */
export default function Memory() {
  const say = useTexts(memoryTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const personas = useDocumentStore(state => state.profile.personas);
  const [chosen, setChosen] = useState<string | null>(null);
  const list = Object.entries(personas ?? {});
  const [personaId, { name }] = list.find(([id]) => id === chosen) ?? list[0] ?? [null, { name: '' }];
  if (projectId === null || personaId === null) {
    return (
      <MemoryState icon="user" title={say('noPersonaTitle')}>
        <p>{say('noPersonaHint')}</p>
        {projectId !== null && (
          <Button variant="default" onClick={() => usePersonaViewStore.getState().openNewPersona()}>
            {say('newPersona')}
          </Button>
        )}
      </MemoryState>
    );
  }
  return (
    <MemoryOfPersona
      key={`${projectId} ${personaId}`}
      owner={{ projectId, personaId, persona: name }}
      pickPersona={
        <Select
          className={classes.picker}
          aria-label={say('persona')}
          allowDeselect={false}
          leftSection={<Icon name="robot-face" size={14} />}
          data={list.map(([id, each]) => ({ value: id, label: each.name }))}
          value={personaId}
          onChange={setChosen}
        />
      }
    />
  );
}
