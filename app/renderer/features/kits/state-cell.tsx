import { Progress } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { useDoctorStore } from '../../stores/doctor-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import type { KitFacts, KitStatus } from './kit-facts.ts';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';
import { flashPercent, pushPercent } from './overall-progress.ts';
import { statusWords, transferWords } from './status-words.ts';

/** What a kit is doing, with the way out beside a trouble. */
export function StateCell({ facts }: { readonly facts: KitFacts }) {
  const language = useLanguage();
  const { status } = facts;
  const words = statusWords(status, language);
  if (status.kind === 'pushing' || status.kind === 'flashing') {
    const percent = status.kind === 'pushing' ? pushPercent(status.progress) : flashPercent(status.progress);
    const transfer = transferWords(status.progress, language);
    return (
      <>
        <span className={classes.progress}>
          <Progress size={4} value={percent} aria-label={words} />
          <span>{words}</span>
        </span>
        {transfer !== '' && <small>{transfer}</small>}
      </>
    );
  }
  return (
    <span className={classes.state}>
      {status.tone === 'bad' ? (
        <Icon name="alert-circle" size={14} className={classes.bad} />
      ) : (
        <StateDot tone={status.tone} />
      )}
      <span className={classes.words}>
        {status.kind !== 'no-firmware' && <span title={words}>{words}</span>}
        <WayOut facts={facts} status={status} />
      </span>
    </span>
  );
}

function WayOut({ facts, status }: { readonly facts: KitFacts; readonly status: KitStatus }) {
  const say = useTexts(kitsTexts);
  const { kit } = facts;
  const { kitId } = kit;
  if (status.kind === 'boot-loader' || status.kind === 'no-firmware') {
    return (
      <WayOutButton
        hasDot={status.kind === 'boot-loader'}
        words={say('flashFirmware')}
        onClick={() => useViewStore.getState().open({ kind: 'flash', target: { kitId } })}
      />
    );
  }
  if (kit.transport !== 'serial') return null;
  if (status.kind === 'diagnosed') {
    return <WayOutButton words={say('fix')} onClick={() => useKitsViewStore.getState().show(kitId)} />;
  }
  if (status.kind !== 'error' || !/^(transport|repl)\//.test(status.error.code)) return null;
  const isPermission = status.error.code === 'transport/no-permission';
  return (
    <WayOutButton
      words={say(isPermission ? 'fix' : 'findOut')}
      onClick={() => {
        useKitsViewStore.getState().show(kitId);
        void useDoctorStore.getState().examine(kitId, false);
      }}
    />
  );
}

function WayOutButton({
  words,
  hasDot = true,
  onClick,
}: {
  readonly words: string;
  readonly hasDot?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <>
      {hasDot && ' · '}
      <button
        type="button"
        className={classes.wayOut}
        onClick={event => {
          event.stopPropagation();
          onClick();
        }}
      >
        {words}
      </button>
    </>
  );
}
