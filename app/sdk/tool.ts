import type { JsonValue } from './hub-caller.ts';

export { languageOf, mentions, simplify } from '../core/language/mentions.ts';
export * from '../core/text/local-time.ts';
export type { JsonValue } from './hub-caller.ts';

/** An event of a calendar file, one occurrence of it. */
export interface CalendarEvent {
  readonly title: string;
  readonly place: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** It has no time of day. */
  readonly isWholeDay: boolean;
}

/** What a preset tool sees of the world. One context per tool, persona and person. */
export interface ToolContext<State = undefined> {
  /** The language to answer in: that of what was asked. */
  readonly language: 'en' | 'zh';
  /** Date and time of day of the hub; in a scenario the scenario's. */
  date(): Date;
  /** IANA time zone, `Asia/Shanghai`. */
  readonly timeZone: string;
  readonly signal: AbortSignal;
  /** What `createState` made; it lasts as long as the program runs. */
  readonly state: State;
  /** What lasts across runs, as JSON by key; per person where the tool is one's own (notes), see `scope`. */
  readonly store: {
    get(key: string): Promise<JsonValue | undefined>;
    set(key: string, value: JsonValue): Promise<void>;
    keys(): Promise<readonly string[]>;
    remove(key: string): Promise<void>;
  };
  /** Text of a file that the tool ships, listed in its `tool.json`. */
  readData(file: string): Promise<string>;
  /** Text of a file of the user's project, below `assets/`; null where there is none. */
  readAsset(path: string): Promise<string | null>;
  /** What stands in the `.ics` files of the project's `assets/` between two moments, in order of time. */
  readCalendar(from: Date, to: Date): Promise<readonly CalendarEvent[]>;
  /** Calls back after a time of the hub's clock. */
  after(delayMs: number, call: () => void): () => void;
  /** Says something later, outside a call: an alarm that rings. */
  announce(answer: { readonly text: string; readonly data?: JsonValue }): void;
}

/** What a function of a tool gives back: words that can be spoken as they are, and data for wires and models. */
export interface ToolResult {
  readonly text: string;
  readonly data?: JsonValue;
}

/** A mistake of the caller that has words for people: an unknown unit, a date that does not exist. */
export class ToolProblem extends Error {
  override readonly name = 'ToolProblem';

  /** Known by its name: in a packaged studio each tool brings a copy of this class of its own. */
  static is(error: unknown): error is ToolProblem {
    return error instanceof Error && error.name === 'ToolProblem';
  }
}

/** The code of a preset tool: the default export of its `tool.host.ts`. */
export interface Tool<State = undefined> {
  /** Whose data the store holds: each person's own, or the device's. The default is `person`. */
  readonly scope?: 'person' | 'device';
  createState?(): State;
  /** Once, when the program starts: sets up again what was stored (alarms that are still due). */
  start?(context: ToolContext<State>): void | Promise<void>;
  /** Function id → what it does. Arguments were checked against `tool.json`. */
  readonly functions: Readonly<
    Record<
      string,
      (
        arguments_: Readonly<Record<string, JsonValue>>,
        context: ToolContext<State>,
      ) => ToolResult | Promise<ToolResult>
    >
  >;
  /**
   * Answers plain words where the tool stands as a node or leads a conversation of its own (a quiz, a story). Absent:
   * the phrases of `tool.json` are matched. Null: not understood.
   */
  converse?(words: string, context: ToolContext<State>): Promise<ToolResult | null> | ToolResult | null;
}

/** Types a tool and marks it for the loader. */
export function defineTool<State = undefined>(tool: Tool<State>): Tool<State> {
  return tool;
}
