/**
 * Gives each of `seekers` one slot out of its list so that as many as possible get one (Kuhn's augmenting paths). Each
 * takes the first of its list that is free; a slot changes hands only where somebody would else go without, so the
 * result is the plain "first come, first served" wherever that works. Same input, same result.
 * @returns for each seeker the slot, or null.
 */
export function matchSlots(seekers: readonly (readonly string[])[]): (string | null)[] {
  const holderOf = new Map<string, number>();
  const result: (string | null)[] = seekers.map(() => null);

  const settle = (seeker: number, asked: Set<string>): boolean => {
    const slots = seekers[seeker] ?? [];
    const free = slots.find(slot => !holderOf.has(slot));
    if (free !== undefined) {
      holderOf.set(free, seeker);
      result[seeker] = free;
      return true;
    }
    for (const slot of slots) {
      const holder = holderOf.get(slot);
      if (holder === undefined || asked.has(slot)) continue;
      asked.add(slot);
      if (settle(holder, asked)) {
        holderOf.set(slot, seeker);
        result[seeker] = slot;
        return true;
      }
    }
    return false;
  };

  for (const seeker of seekers.keys()) settle(seeker, new Set());
  return result;
}
