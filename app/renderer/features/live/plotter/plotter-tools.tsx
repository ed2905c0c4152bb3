import { ActionIcon, Button, Menu, NumberInput, Tooltip } from '@mantine/core';
import { useTexts } from '../../../i18n/texts.ts';
import { useDocumentStore } from '../../../stores/document-store.ts';
import { useTargetKit } from '../../../stores/kit-store.ts';
import { Icon } from '../../../ui/icon.tsx';
import { reportFailure } from '../../../ui/report-failure.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { comfortableRange } from '../plot-window.ts';
import type { PlotSource } from './plot-sources.ts';
import classes from './plotter.module.css';
import { plotterTexts } from './plotter.texts.ts';
import { hold, resume, samplesOf, shownSpan, toggleCursors } from './plotter-actions.ts';
import { usePlotter } from './plotter-store.ts';

/** The range of what is drawn now, for an axis that is to stay as it is. */
function rangeOf(sources: readonly PlotSource[]): { min: number; max: number } {
  const { fromMs, toMs } = shownSpan();
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { times, values } of sources.map(samplesOf)) {
    for (let index = times.length - 1; index >= 0 && (times[index] ?? 0) >= fromMs; index -= 1) {
      const value = values[index] ?? Number.NaN;
      if ((times[index] ?? 0) > toMs || Number.isNaN(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  const [min, max] = comfortableRange(
    Number.isFinite(least) ? least : null,
    Number.isFinite(most) ? most : null,
  );
  return { min: Number(min.toPrecision(3)), max: Number(max.toPrecision(3)) };
}

/** Hold, cursors, height and export of the plot. */
export function PlotterTools({ sources }: { readonly sources: readonly PlotSource[] }) {
  const say = useTexts(plotterTexts);
  const { held, range, cursors } = usePlotter();
  const kit = useTargetKit(useDocumentStore(state => state.projectId));
  const save = async (isShownOnly: boolean) => {
    const { csvOf } = await import('./export-csv.ts');
    // While the picture is held, more is kept than it shows.
    const series = sources.map(source => ({
      name: source.name,
      ...(isShownOnly ? samplesOf(source) : source.read()),
    }));
    const name = say('fileName', { kit: kit?.title ?? '' }).replace(/[^\p{L}\p{N}. -]+/gu, '-');
    saveFile(`${name}.csv`, await csvOf(series, isShownOnly ? shownSpan() : null), 'text/csv');
  };
  const toggle = (isActive: boolean) =>
    ({
      size: 'sm',
      variant: isActive ? 'light' : 'subtle',
      color: isActive ? 'teal' : 'gray',
      'aria-pressed': isActive,
    }) as const;
  return (
    <>
      <Tooltip label={say(held === null ? 'hold' : 'return')}>
        <ActionIcon
          {...toggle(held !== null)}
          aria-label={say(held === null ? 'hold' : 'return')}
          onClick={() => (held === null ? hold(shownSpan()) : resume())}
        >
          <Icon name={held === null ? 'player-pause' : 'player-play'} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say('cursors')}>
        <ActionIcon {...toggle(cursors !== null)} aria-label={say('cursors')} onClick={toggleCursors}>
          <Icon name="arrows-horizontal" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={say(range === null ? 'autoRange' : 'fixedRange')}>
        <Button
          size="compact-xs"
          variant={range === null ? 'subtle' : 'light'}
          color={range === null ? 'gray' : 'teal'}
          aria-pressed={range !== null}
          aria-label={say('fixedRange')}
          onClick={() => usePlotter.setState({ range: range === null ? rangeOf(sources) : null })}
        >
          Y
        </Button>
      </Tooltip>
      {range !== null && (
        <span className={classes.range}>
          {(['min', 'max'] as const).map(end => (
            <NumberInput
              key={end}
              size="xs"
              w={64}
              hideControls
              aria-label={say(end === 'min' ? 'minimum' : 'maximum')}
              value={range[end]}
              onChange={value => {
                const changed = { ...range, [end]: Number(value) };
                if (value !== '' && changed.min < changed.max) usePlotter.setState({ range: changed });
              }}
            />
          ))}
        </span>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            size="sm"
            aria-label={say('export')}
            title={say('export')}
            disabled={sources.length === 0}
          >
            <Icon name="download" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save(true).catch(reportFailure)}>{say('exportShown')}</Menu.Item>
          <Menu.Item onClick={() => save(false).catch(reportFailure)}>{say('exportAll')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
