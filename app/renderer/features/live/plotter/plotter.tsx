import { type ReactNode, useEffect, useMemo } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { useDocumentStore } from '../../../stores/document-store.ts';
import { useTargetKit } from '../../../stores/kit-store.ts';
import { Icon } from '../../../ui/icon.tsx';
import { PlotCanvas } from './plot-canvas.tsx';
import { shownSources } from './plot-sources.ts';
import classes from './plotter.module.css';
import { plotterTexts } from './plotter.texts.ts';
import { resume } from './plotter-actions.ts';
import { usePlotter } from './plotter-store.ts';
import { PlotterTools } from './plotter-tools.tsx';
import { SeriesList } from './series-list.tsx';
import { usePlotSources } from './use-plot-sources.ts';

/** Several series in one plot: ports of the program, and numbers that it prints. */
export default function Plotter({
  tools,
  record,
}: {
  readonly tools: ReactNode;
  readonly record: ReactNode;
}) {
  const say = useTexts(plotterTexts);
  const kit = useTargetKit(useDocumentStore(state => state.projectId));
  const sources = usePlotSources(kit?.kitId);
  const chosen = usePlotter(state => state.chosen);
  const shown = useMemo(() => shownSources(sources, chosen), [sources, chosen]);
  const shownIds = useMemo(() => new Set(shown.map(({ id }) => id)), [shown]);
  const kitId = kit?.kitId;
  // What was held of another kit says nothing of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each kit begins anew.
  useEffect(() => resume, [kitId]);
  const isEmpty = sources.length === 0;
  return (
    <div className={classes.plotter}>
      {shown.length === 0 ? (
        <div className={classes.empty}>
          <Icon name="chart-line" size={24} />
          <p className={classes.emptyTitle}>{say(isEmpty ? 'emptyTitle' : 'noneTitle')}</p>
          <p>{say(isEmpty ? (kit?.transport === 'replay' ? 'emptyReplay' : 'emptyHint') : 'noneHint')}</p>
        </div>
      ) : (
        <PlotCanvas sources={shown} />
      )}
      <aside className={classes.side} aria-label={say('series')}>
        <div className={classes.tools}>{tools}</div>
        <div className={classes.tools}>
          {record}
          <span className={classes.grow} />
          <PlotterTools sources={shown} />
        </div>
        <SeriesList sources={sources} shown={shownIds} />
      </aside>
    </div>
  );
}
