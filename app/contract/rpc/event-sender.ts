import type { EventDefinition } from './define-service.ts';

/** The most text that waits for one slow subscription, in UTF-16 code units. */
export const maximumQueueLength = 8 * 1024 * 1024;

type Waiting = { readonly text: string } | { dropped: number };

/**
 * The host's end of one subscription. The client grants credit, counted in UTF-16 code units of event frames; while
 * any is left, a payload is sent at once, and its length is taken off. Without credit `latest` keeps only the newest
 * payload and `lossless` queues. A queue that is full drops what comes and leaves a mark of how many are missing.
 */
export class EventSender {
  readonly #send: (text: string) => void;
  readonly #id: number;
  readonly #flow: EventDefinition['flow'];
  #credit: number;
  #waiting: Waiting[] = [];
  /** Where the queue begins; moved instead of shifting, so that draining a long queue stays linear. */
  #head = 0;
  #waitingLength = 0;
  #dropped = 0;

  constructor(id: number, flow: EventDefinition['flow'], credit: number, send: (text: string) => void) {
    this.#id = id;
    this.#flow = flow;
    this.#credit = credit;
    this.#send = send;
  }

  /** How many payloads of a lossless event were lost so far. */
  get dropped(): number {
    return this.#dropped;
  }

  emit(payload: unknown): void {
    const text = JSON.stringify({ type: 'event', id: this.#id, payload });
    // While credit is left nothing waits: `grant` sends what does, before anything new comes.
    if (this.#credit > 0) {
      this.#credit -= text.length;
      this.#send(text);
      return;
    }
    if (this.#flow === 'latest') {
      this.#waiting = [{ text }];
      this.#head = 0;
      return;
    }
    if (this.#waitingLength + text.length > maximumQueueLength) {
      this.#drop();
      return;
    }
    this.#waiting.push({ text });
    this.#waitingLength += text.length;
  }

  #drop(): void {
    this.#dropped += 1;
    const last = this.#waiting.at(-1);
    if (last !== undefined && 'dropped' in last) last.dropped += 1;
    else this.#waiting.push({ dropped: 1 });
  }

  grant(credit: number): void {
    this.#credit += credit;
    while (this.#credit > 0) {
      const next = this.#waiting[this.#head];
      if (next === undefined) break;
      this.#head += 1;
      if ('dropped' in next) {
        this.#send(JSON.stringify({ type: 'gap', id: this.#id, dropped: next.dropped }));
      } else {
        this.#credit -= next.text.length;
        if (this.#flow === 'lossless') this.#waitingLength -= next.text.length;
        this.#send(next.text);
      }
    }
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    } else if (this.#head > 1024) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
