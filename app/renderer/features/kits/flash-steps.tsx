import { flashPhases } from '../../../contract/services/firmware-service.ts';
import type { FleetRow } from '../../../contract/services/fleet-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import type { FlashState } from '../../stores/firmware-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import classes from './kit-side.module.css';
import { phaseTexts } from './phase.texts.ts';
import { sideTexts } from './side.texts.ts';
import { transferWords } from './status-words.ts';
import { type Step, StepList } from './step-list.tsx';

interface FlashStepsProps {
  readonly flash: FlashState | undefined;
  /** Of a run of many that flashes. */
  readonly row?: FleetRow | undefined;
}

/** Each phase of a flashing that there was so far, with its time. What is to come depends on the chip. */
export function FlashSteps({ flash, row }: FlashStepsProps) {
  const say = useTexts(sideTexts);
  const sayPhase = useTexts(phaseTexts);
  const language = useLanguage();
  const isRowFlashing = row?.state === 'flashing' && row.flash !== null;
  if (flash === undefined && !isRowFlashing) return null;
  const progress = flash?.kind === 'flashing' ? flash.progress : flash === undefined ? row?.flash : null;
  const phases = flash?.phases ?? notedPhases(row);
  const isOver = flash?.kind === 'done';
  const steps = phases.map(({ phase, elapsedMs }, index): Step => {
    const isNewest = index === phases.length - 1;
    const state = !isNewest || isOver ? 'done' : flash?.kind === 'failed' ? 'failed' : 'now';
    const sent =
      state === 'now' && progress && progress.bytesTotal > 0 ? formatBytes(progress.bytesDone) : null;
    return {
      // Each way to reset is a step of its own.
      key: `${index} ${phase}`,
      state,
      words: capitalized(sayPhase(`flash_${phase}`)),
      figure: sent ?? (elapsedMs === null ? '' : formatDuration(elapsedMs)),
    };
  });
  const transfer = transferWords(progress ?? null, language);
  return (
    <section aria-label={say('lastFlash')}>
      {isOver && <h3 className={classes.subtitle}>{say('lastFlash')}</h3>}
      <StepList steps={steps} />
      {transfer !== '' && <p className={classes.quiet}>{transfer}</p>}
    </section>
  );
}

function notedPhases(row: FleetRow | undefined) {
  const known = (row?.phases ?? []).flatMap(({ phase, elapsedMs }) => {
    const name = flashPhases.find(candidate => candidate === phase);
    return name === undefined ? [] : [{ phase: name, elapsedMs: elapsedMs as number | null }];
  });
  const now = row?.flash?.phase;
  return now === undefined || known.some(({ phase }) => phase === now)
    ? known
    : [...known, { phase: now, elapsedMs: null }];
}

const capitalized = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
