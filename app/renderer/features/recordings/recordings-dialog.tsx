import { ActionIcon, Button, Modal, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { describeError, StudioError } from '../../../contract/errors/studio-error.ts';
import type { Recording } from '../../../contract/services/recording-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { durationText, sizeText } from './duration-text.ts';
import { openReplay, useRecordings } from './recording-store.ts';
import classes from './recordings.module.css';
import { recordingsTexts } from './recordings.texts.ts';

/** All recordings of this computer: replay, rename, delete, where each lies; and taking in one from elsewhere. */
export default function RecordingsDialog() {
  const say = useTexts(recordingsTexts);
  const recordings = useRecordings(state => state.recordings) ?? [];
  return (
    <Modal
      opened
      onClose={() => useRecordings.setState({ isListOpen: false })}
      title={say('title')}
      size={760}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      {recordings.length === 0 ? (
        <div className={classes.empty}>
          <Icon name="history" size={24} />
          <p className={classes.emptyTitle}>{say('emptyTitle')}</p>
          <p>{say('emptyHint')}</p>
        </div>
      ) : (
        <ul className={classes.list} aria-label={say('list')}>
          {recordings.map(recording => (
            <RecordingRow key={recording.recordingId} recording={recording} />
          ))}
        </ul>
      )}
      <ImportForm />
    </Modal>
  );
}

function RecordingRow({ recording }: { readonly recording: Recording }) {
  const say = useTexts(recordingsTexts);
  const language = useLanguage();
  const studio = useStudio();
  const { recordingId, title, isRunning } = recording;
  const [mode, setMode] = useState<'shown' | 'renaming' | 'removing'>('shown');
  const problem =
    recording.problem === null ? null : describeError(StudioError.fromJson(recording.problem), language);
  const canReplay = !isRunning && recording.events > 0;
  const rename = (name: string) => {
    setMode('shown');
    if (name.trim() === '' || name.trim() === title) return;
    studio.recording.rename({ recordingId, title: name.trim() }).catch(reportFailure);
  };
  const copyPath = () =>
    navigator.clipboard
      .writeText(recording.path)
      .then(() => announce(say('pathCopied')))
      .catch(reportFailure);
  const events =
    recording.events === 1
      ? say('oneEvent')
      : say('events', { count: recording.events.toLocaleString(language) });
  const facts = [
    ...(recording.kitTitle === '' ? [] : [recording.kitTitle]),
    ...(recording.kitTitle === '' ? [] : [new Date(recording.startedAt).toLocaleString(language)]),
    ...(isRunning ? [say('running')] : [durationText(recording.durationMs), sizeText(recording.sizeBytes)]),
    ...(isRunning ? [] : [events]),
  ];
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        {mode === 'renaming' ? (
          <TextInput
            size="xs"
            autoFocus
            aria-label={say('name')}
            defaultValue={title}
            maxLength={80}
            onBlur={event => rename(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === 'Enter') rename(event.currentTarget.value);
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              setMode('shown');
            }}
          />
        ) : (
          <strong className={classes.name}>{title}</strong>
        )}
        <span className={classes.facts}>{facts.join(' · ')}</span>
        {!isRunning && <code className={classes.path}>{recording.path}</code>}
        {problem !== null && (
          <span className={classes.problem}>
            {problem.title}. {problem.explanation}
          </span>
        )}
        {recording.damagedLines > 0 && (
          <span className={classes.warning}>
            {recording.damagedLines === 1
              ? say('oneDamaged')
              : say('damaged', { count: recording.damagedLines })}
          </span>
        )}
        {recording.eventsLost > 0 && (
          <span className={classes.warning}>{say('lost', { count: recording.eventsLost })}</span>
        )}
      </div>
      {mode === 'removing' ? (
        <div className={classes.buttons}>
          <span className={classes.question}>{say('removeQuestion')}</span>
          <Button
            size="xs"
            color="red"
            data-autofocus
            onClick={() => studio.recording.remove({ recordingId }).catch(reportFailure)}
          >
            {say('removeYes')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setMode('shown')}>
            {say('removeNo')}
          </Button>
        </div>
      ) : (
        !isRunning && (
          <div className={classes.buttons}>
            <Button
              size="xs"
              variant="default"
              disabled={!canReplay}
              leftSection={<Icon name="player-play" size={14} />}
              onClick={() => openReplay(recordingId).catch(reportFailure)}
            >
              {say('replay')}
            </Button>
            <Tooltip label={say('copyPath', { title })}>
              <ActionIcon size="sm" aria-label={say('copyPath', { title })} onClick={() => void copyPath()}>
                <Icon name="copy" />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={say('rename', { title })}>
              <ActionIcon size="sm" aria-label={say('rename', { title })} onClick={() => setMode('renaming')}>
                <Icon name="pencil" />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={say('remove', { title })}>
              <ActionIcon size="sm" aria-label={say('remove', { title })} onClick={() => setMode('removing')}>
                <Icon name="trash" />
              </ActionIcon>
            </Tooltip>
          </div>
        )
      )}
    </li>
  );
}

function ImportForm() {
  const say = useTexts(recordingsTexts);
  const studio = useStudio();
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  return (
    <form
      className={classes.import}
      onSubmit={event => {
        event.preventDefault();
        setBusy(true);
        studio.recording
          .importFile({ path: path.trim() })
          .then(() => setPath(''))
          .catch(reportFailure)
          .finally(() => setBusy(false));
      }}
    >
      <TextInput
        size="sm"
        className={classes.importPath}
        label={say('importPath')}
        placeholder={say('importHint')}
        value={path}
        spellCheck={false}
        onChange={event => setPath(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isBusy} disabled={path.trim() === ''}>
        {say('import')}
      </Button>
    </form>
  );
}
