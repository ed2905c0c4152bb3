import { useEffect, useRef } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { onPlotTick } from '../frame-ticker.ts';
import { rightEdgeMs } from '../live-store.ts';
import { valueAt } from './align-series.ts';
import type { PlotSource } from './plot-sources.ts';
import classes from './plotter.module.css';
import { plotterTexts } from './plotter.texts.ts';
import { samplesOf } from './plotter-actions.ts';
import { usePlotter } from './plotter-store.ts';

/** Numbers beside the names are written this often at most. */
const refreshMs = 120;

function numberText(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e6 || size < 1e-3)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(5)));
}

/** Every series with its colour, whether it is drawn, and its value: now, or at the cursors. */
export function SeriesList({
  sources,
  shown,
}: {
  readonly sources: readonly PlotSource[];
  readonly shown: ReadonlySet<string>;
}) {
  const say = useTexts(plotterTexts);
  const { chosen, cursors } = usePlotter();
  const group = (origin: PlotSource['origin']) => sources.filter(source => source.origin === origin);
  const groups = [
    { title: say('ports'), members: group('port') },
    { title: say('printed'), members: group('text') },
  ].filter(({ members }) => members.length > 0);
  const choose = (id: string, isShown: boolean) =>
    usePlotter.setState({ chosen: new Map([...chosen, [id, isShown]]) });
  const deltaMs = cursors === null ? 0 : cursors.b - cursors.a;
  return (
    <div className={classes.series}>
      {cursors !== null && (
        <output className={classes.delta}>
          {say('difference', {
            time: Math.abs(deltaMs) < 1000 ? `${deltaMs.toFixed(1)} ms` : `${(deltaMs / 1000).toFixed(3)} s`,
          })}
          {deltaMs !== 0 && <span> · {numberText(1000 / Math.abs(deltaMs))} Hz</span>}
        </output>
      )}
      {groups.map(({ title, members }) => (
        <fieldset key={title} className={classes.group}>
          <legend className={classes.legend}>
            <span className={classes.legendTitle}>{title}</span>
            {cursors !== null && ['A', 'B', 'Δ'].map(name => <span key={name}>{name}</span>)}
          </legend>
          {members.map(source => (
            <label
              key={source.id}
              className={classes.item}
              data-shown={shown.has(source.id)}
              data-cursors={cursors !== null}
            >
              <input
                type="checkbox"
                className={classes.tick}
                checked={shown.has(source.id)}
                aria-label={say('show', { name: source.name })}
                onChange={event => choose(source.id, event.currentTarget.checked)}
              />
              <svg
                className={classes.swatch}
                viewBox="0 0 18 4"
                aria-hidden="true"
                style={{ color: source.color }}
              >
                <path
                  d="M0 2h18"
                  stroke="currentColor"
                  strokeWidth="2.5"
                  strokeDasharray={source.dash.join(' ')}
                />
              </svg>
              <span className={classes.itemName} title={source.name}>
                {source.name}
              </span>
              {cursors === null ? (
                <NewestValue source={source} />
              ) : (
                <CursorValues source={source} cursors={cursors} />
              )}
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** The value at the right edge, written without rendering. */
function NewestValue({ source }: { readonly source: PlotSource }) {
  const place = useRef<HTMLSpanElement>(null);
  const latest = useRef(source);
  latest.current = source;
  useEffect(() => {
    let writtenMs = 0;
    return onPlotTick(nowMs => {
      if (nowMs - writtenMs < refreshMs || !place.current) return;
      writtenMs = nowMs;
      const atMs = usePlotter.getState().held?.toMs ?? rightEdgeMs(nowMs);
      const text = numberText(valueAt(samplesOf(latest.current), atMs));
      if (place.current.textContent !== text) place.current.textContent = text;
    });
  }, []);
  return <span ref={place} className={classes.number} />;
}

function CursorValues({
  source,
  cursors,
}: {
  readonly source: PlotSource;
  readonly cursors: { readonly a: number; readonly b: number };
}) {
  const samples = samplesOf(source);
  const a = valueAt(samples, cursors.a);
  const b = valueAt(samples, cursors.b);
  return [a, b, a === null || b === null ? null : b - a].map((value, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: always A, B and their difference.
    <span key={index} className={classes.number}>
      {numberText(value)}
    </span>
  ));
}
