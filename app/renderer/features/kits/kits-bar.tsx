import { Button } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { rowsToRetry, summarizeFleet, useFleetStore } from '../../stores/fleet-store.ts';
import { kitFilters, useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { AddPort } from './add-port.tsx';
import { ErrorCard } from './error-card.tsx';
import type { KitFacts } from './kit-facts.ts';
import { countByFilter } from './kit-list.ts';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-page.module.css';
import { pushPlan } from './push-plan.ts';
import { rateWords } from './status-words.ts';

/** Above the table: which kits are shown, and how the push to many is doing. */
export function KitsBar({ kits }: { readonly kits: readonly KitFacts[] }) {
  const say = useTexts(kitsTexts);
  const filter = useKitsViewStore(state => state.filter);
  const selected = useKitsViewStore(state => state.selected);
  const isAddingPort = useKitsViewStore(state => state.isAddingPort);
  const problem = useFleetStore(state => state.problem);
  const counts = countByFilter(kits);
  const { interrupted } = pushPlan(kits, selected);
  return (
    <>
      <div className={classes.bar}>
        <h1>{say('kits')}</h1>
        <fieldset className={classes.chips} aria-label={say('filters')}>
          {kitFilters.map(name => (
            <button
              key={name}
              type="button"
              className={classes.chip}
              aria-pressed={filter === name}
              disabled={name !== 'all' && filter !== name && counts[name] === 0}
              onClick={() => useKitsViewStore.getState().setFilter(name)}
            >
              {say(`filter_${name}`)}
              {name !== 'all' && ` ${counts[name]}`}
            </button>
          ))}
        </fieldset>
        <span className={classes.grow} />
        <FleetSummary />
      </div>
      {isAddingPort && <AddPort onAdded={useKitsViewStore.getState().show} />}
      {interrupted.length > 0 && (
        <p className={classes.caution} role="status">
          <Icon name="alert-triangle" size={14} />
          {say('interruptsHint', { names: interrupted.map(({ kit }) => kit.title).join(', ') })}
        </p>
      )}
      {problem !== null && <ErrorCard error={problem} onDismiss={useFleetStore.getState().dismissProblem} />}
    </>
  );
}

function FleetSummary() {
  const say = useTexts(kitsTexts);
  const language = useLanguage();
  const run = useFleetStore(state => state.run);
  if (run === null) return null;
  const { total, done, failed, isActive, bytesPerSecondEach, secondsLeft } = summarizeFleet(run);
  const parts = [say('summary', { done, total })];
  if (failed > 0) parts.push(say('summaryFailed', { count: failed }));
  if (bytesPerSecondEach > 0) parts.push(say('each', { rate: rateWords(bytesPerSecondEach, language) }));
  if (isActive && secondsLeft !== null) {
    parts.push(say('left', { time: formatDuration(Math.max(1, secondsLeft) * 1000) }));
  }
  const again = rowsToRetry(run).length;
  return (
    <>
      <span className={classes.summary} role="status">
        {parts.join(' · ')}
      </span>
      {!isActive && again > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="refresh" size={14} />}
          onClick={() => void useFleetStore.getState().retry(null)}
        >
          {say('retryFailed', { count: again })}
        </Button>
      )}
    </>
  );
}
