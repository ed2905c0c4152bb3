import type { PinSet } from './board-buses.ts';

/** So many choices of any board's data are looked at; real boards need a few dozen. */
const mostChoices = 5_000;

/**
 * One set of pins for each of `wishes` (each a list, best first), no pin and no controller twice, so that as many
 * wishes as can be come true; among such choices the first in the order of the lists. Equal wishes are equal lists.
 * `judge` counts what a choice leaves possible beyond the wishes; `best` is the most that it can answer.
 * @returns for each wish its set, or null.
 */
export function choosePinSets(
  wishes: readonly (readonly PinSet[])[],
  judge: (used: ReadonlySet<string>) => number = () => 0,
  best = 0,
): (PinSet | null)[] {
  let found: (PinSet | null)[] = wishes.map(() => null);
  let foundScore = -1;
  let choices = 0;
  const chosen: (PinSet | null)[] = [];
  const used = new Set<string>();

  const choose = (served: number): void => {
    const wish = wishes[chosen.length];
    choices += 1;
    if (wish === undefined) {
      const score = served + judge(used);
      if (score > foundScore) {
        foundScore = score;
        found = [...chosen];
      }
      return;
    }
    const isOver = (): boolean =>
      choices > mostChoices || served + (wishes.length - chosen.length) + best <= foundScore;
    for (const set of wish) {
      if (isOver()) return;
      const names = [set.controller, ...set.pins.map(pin => pin.id)];
      if (names.some(name => used.has(name))) continue;
      for (const name of names) used.add(name);
      chosen.push(set);
      choose(served + 1);
      chosen.pop();
      for (const name of names) used.delete(name);
    }
    if (isOver()) return;
    chosen.push(null);
    choose(served);
    chosen.pop();
  };

  choose(0);
  return found;
}
