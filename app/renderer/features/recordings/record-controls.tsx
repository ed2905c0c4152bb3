import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useTargetKit } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { durationText } from './duration-text.ts';
import { followRecordings, runningOf, toggleRecording, useRecordings } from './recording-store.ts';
import classes from './recordings.module.css';
import { recordingsTexts } from './recordings.texts.ts';

const RecordingsDialog = lazy(() => import('./recordings-dialog.tsx'));

/** The time since a moment, written once a second. */
function useRunningTime(startedAt: string | null): string {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (startedAt === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [startedAt]);
  return startedAt === null ? '' : durationText(now - Date.parse(startedAt));
}

/** Records the target kit, and opens the list of recordings. Stands in the toolbars of Live and Console. */
export function RecordControls() {
  const say = useTexts(recordingsTexts);
  useEffect(followRecordings, []);
  const projectId = useDocumentStore(state => state.projectId);
  const kit = useTargetKit(projectId);
  const { recordings, isListOpen } = useRecordings();
  const [isBusy, setBusy] = useState(false);
  const running = kit === undefined ? null : runningOf(recordings, kit.kitId);
  const time = useRunningTime(running?.startedAt ?? null);
  const toggle = () => {
    setBusy(true);
    toggleRecording()
      .catch(reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <>
      {kit !== undefined && kit.transport !== 'replay' && (
        <Tooltip
          label={running === null ? say('recordHint', { kit: kit.title }) : say('stopHint')}
          w={240}
          multiline
        >
          <Button
            h={26}
            px="sm"
            fz="sm"
            fw={500}
            variant="default"
            className={classes.record}
            data-running={running !== null}
            disabled={isBusy}
            aria-label={running === null ? say('record') : `${say('stop')} · ${say('recording', { time })}`}
            leftSection={<Icon name={running === null ? 'player-record' : 'player-stop'} size={14} />}
            onClick={toggle}
          >
            {running === null ? say('record') : <span className={classes.time}>{time}</span>}
          </Button>
        </Tooltip>
      )}
      <Tooltip label={say('list')}>
        <ActionIcon
          size="sm"
          aria-label={say('list')}
          aria-haspopup="dialog"
          onClick={() => useRecordings.setState({ isListOpen: true })}
        >
          <Icon name="history" />
        </ActionIcon>
      </Tooltip>
      {isListOpen && (
        <Suspense fallback={null}>
          <RecordingsDialog />
        </Suspense>
      )}
    </>
  );
}
