/** What the kiosk does now. Times are milliseconds of any clock that only goes forward. */
export type DemoStage =
  /** Invites; needs nothing, so it can always be shown. */
  | { readonly kind: 'attract' }
  /** The sample is being opened and pushed. `round` is new for each try. */
  | { readonly kind: 'opening'; readonly attempt: number; readonly round: number }
  /** A visitor has the device. */
  | { readonly kind: 'showing'; readonly round: number; readonly touchedAtMs: number }
  /** Something did not work; shown as the attract screen until it is tried again. */
  | { readonly kind: 'resting'; readonly attempt: number; readonly untilMs: number };

export interface DemoState {
  readonly stage: DemoStage;
  /** Place in the playlist. */
  readonly item: number;
  /** How many tries there have been in all; makes each round different. */
  readonly rounds: number;
}

export type DemoEvent =
  /** A visitor wants to begin. */
  | { readonly kind: 'started' }
  /** A visitor, or the host of the booth, chose a sample. */
  | { readonly kind: 'chose'; readonly item: number }
  | { readonly kind: 'stepped'; readonly by: 1 | -1 }
  /** The program of a round runs. */
  | { readonly kind: 'ready'; readonly round: number; readonly nowMs: number }
  /** A round could not be opened, or its board is gone. */
  | { readonly kind: 'failed'; readonly round: number; readonly nowMs: number }
  /** Somebody is there: pointer, finger or key. */
  | { readonly kind: 'touched'; readonly nowMs: number }
  | { readonly kind: 'ticked'; readonly nowMs: number };

export interface DemoRules {
  /** Samples in the playlist. */
  readonly items: number;
  /** Without a touch for this long, the device is reset and the attract screen comes back. */
  readonly idleMs: number;
}

/** After this many tries of one sample the next one is tried. */
const triesPerItem = 2;
const firstRestMs = 2000;
const longestRestMs = 60_000;

export const initialDemo: DemoState = { stage: { kind: 'attract' }, item: 0, rounds: 0 };

/** How long to wait after a number of failed tries: 2 s, 4 s, 8 s … at most a minute. */
export function restMs(attempt: number): number {
  return Math.min(longestRestMs, firstRestMs * 2 ** (attempt - 1));
}

/** The kiosk's next state. Pure; every event is allowed in every state, and no state is a dead end. */
export function nextDemo(state: DemoState, event: DemoEvent, rules: DemoRules): DemoState {
  if (rules.items === 0) return { ...state, stage: { kind: 'attract' }, item: 0 };
  const { stage } = state;
  switch (event.kind) {
    case 'started':
      return stage.kind === 'attract' || stage.kind === 'resting' ? open(state, state.item, 1) : state;
    case 'chose':
      if (stage.kind === 'showing' && event.item === state.item) return state;
      return open(state, wrap(event.item, rules.items), 1);
    case 'stepped':
      return open(state, wrap(state.item + event.by, rules.items), 1);
    case 'ready':
      return stage.kind === 'opening' && stage.round === event.round
        ? { ...state, stage: { kind: 'showing', round: event.round, touchedAtMs: event.nowMs } }
        : state;
    case 'failed': {
      const isThisRound =
        (stage.kind === 'opening' || stage.kind === 'showing') && stage.round === event.round;
      if (!isThisRound) return state;
      const attempt = stage.kind === 'opening' ? stage.attempt : 1;
      return {
        ...state,
        stage: { kind: 'resting', attempt, untilMs: event.nowMs + restMs(attempt) },
      };
    }
    case 'touched':
      return stage.kind === 'showing' ? { ...state, stage: { ...stage, touchedAtMs: event.nowMs } } : state;
    case 'ticked':
      if (stage.kind === 'showing' && event.nowMs - stage.touchedAtMs >= rules.idleMs) {
        // The next visitor sees another sample.
        return { ...state, stage: { kind: 'attract' }, item: wrap(state.item + 1, rules.items) };
      }
      if (stage.kind === 'resting' && event.nowMs >= stage.untilMs) {
        const isNextItem = rules.items > 1 && stage.attempt % triesPerItem === 0;
        const item = isNextItem ? wrap(state.item + 1, rules.items) : state.item;
        return open(state, item, stage.attempt + 1);
      }
      return state;
  }
}

function open(state: DemoState, item: number, attempt: number): DemoState {
  const round = state.rounds + 1;
  return { item, rounds: round, stage: { kind: 'opening', attempt, round } };
}

function wrap(item: number, items: number): number {
  return ((item % items) + items) % items;
}
