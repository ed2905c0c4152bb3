import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../../i18n/texts.ts';
import { consoleStore } from '../../../stores/console-store.ts';
import { usePortWords } from '../../../stores/port-words.ts';
import { runtimeStore } from '../../../stores/runtime-store.ts';
import { type PlotSource, plotSources } from './plot-sources.ts';
import { plotterTexts } from './plotter.texts.ts';
import { noteSources } from './plotter-actions.ts';
import { TextSeries } from './text-series.ts';

const subscribePortSet = (listener: () => void) => runtimeStore.subscribePortSet(listener);

/** Every series of a kit, anew when one speaks for the first time. */
export function usePlotSources(kitId: string | undefined): readonly PlotSource[] {
  const say = useTexts(plotterTexts);
  const words = usePortWords();
  const revision = useSyncExternalStore(subscribePortSet, () => runtimeStore.portSetRevision);
  const [texts, setTexts] = useState<TextSeries | null>(null);
  const [nameTurn, setNameTurn] = useState(0);
  useEffect(() => {
    if (kitId === undefined) return;
    const series = new TextSeries(consoleStore, kitId, () => setNameTurn(turn => turn + 1));
    setTexts(series);
    return () => {
      series.dispose();
      setTexts(null);
    };
  }, [kitId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: revision and turn stand for what the stores hold.
  const sources = useMemo(
    () => plotSources(words, texts, place => say('place', { place })),
    [words, texts, say, revision, nameTurn],
  );
  useEffect(() => noteSources(sources), [sources]);
  return sources;
}
