import { ActionIcon, Select, Slider, Tooltip } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { describeError, StudioError } from '../../../contract/errors/studio-error.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { useLiveStore } from '../live/live-store.ts';
import { durationText } from './duration-text.ts';
import { closeReplay, controlReplay, followRecordings, useRecordings } from './recording-store.ts';
import classes from './recordings.module.css';
import { recordingsTexts } from './recordings.texts.ts';

const speeds = [0.25, 0.5, 1, 2, 4, 8, 16];

/** While a replay is the target: where it stands, and how it goes on. Shows nothing for other kits. */
export function ReplayBar({ kitId }: { readonly kitId: string }) {
  const say = useTexts(recordingsTexts);
  const language = useLanguage();
  useEffect(followRecordings, []);
  const replay = useRecordings(state => state.replays[kitId]);
  // While a person drags, the slider is theirs; where they let go is where the replay goes.
  const [dragged, setDragged] = useState<number | null>(null);
  const seeking = useRef(false);
  const state = replay?.state;
  const atMs = replay?.atMs;
  // The plots stand while the replay does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each jump moves the right edge of the plots.
  useEffect(() => {
    useLiveStore.setState({ heldAtMs: state === undefined || state === 'playing' ? null : Date.now() });
    return () => useLiveStore.setState({ heldAtMs: null });
  }, [state, state === 'playing' ? null : atMs]);
  if (replay === undefined) return null;
  const isPlaying = replay.state === 'playing';
  const control = (wish: Parameters<typeof controlReplay>[1]) =>
    controlReplay(kitId, wish).catch(reportFailure);
  const seek = (toMs: number) => {
    if (seeking.current) return;
    seeking.current = true;
    void control({ seekMs: toMs }).finally(() => {
      seeking.current = false;
      setDragged(null);
    });
  };
  const shownMs = dragged ?? replay.atMs;
  const playLabel = say(isPlaying ? 'pause' : replay.state === 'ended' ? 'again' : 'play');
  const problem =
    replay.problem === null ? null : describeError(StudioError.fromJson(replay.problem), language);
  return (
    <section className={classes.bar} aria-label={say('bar')}>
      <span className={classes.badge}>{say('badge')}</span>
      <Tooltip label={playLabel}>
        <ActionIcon
          size="sm"
          variant="light"
          color="teal"
          aria-label={playLabel}
          onClick={() => void control({ play: !isPlaying })}
        >
          <Icon name={isPlaying ? 'player-pause' : 'player-play'} />
        </ActionIcon>
      </Tooltip>
      <Slider
        className={classes.slider}
        size="sm"
        min={0}
        max={Math.max(1, replay.durationMs)}
        step={Math.max(1, Math.min(1000, replay.durationMs / 200))}
        value={shownMs}
        label={ms => durationText(ms, true)}
        thumbLabel={say('position')}
        thumbValueText={ms =>
          say('positionOf', { at: durationText(ms), total: durationText(replay.durationMs) })
        }
        onChange={setDragged}
        onChangeEnd={seek}
      />
      <span className={classes.time}>
        {durationText(shownMs, true)} / {durationText(replay.durationMs, true)}
      </span>
      <Select
        size="xs"
        w={84}
        aria-label={say('speed')}
        allowDeselect={false}
        value={String(replay.speed)}
        data={speeds.map(speed => ({ value: String(speed), label: say('times', { speed }) }))}
        onChange={value => value !== null && void control({ speed: Number(value) })}
      />
      {problem !== null && (
        <span className={classes.problem} role="alert">
          {problem.title}
        </span>
      )}
      <Tooltip label={say('closeReplay')}>
        <ActionIcon
          size="sm"
          aria-label={say('closeReplay')}
          onClick={() => void closeReplay(kitId).catch(reportFailure)}
        >
          <Icon name="x" />
        </ActionIcon>
      </Tooltip>
    </section>
  );
}
