import { useEffect, useState } from 'react';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { placementOf } from '../../stores/graph-view.ts';
import { portWords } from '../../stores/port-words.ts';
import { type DemoCard, noCards, noteValues } from './demo-cards.ts';
import type { DemoProject } from './use-demo-show.ts';

/** First values of a program are its settings, not something that happened. */
const preludeMs = 250;

/** What just happened inside the running sample, newest last. */
export function useDemoCards(project: DemoProject): readonly DemoCard[] {
  const [cards, setCards] = useState<readonly DemoCard[]>([]);
  const catalogue = useCatalogueStore(store => store.catalogue);
  useEffect(() => {
    let state = noCards;
    setCards([]);
    const { profile, kitId, readyAtMs } = project;
    const lookUp = (nodeId: string, portId: string) => {
      const { type, side } = portWords(profile, catalogue, 'en', nodeId, portId);
      const node = profile.nodes[nodeId];
      if (side !== 'output' || type === undefined || node === undefined) return null;
      return { kind: type.kind, placement: placementOf(node, catalogue.nodes.get(node.type)) };
    };
    return getStudio().device.on('onDidReceiveValues', event => {
      if (event.kitId !== kitId) return;
      const before = state.cards;
      state = noteValues(state, event.values, lookUp, performance.now() - readyAtMs < preludeMs);
      if (state.cards !== before) setCards(state.cards);
    });
  }, [project, catalogue]);
  return cards;
}
