/**
 * Which flash has taken which new kit for its board: boards that are flashed side by side may come back under names
 * that nobody knows yet, and none of them is two boards. What was taken stays taken until no flash is under way, as
 * one that still waits knows nothing of the kits of the others.
 */
export class ReturnedKits {
  readonly #owners = new Map<string, object>();
  #underWay = 0;

  /** Does a piece of work during which kits may come back. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#owners.clear();
    }
  }

  /** Takes a kit for the board of `owner`; false where it is that of another. */
  take(owner: object, kitId: string): boolean {
    const known = this.#owners.get(kitId) ?? owner;
    this.#owners.set(kitId, known);
    return known === owner;
  }
}
