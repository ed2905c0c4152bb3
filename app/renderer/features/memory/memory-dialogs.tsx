import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { isMemoryDate } from '../../../core/persona/memory-date.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import classes from './memory.module.css';
import { memoryTexts } from './memory.texts.ts';
import type { KnownPerson, MemoryPlace } from './use-memory.ts';

/** Who the dialogs are about. */
export interface MemoryOwner {
  readonly projectId: string;
  readonly personaId: string;
  /** The persona's name. */
  readonly persona: string;
}

/** A dialog that asks the host for one thing, and says in itself what the host says against it. */
function AskingDialog({
  title,
  submit,
  color,
  isReady = true,
  ask,
  onClose,
  children,
}: {
  readonly title: string;
  readonly submit: string;
  readonly color?: 'red';
  readonly isReady?: boolean;
  readonly ask: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const say = useTexts(memoryTexts);
  const language = useLanguage();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const failure = error === null ? null : describeError(error, language);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className={classes.dialog}
        onSubmit={event => {
          event.preventDefault();
          if (!isReady) return;
          setBusy(true);
          setError(null);
          ask()
            .then(onClose, setError)
            .finally(() => setBusy(false));
        }}
      >
        {children}
        {failure !== null && (
          <div className={classes.failure} role="alert">
            <strong>{failure.title}.</strong> {failure.explanation} {failure.nextStep}
          </div>
        )}
        <div className={classes.footer}>
          <Button variant="default" onClick={onClose} data-autofocus={color === 'red' || undefined}>
            {say(color === 'red' ? 'keep' : 'cancel')}
          </Button>
          <Button
            type="submit"
            loading={isBusy}
            disabled={!isReady}
            {...(color === undefined ? {} : { color })}
          >
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Adds a memory by hand. */
export function AddMemoryDialog({
  owner,
  person,
  onAdded,
  onClose,
}: {
  readonly owner: MemoryOwner;
  readonly person: string | null;
  readonly onAdded: (person: string) => void;
  readonly onClose: () => void;
}) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const { projectId, personaId, persona } = owner;
  const [name, setName] = useState(person ?? '');
  const [text, setText] = useState('');
  const [date, setDate] = useState('');
  const isDateWrong = date !== '' && !isMemoryDate(date);
  return (
    <AskingDialog
      title={say('addTitle', { persona })}
      submit={say('addShort')}
      isReady={name.trim() !== '' && text.trim() !== '' && !isDateWrong}
      onClose={onClose}
      ask={async () => {
        const added = await memory.add({
          projectId,
          personaId,
          person: name.trim(),
          text: text.trim(),
          date: date === '' ? null : date,
        });
        onAdded(added.person);
      }}
    >
      <TextInput
        label={say('name')}
        value={name}
        maxLength={80}
        data-autofocus={person === null || undefined}
        onChange={event => setName(event.currentTarget.value)}
      />
      <TextInput
        label={say('text')}
        description={say('textHint')}
        value={text}
        maxLength={2_000}
        data-autofocus={person !== null || undefined}
        onChange={event => setText(event.currentTarget.value)}
      />
      <TextInput
        label={say('date')}
        placeholder={say('dateHint')}
        error={isDateWrong && say('dateWrong')}
        value={date}
        maxLength={10}
        onChange={event => setDate(event.currentTarget.value.trim())}
      />
    </AskingDialog>
  );
}

/** Says what goes before a person is forgotten. */
export function ErasePersonDialog({
  owner,
  known,
  onErased,
  onClose,
}: {
  readonly owner: MemoryOwner;
  readonly known: KnownPerson;
  readonly onErased: () => void;
  readonly onClose: () => void;
}) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const { projectId, personaId, persona } = owner;
  const { person, facts, episodes, hasFace } = known;
  return (
    <AskingDialog
      title={say('erasePersonTitle', { person })}
      submit={say('eraseAll')}
      color="red"
      onClose={onClose}
      ask={() => memory.erasePerson({ projectId, personaId, person }).then(onErased)}
    >
      <p>{say('erasePersonText')}</p>
      <ul>
        {facts > 0 && <li>{say('goesFacts', { count: facts })}</li>}
        {episodes > 0 && <li>{say('goesEpisodes', { count: episodes })}</li>}
        {hasFace && <li>{say('goesFace')}</li>}
        <li>{say('goesSeen', { persona, person })}</li>
        <li>{say('goesTools', { person })}</li>
      </ul>
    </AskingDialog>
  );
}

export function EraseFaceDialog({
  owner,
  person,
  onClose,
}: {
  readonly owner: MemoryOwner;
  readonly person: string;
  readonly onClose: () => void;
}) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const { projectId, personaId, persona } = owner;
  return (
    <AskingDialog
      title={say('eraseFaceTitle', { person })}
      submit={say('eraseYes')}
      color="red"
      onClose={onClose}
      ask={() => memory.eraseFace({ projectId, personaId, person })}
    >
      <p>{say('eraseFaceText', { persona, person })}</p>
    </AskingDialog>
  );
}

/** A file on this computer, or a server. */
export function PlaceDialog({
  projectId,
  place,
  onChanged,
  onClose,
}: {
  readonly projectId: string;
  readonly place: MemoryPlace;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const say = useTexts(memoryTexts);
  const { memory } = useStudio();
  const [kind, setKind] = useState<string>(place.kind);
  const [url, setUrl] = useState(place.kind === 'server' ? place.where : '');
  const [token, setToken] = useState('');
  return (
    <AskingDialog
      title={say('placeTitle')}
      submit={say('usePlace')}
      isReady={kind === 'file' || URL.canParse(url.trim())}
      onClose={onClose}
      ask={async () => {
        await memory.setPlace({
          projectId,
          url: kind === 'file' ? null : url.trim(),
          ...(kind === 'file' || token === '' ? {} : { token }),
        });
        onChanged();
      }}
    >
      <SegmentedControl
        aria-label={say('place')}
        data={[
          { value: 'file', label: say('placeFile') },
          { value: 'server', label: say('placeServer') },
        ]}
        value={kind}
        onChange={setKind}
      />
      {kind === 'server' && (
        <>
          <TextInput
            label={say('address')}
            description={say('addressHint')}
            type="url"
            value={url}
            data-autofocus
            onChange={event => setUrl(event.currentTarget.value)}
          />
          <TextInput
            type="password"
            label={say('token')}
            description={say('tokenHint')}
            autoComplete="off"
            maxLength={4_096}
            value={token}
            onChange={event => setToken(event.currentTarget.value)}
          />
        </>
      )}
      <p className={classes.origin} style={{ whiteSpace: 'normal' }}>
        {say('placeText')}
      </p>
    </AskingDialog>
  );
}
