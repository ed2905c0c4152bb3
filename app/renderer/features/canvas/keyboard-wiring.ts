import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode, nameOfPort } from '../../stores/names.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { canvasTexts } from './canvas.texts.ts';
import { connectEnds } from './canvas-actions.ts';
import { canvas } from './canvas-api.ts';
import type { WireStart, WiringCandidate } from './wiring-store.ts';
import { judgeEnds, useWiringStore } from './wiring-store.ts';

/** Every port that a wire from `start` could go to, the nearest node first, then from top to bottom. */
export function findCandidates(start: WireStart): WiringCandidate[] {
  const { profile } = useDocumentStore.getState();
  const { catalogue } = useCatalogueStore.getState();
  const origin = profile.nodes[start.node]?.position ?? { x: 0, y: 0 };
  const side = start.side === 'output' ? 'input' : 'output';
  const distance = (node: string) => {
    const place = profile.nodes[node]?.position ?? origin;
    return Math.hypot(place.x - origin.x, place.y - origin.y);
  };
  return Object.entries(profile.nodes)
    .flatMap(([node, { type }]) => {
      const definition = catalogue.nodes.get(type);
      const ports = side === 'input' ? definition?.inputs : definition?.outputs;
      return (ports ?? []).flatMap(({ id: port }) => {
        const end: WireStart = { node, port, side };
        const verdict = judgeEnds(start, end);
        return verdict.ok ? [{ ...end, verdict }] : [];
      });
    })
    .sort((left, right) => distance(left.node) - distance(right.node));
}

const say = () => canvasTexts.say(useSettingsStore.getState().language);

/** Starts a wire with the keyboard; says how many ports fit. */
export function startKeyboardWiring(start: WireStart): void {
  const candidates = findCandidates(start);
  if (candidates.length === 0) {
    announce(say()('wiringNone'));
    return;
  }
  useWiringStore.getState().set({ kind: 'keyboard', start, candidates, index: 0 });
  announce(`${say()('wiringStarted', { count: candidates.length })} ${sayCandidate(candidates, 0)}`);
  showCandidate(candidates[0]);
}

/** Goes to the next or the previous port that fits. */
export function stepKeyboardWiring(step: 1 | -1): void {
  const { wiring, set } = useWiringStore.getState();
  if (wiring.kind !== 'keyboard') return;
  const { candidates } = wiring;
  const index = (wiring.index + step + candidates.length) % candidates.length;
  set({ ...wiring, index });
  announce(sayCandidate(candidates, index));
  showCandidate(candidates[index]);
}

/** Draws the wire to the chosen port. */
export function finishKeyboardWiring(): void {
  const { wiring, set } = useWiringStore.getState();
  if (wiring.kind !== 'keyboard') return;
  const end = wiring.candidates[wiring.index];
  set({ kind: 'idle' });
  if (end !== undefined) connectEnds(wiring.start, end);
}

/** Ends without a wire. */
export function cancelKeyboardWiring(): void {
  const { wiring, set } = useWiringStore.getState();
  if (wiring.kind === 'idle') return;
  set({ kind: 'idle' });
  announce(say()('wiringEnded'));
}

function sayCandidate(candidates: readonly WiringCandidate[], index: number): string {
  const { language } = useSettingsStore.getState();
  const candidate = candidates[index];
  if (candidate === undefined) return '';
  const words = say()('wiringCandidate', {
    node: nameOfNode(candidate.node, language),
    port: nameOfPort(candidate.node, candidate.side, candidate.port, language),
    index: index + 1,
    count: candidates.length,
  });
  const { explanation } = candidate.verdict;
  return explanation === null ? words : `${words} ${explanation[language]}`;
}

/** Brings a candidate into view where it is not. */
function showCandidate(candidate: WiringCandidate | undefined): void {
  const api = canvas();
  if (api === null || candidate === undefined) return;
  const place = useDocumentStore.getState().profile.nodes[candidate.node]?.position;
  if (place === undefined) return;
  const box = api.element.getBoundingClientRect();
  const screen = api.flow.flowToScreenPosition(place);
  const isSeen =
    screen.x > box.left && screen.x < box.right - 100 && screen.y > box.top && screen.y < box.bottom - 60;
  if (!isSeen) void api.flow.setCenter(place.x + 98, place.y + 60, { zoom: api.flow.getZoom(), duration: 0 });
}
