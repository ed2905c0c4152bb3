import type { PatternAnswer, PatternRequest } from './pattern-worker.ts';

/** A pattern that takes longer for one batch of lines is given up. */
const deadlineMs = 1000;
/** Lines in one question, so that a slow pattern is found out early. */
const batchLines = 1000;
/** What a pattern sees of one line. */
const seenLength = 2000;

export class PatternTooSlow extends Error {}

/** The part of a worker that is used here. */
export interface PatternWorker {
  postMessage(request: PatternRequest): void;
  addEventListener(type: 'message', listener: (event: { readonly data: PatternAnswer }) => void): void;
  terminate(): void;
}

/**
 * Tries a person's pattern on lines, in a worker with a deadline: an expression that never comes to an end stops
 * there and nowhere else.
 */
export class PatternFilter {
  readonly #pattern: string;
  readonly #create: () => PatternWorker;
  readonly #deadlineMs: number;
  #worker: PatternWorker | null = null;
  #next = 1;
  readonly #waiting = new Map<number, (matches: readonly boolean[]) => void>();

  constructor(
    pattern: string,
    create: () => PatternWorker = () =>
      new Worker(new URL('./pattern-worker.ts', import.meta.url), { type: 'module' }),
    deadline = deadlineMs,
  ) {
    this.#pattern = pattern;
    this.#create = create;
    this.#deadlineMs = deadline;
  }

  /**
   * Which texts match, in their order.
   * @throws PatternTooSlow where one batch takes longer than the deadline
   */
  async test(texts: readonly string[]): Promise<boolean[]> {
    const matches: boolean[] = [];
    for (let first = 0; first < texts.length; first += batchLines) {
      const batch = texts.slice(first, first + batchLines).map(text => text.slice(0, seenLength));
      matches.push(...(await this.#ask(batch)));
    }
    return matches;
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }

  #ask(texts: readonly string[]): Promise<readonly boolean[]> {
    const worker = this.#worker ?? this.#open();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.dispose();
        reject(new PatternTooSlow());
      }, this.#deadlineMs);
      this.#waiting.set(id, matches => {
        clearTimeout(timer);
        resolve(matches);
      });
      worker.postMessage({ id, pattern: this.#pattern, texts });
    });
  }

  #open(): PatternWorker {
    const worker = this.#create();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      this.#waiting.get(data.id)?.(data.matches);
      this.#waiting.delete(data.id);
    });
    return worker;
  }
}
