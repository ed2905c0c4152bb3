import type { ConsoleLine } from '../../stores/console-store.ts';
import { formatClock } from '../../ui/format-port-value.ts';

/** What stands before each line: nothing, the time of day, or the time since the console's first line. */
export const timestampModes = ['off', 'clock', 'since-start'] as const;
export type TimestampMode = (typeof timestampModes)[number];

/** How lines are written. */
export interface ConsoleRenderOptions {
  readonly timestamps: TimestampMode;
  /** When the console's first line came, milliseconds since the epoch. */
  readonly startedAtMs: number;
}

const reset = '\x1b[0m';
const faint = '\x1b[90m';
const colors: Readonly<Record<ConsoleLine['level'], string>> = {
  debug: '\x1b[90m',
  info: '\x1b[36m',
  warning: '\x1b[33m',
  error: '\x1b[31m',
};

/**
 * Text of the program without the sequences that would move the cursor out of its place or change the terminal:
 * colours stay, everything else goes.
 */
export function keepColorsOnly(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[^[]/g, sequence =>
    sequence.endsWith('m') ? sequence : '',
  );
}

/** Text without any sequence at all. */
export function withoutColors(text: string): string {
  if (!text.includes('\x1b')) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[^[]/g, '');
}

/** The time before a line, with a blank after it; empty where none is wanted. */
export function timestamp(atMs: number, { timestamps, startedAtMs }: ConsoleRenderOptions): string {
  if (timestamps === 'off') return '';
  if (timestamps === 'clock') return `${formatClock(atMs)} `;
  return `${`+${(Math.max(0, atMs - startedAtMs) / 1000).toFixed(3)}`.padStart(10)} `;
}

/** One complete line for the terminal, with its colour, ended. */
export function renderLine(line: ConsoleLine, options: ConsoleRenderOptions): string {
  const stamp = timestamp(line.atMs, options);
  const time = stamp === '' ? '' : `${faint}${stamp}${reset}`;
  switch (line.origin) {
    case 'program':
      return `${time}${keepColorsOnly(line.text)}${reset}\r\n`;
    case 'log': {
      const node = line.node === null ? '' : `${line.node}: `;
      return `${time}${colors[line.level]}${node}${keepColorsOnly(line.text)}${reset}\r\n`;
    }
    case 'fault':
      return `${time}${colors.error}${line.text}${reset}\r\n`;
    case 'note':
      return `${time}${faint}${line.text}${reset}\r\n`;
  }
}

/** All lines as plain text, as a file takes them: the time of each, who wrote it, and what. */
export function linesAsText(lines: readonly ConsoleLine[]): string {
  return lines
    .map(line => {
      const who = line.origin === 'program' ? 'program' : `${line.source} ${line.level}`;
      const node = line.node === null ? '' : ` ${line.node}:`;
      return `${new Date(line.atMs).toISOString()} ${who}${node} ${withoutColors(line.text)}\n`;
    })
    .join('');
}

/**
 * What to write for a piece of program text, where each line may need a time before it.
 *
 * @param isAtLineStart whether the terminal's cursor stands at the start of a line now
 */
export function renderPiece(
  text: string,
  atMs: number,
  isAtLineStart: boolean,
  options: ConsoleRenderOptions,
): { readonly text: string; readonly isAtLineStart: boolean } {
  const ended = text.endsWith('\n');
  const crlf = text.replace(/\r?\n/g, '\r\n');
  if (options.timestamps === 'off') return { text: crlf, isAtLineStart: ended };
  const stamp = `${faint}${timestamp(atMs, options)}${reset}`;
  const body = ended ? crlf.slice(0, -2) : crlf;
  const stamped = (isAtLineStart ? stamp : '') + body.split('\r\n').join(`\r\n${stamp}`);
  return { text: ended ? `${stamped}\r\n` : stamped, isAtLineStart: ended };
}
