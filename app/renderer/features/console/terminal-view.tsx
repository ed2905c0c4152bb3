import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { type ITheme, Terminal } from '@xterm/xterm';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { consoleStore } from '../../stores/console-store.ts';
import classes from './console.module.css';
import type { ConsoleFilter } from './console-filter.ts';
import type { TimestampMode } from './console-render.ts';
import { PatternFilter } from './pattern-filter.ts';
import { TerminalFeed } from './terminal-feed.ts';

/** Which match is looked at, from 0, and how many there are; -1 where none is chosen. */
export interface SearchResults {
  readonly index: number;
  readonly count: number;
}

/** What the toolbar asks of the terminal. */
export interface TerminalHandle {
  find(text: string, direction: 'next' | 'previous' | 'as-typed'): void;
  endSearch(): void;
  /** The selected text, or all where nothing is selected. */
  copyText(): string;
  follow(isFollowing: boolean): void;
  focus(): void;
}

interface TerminalViewProps {
  readonly kitId: string;
  readonly label: string;
  readonly filter: ConsoleFilter;
  readonly timestamps: TimestampMode;
  readonly isReadOnly: boolean;
  readonly handle: Ref<TerminalHandle>;
  /** What a person typed, as the board's REPL takes it. */
  readonly onInput: (text: string) => void;
  readonly onSearchResults: (results: SearchResults) => void;
  /** Whether the newest line is in sight, and stays so. */
  readonly onFollow: (isFollowing: boolean) => void;
  readonly onPatternFailure: (error: unknown) => void;
  readonly onSearchWish: () => void;
}

/** More matches than this are not marked. */
const markedMatches = 1000;

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
export function TerminalView(props: TerminalViewProps) {
  const { kitId, label, filter, timestamps, isReadOnly } = props;
  const place = useRef<HTMLDivElement>(null);
  const parts = useRef<{ readonly terminal: Terminal; readonly search: SearchAddon } | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const terminal = new Terminal({
      // Marks of the search are a proposed part of xterm.
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: true,
      fontFamily: getComputedStyle(element).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 1.35,
      scrollback: 10_000,
      theme: themeFrom(element),
      screenReaderMode: false,
    });
    const fit = new FitAddon();
    const search = new SearchAddon({ highlightLimit: markedMatches });
    terminal.loadAddon(fit);
    terminal.loadAddon(search);
    terminal.open(element);
    parts.current = { terminal, search };
    terminal.onData(text => latest.current.onInput(text));
    search.onDidChangeResults(({ resultIndex, resultCount }) =>
      latest.current.onSearchResults({ index: resultIndex, count: resultCount }),
    );
    terminal.onScroll(() => {
      const { viewportY, baseY } = terminal.buffer.active;
      latest.current.onFollow(viewportY >= baseY);
    });
    terminal.attachCustomKeyEventHandler(event => {
      const isCommand = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      // Ctrl-C is the board's, but for what a person has marked to copy.
      if (isCommand && key === 'c' && (event.shiftKey || terminal.hasSelection())) return false;
      if (isCommand && !event.shiftKey && key === 'f') {
        if (event.type === 'keydown') latest.current.onSearchWish();
        event.preventDefault();
        return false;
      }
      return true;
    });
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
      parts.current = null;
    };
  }, []);

  useImperativeHandle(props.handle, () => ({
    find: (text, direction) => {
      const element = place.current;
      if (!parts.current || !element) return;
      const { search } = parts.current;
      if (text === '') {
        search.clearDecorations();
        latest.current.onSearchResults({ index: -1, count: 0 });
        return;
      }
      const style = getComputedStyle(element);
      const color = (name: string) => style.getPropertyValue(name).trim();
      const options = {
        incremental: direction === 'as-typed',
        decorations: {
          matchBackground: color('--warn-soft'),
          matchOverviewRuler: color('--warn'),
          activeMatchBackground: color('--accent-soft'),
          activeMatchColorOverviewRuler: color('--accent'),
        },
      };
      if (direction === 'previous') search.findPrevious(text, options);
      else search.findNext(text, options);
    },
    endSearch: () => {
      parts.current?.search.clearDecorations();
      parts.current?.terminal.clearSelection();
      parts.current?.terminal.focus();
    },
    copyText: () => {
      const terminal = parts.current?.terminal;
      if (!terminal) return '';
      if (terminal.hasSelection()) return terminal.getSelection();
      const { active } = terminal.buffer;
      const lines = Array.from({ length: active.length }, (_, index) => {
        const line = active.getLine(index);
        const text = line?.translateToString(true) ?? '';
        return line?.isWrapped === true ? text : `\n${text}`;
      });
      return `${lines.join('').trim()}\n`;
    },
    follow: isFollowing => {
      const terminal = parts.current?.terminal;
      if (!terminal) return;
      if (isFollowing) terminal.scrollToBottom();
      // One line up: from there on the terminal stays where it is.
      else terminal.scrollLines(-1);
    },
    focus: () => parts.current?.terminal.focus(),
  }));

  useEffect(() => {
    parts.current?.terminal.textarea?.setAttribute('aria-label', label);
  }, [label]);

  useEffect(() => {
    const terminal = parts.current?.terminal;
    if (terminal) terminal.options.disableStdin = isReadOnly;
  }, [isReadOnly]);

  useEffect(() => {
    const terminal = parts.current?.terminal;
    if (!terminal) return;
    const pattern = filter.isPattern && filter.text !== '' ? new PatternFilter(filter.text) : null;
    const feed = new TerminalFeed({
      store: consoleStore,
      kitId,
      sink: {
        // As text, so that what a feed before this one had written last is behind it, not after it.
        reset: () => terminal.write('\x1bc'),
        write: (text, done) => terminal.write(text, done),
      },
      timestamps,
      filter,
      pattern,
      onPatternFailure: error => latest.current.onPatternFailure(error),
      requestFrame: callback => void requestAnimationFrame(callback),
    });
    return () => {
      feed.dispose();
      pattern?.dispose();
    };
  }, [kitId, timestamps, filter]);

  return <div ref={place} className={classes.terminal} data-testid="terminal" />;
}
