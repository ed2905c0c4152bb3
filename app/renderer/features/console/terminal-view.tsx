import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { consoleStore } from '../../stores/console-store.ts';
import classes from './console.module.css';
import { type ConsoleRenderOptions, passesFilter, renderLine, renderPiece } from './console-render.ts';

interface TerminalViewProps {
  readonly kitId: string;
  readonly label: string;
  readonly options: ConsoleRenderOptions;
  readonly isReadOnly: boolean;
  /** What a person typed, as the board's REPL takes it. */
  readonly onInput: (text: string) => void;
}

/** The terminal's colours, from the tokens of the theme that is shown. */
function themeFrom(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const faint = token('--ink-faint');
  return {
    background: token('--panel'),
    foreground: token('--ink'),
    cursor: token('--accent'),
    cursorAccent: token('--panel'),
    selectionBackground: token('--accent-soft'),
    scrollbarSliderBackground: token('--line'),
    scrollbarSliderHoverBackground: token('--line-strong'),
    scrollbarSliderActiveBackground: token('--line-strong'),
    black: token('--ink'),
    red: token('--bad'),
    green: token('--ok'),
    yellow: token('--warn'),
    blue: token('--port-number'),
    magenta: token('--port-emotion'),
    cyan: token('--port-image'),
    white: token('--ink-soft'),
    brightBlack: faint,
    brightRed: token('--bad'),
    brightGreen: token('--ok'),
    brightYellow: token('--warn'),
    brightBlue: token('--port-number'),
    brightMagenta: token('--port-emotion'),
    brightCyan: token('--port-image'),
    brightWhite: token('--ink'),
  };
}

/** A terminal on one kit: shows what the console store has and what comes, and sends what is typed. */
export function TerminalView({ kitId, label, options, isReadOnly, onInput }: TerminalViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const terminalRef = useRef<Terminal | null>(null);
  const input = useRef(onInput);
  input.current = onInput;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const terminal = new Terminal({
      convertEol: true,
      cursorBlink: true,
      fontFamily: getComputedStyle(element).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 1.35,
      scrollback: 6000,
      theme: themeFrom(element),
      screenReaderMode: false,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(element);
    terminalRef.current = terminal;
    terminal.onData(text => input.current(text));
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientHeight > 0) fit.fit();
    });
    resize.observe(element);
    const theme = new MutationObserver(() => {
      terminal.options.theme = themeFrom(element);
    });
    theme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => {
      theme.disconnect();
      resize.disconnect();
      terminal.dispose();
      terminalRef.current = null;
    };
  }, []);

  useEffect(() => {
    terminalRef.current?.textarea?.setAttribute('aria-label', label);
  }, [label]);

  useEffect(() => {
    const terminal = terminalRef.current;
    if (!terminal) return;
    terminal.options.disableStdin = isReadOnly;
  }, [isReadOnly]);

  const { hasTimestamps, filter } = options;
  useEffect(() => {
    const terminal = terminalRef.current;
    if (!terminal) return;
    let isAtLineStart = true;
    const writeLines = (lines: ReturnType<typeof consoleStore.lines>) => {
      const text = lines
        .filter(line => passesFilter(line, filter))
        .map(line => renderLine(line, { hasTimestamps, filter }))
        .join('');
      if (text !== '') terminal.write(text);
    };
    const writeAll = () => {
      terminal.reset();
      writeLines(consoleStore.lines(kitId));
      isAtLineStart = true;
      const open = consoleStore.openLine(kitId);
      if (filter === '' && open.text !== '') writeText(open.text, open.atMs);
    };
    const writeText = (text: string, atMs: number) => {
      const piece = renderPiece(text, atMs, isAtLineStart, { hasTimestamps });
      isAtLineStart = piece.isAtLineStart;
      terminal.write(piece.text);
    };
    writeAll();
    return consoleStore.subscribe(kitId, change => {
      switch (change.kind) {
        case 'cleared':
          writeAll();
          break;
        case 'text':
          // With a filter only complete lines can be judged.
          if (filter === '') writeText(change.text, change.atMs);
          else writeLines(change.completed);
          break;
        case 'lines':
          if (!isAtLineStart) terminal.write('\r\n');
          isAtLineStart = true;
          writeLines(change.lines);
          break;
      }
    });
  }, [kitId, hasTimestamps, filter]);

  return <div ref={place} className={classes.terminal} data-testid="terminal" />;
}
