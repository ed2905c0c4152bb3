import type { ConsoleLine } from '../../stores/console-store.ts';
import { formatClock } from '../../ui/format-port-value.ts';

/** How lines are written. */
export interface ConsoleRenderOptions {
  readonly hasTimestamps: boolean;
  /** Only lines that contain this, whatever their case; empty shows all. */
  readonly filter: string;
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

/** Whether a line passes the filter. */
export function passesFilter(line: ConsoleLine, filter: string): boolean {
  if (filter === '') return true;
  const wanted = filter.toLowerCase();
  return line.text.toLowerCase().includes(wanted) || (line.node?.toLowerCase().includes(wanted) ?? false);
}

/** One complete line for the terminal, with its colour, ended. */
export function renderLine(line: ConsoleLine, options: ConsoleRenderOptions): string {
  const time = options.hasTimestamps ? `${faint}${formatClock(line.atMs)}${reset} ` : '';
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

/** All lines as plain text, as a file takes them. */
export function linesAsText(lines: readonly ConsoleLine[]): string {
  return lines
    .map(line => {
      const node = line.node === null ? '' : ` ${line.node}:`;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      const text = line.text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
      return `${new Date(line.atMs).toISOString()} ${line.origin}${node} ${text}\n`;
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
  options: Pick<ConsoleRenderOptions, 'hasTimestamps'>,
): { readonly text: string; readonly isAtLineStart: boolean } {
  const ended = text.endsWith('\n');
  const crlf = text.replace(/\r?\n/g, '\r\n');
  if (!options.hasTimestamps) return { text: crlf, isAtLineStart: ended };
  const stamp = `${faint}${formatClock(atMs)}${reset} `;
  const body = ended ? crlf.slice(0, -2) : crlf;
  const stamped = (isAtLineStart ? stamp : '') + body.split('\r\n').join(`\r\n${stamp}`);
  return { text: ended ? `${stamped}\r\n` : stamped, isAtLineStart: ended };
}
