import { ActionIcon, Button, CloseButton, Menu, Select, TextInput } from '@mantine/core';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { describeError, StudioError } from '../../../contract/errors/studio-error.ts';
import { personaOf } from '../../../core/persona/persona-of.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './memory.module.css';
import { memoryTexts } from './memory.texts.ts';
import {
  AddMemoryDialog,
  EraseFaceDialog,
  ErasePersonDialog,
  type MemoryOwner,
  PlaceDialog,
} from './memory-dialogs.tsx';
import { MemoryList, MemoryState } from './memory-list.tsx';
import { sizeWords } from './memory-words.ts';
import { useKnownPeople, useMemoryPlace } from './use-memory.ts';

type Dialog = 'none' | 'add' | 'person' | 'face' | 'place';

/** Where it is kept, quietly; and loudly what is wrong with that. */
function PlaceFoot({ owner, keepDays }: { readonly owner: MemoryOwner; readonly keepDays: number }) {
  const say = useTexts(memoryTexts);
  const language = useLanguage();
  const { value: place, reload } = useMemoryPlace(owner.projectId, owner.personaId);
  const [isChanging, setChanging] = useState(false);
  if (place === null) return null;
  // One that cannot be reached is said where the list would be.
  const damage = place.problem?.code === 'memory/damaged' ? StudioError.fromJson(place.problem) : null;
  const problem = damage === null ? null : describeError(damage, language);
  const where = place.kind === 'file' ? say('onComputer') : say('onServer', { where: place.where });
  const size = place.bytes === null ? '' : ` · ${sizeWords(place.bytes)}`;
  return (
    <>
      {problem !== null && (
        <div className={classes.problem} role="status">
          <Icon name="alert-triangle" size={14} />
          <p>
            <strong>{problem.title}.</strong> {problem.explanation} {problem.nextStep}
          </p>
        </div>
      )}
      <div className={classes.foot}>
        <span className={classes.where} title={place.where}>
          {say('kept', { days: keepDays, where })}
          {size}
        </span>
        <button type="button" className={classes.change} onClick={() => setChanging(true)}>
          {say('change')}
        </button>
      </div>
      {isChanging && (
        <PlaceDialog
          projectId={owner.projectId}
          place={place}
          onChanged={reload}
          onClose={() => setChanging(false)}
        />
      )}
    </>
  );
}

/** What one persona remembers: pickers and search above, the list, and where it is kept below. */
export function MemoryOfPersona({
  owner,
  pickPersona,
}: {
  readonly owner: MemoryOwner;
  readonly pickPersona: ReactNode;
}) {
  const say = useTexts(memoryTexts);
  const { projectId, personaId, persona } = owner;
  const personas = useDocumentStore(state => state.profile.personas);
  const policy = useMemo(
    () => personaOf(personas === undefined ? {} : { personas }, personaId)?.memory,
    [personas, personaId],
  );
  const people = useKnownPeople(projectId, personaId).value ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [dialog, setDialog] = useState<Dialog>('none');
  const searched = useDeferredValue(words.trim());
  const known = people.find(({ person }) => person === chosen);
  const person = known?.person ?? null;
  const close = () => setDialog('none');
  const keepsNothing = policy?.keeps === 'nothing';
  const addButton = (
    <Button variant="default" onClick={() => setDialog('add')}>
      {say('add')}
    </Button>
  );
  const empty =
    searched !== '' ? (
      <MemoryState icon="search" title={say('noFitTitle', { words: searched })}>
        <p>{say('noFitHint')}</p>
        <Button variant="default" onClick={() => setWords('')}>
          {say('clearSearch')}
        </Button>
      </MemoryState>
    ) : keepsNothing ? (
      <MemoryState icon="notes" title={say('keepsNothingTitle', { persona })}>
        <p>{say('keepsNothingHint')}</p>
        <Button variant="default" onClick={() => usePersonaViewStore.getState().openPersona(personaId)}>
          {say('openPersona', { persona })}
        </Button>
      </MemoryState>
    ) : (
      <MemoryState
        icon="notes"
        title={person === null ? say('nothingTitle', { persona }) : say('nothingOfTitle', { person })}
      >
        <p>{say('nothingHint')}</p>
        {addButton}
      </MemoryState>
    );
  return (
    <div className={classes.tab}>
      <div className={classes.bar}>
        {pickPersona}
        <Select
          className={classes.picker}
          aria-label={say('person')}
          allowDeselect={false}
          data={[
            { value: '', label: say('everyone') },
            ...people.map(each => ({
              value: `=${each.person}`,
              label: `${each.person} (${each.facts + each.episodes})`,
            })),
          ]}
          value={person === null ? '' : `=${person}`}
          onChange={next => setChosen(next ? next.slice(1) : null)}
        />
        <TextInput
          className={classes.grow}
          aria-label={say('search')}
          placeholder={say('search')}
          leftSection={<Icon name="search" size={14} />}
          rightSection={
            words === '' ? null : (
              <CloseButton size="sm" aria-label={say('clearSearch')} onClick={() => setWords('')} />
            )
          }
          value={words}
          maxLength={200}
          onChange={event => setWords(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Escape' && words !== '') setWords('');
          }}
        />
        <Button
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          disabled={keepsNothing}
          aria-label={say('add')}
          onClick={() => setDialog('add')}
        >
          {say('addShort')}
        </Button>
        {known !== undefined && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size="lg" aria-label={say('more', { person: known.person })}>
                <Icon name="dots" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {known.hasFace && (
                <Menu.Item leftSection={<Icon name="face-id" size={14} />} onClick={() => setDialog('face')}>
                  {say('eraseFace')}
                </Menu.Item>
              )}
              <Menu.Item
                color="red"
                leftSection={<Icon name="trash" size={14} />}
                onClick={() => setDialog('person')}
              >
                {say('erasePerson', { person: known.person })}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <div className={classes.scroller}>
        <MemoryList
          projectId={projectId}
          personaId={personaId}
          person={person}
          words={searched}
          empty={empty}
        />
      </div>
      <PlaceFoot owner={owner} keepDays={policy?.keepDays ?? 180} />
      {dialog === 'add' && (
        <AddMemoryDialog
          owner={owner}
          person={person}
          onClose={close}
          onAdded={added => {
            setWords('');
            if (person !== null) setChosen(added);
          }}
        />
      )}
      {dialog === 'person' && known !== undefined && (
        <ErasePersonDialog owner={owner} known={known} onErased={() => setChosen(null)} onClose={close} />
      )}
      {dialog === 'face' && known !== undefined && (
        <EraseFaceDialog owner={owner} person={known.person} onClose={close} />
      )}
    </div>
  );
}
