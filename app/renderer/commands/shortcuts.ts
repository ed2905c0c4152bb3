import type { Command } from './command.ts';
import { commandState } from './command.ts';
import { commands, runCommand } from './commands.ts';

/** What a key event is compared by. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const isMac = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The parts of `Mod+Shift+Z`. The key itself may be a plus. */
function parse(shortcut: string): {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
} {
  const parts = shortcut === '+' ? ['+'] : shortcut.split('+');
  const key = parts.at(-1) ?? '';
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt'), key };
}

/** Whether a key press is this shortcut. */
export function isShortcut(shortcut: string, press: KeyPress, mac = isMac()): boolean {
  const { mod, shift, alt, key } = parse(shortcut);
  const isMod = mac ? press.metaKey : press.ctrlKey;
  const isOtherMod = mac ? press.ctrlKey : press.metaKey;
  if (isMod !== mod || isOtherMod || press.altKey !== alt) return false;
  const isSameKey = press.key.toLowerCase() === key.toLowerCase();
  // A sign such as `?` or `+` needs Shift on some keyboards and not on others: the sign alone counts.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  return isSameKey && (isSign || press.shiftKey === shift);
}

/** A shortcut as it is shown: `Ctrl Shift Z`, on a Mac `⌘ ⇧ Z`. */
export function shortcutKeys(shortcut: string, mac = isMac()): readonly string[] {
  const { mod, shift, alt, key } = parse(shortcut);
  const names: Readonly<Record<string, string>> = {
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
    Delete: mac ? '⌦' : 'Del',
    Backspace: '⌫',
    Enter: '↵',
  };
  return [
    ...(mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(shift ? [mac ? '⇧' : 'Shift'] : []),
    names[key] ?? key.toUpperCase(),
  ];
}

const fieldSelector = 'input, textarea, select, [contenteditable="true"], .monaco-editor, .xterm';

/** The command that a key press means; undefined where it means none now. */
export function commandForKey(press: KeyPress, isInField: boolean): Command | undefined {
  return commands.find(
    command =>
      command.isNative !== true &&
      (!isInField || command.worksInFields === true) &&
      command.shortcuts?.some(shortcut => isShortcut(shortcut, press)) === true &&
      command.isEnabled(commandState()),
  );
}

/** Runs commands by their shortcuts, window-wide. The returned function ends it. */
export function listenToShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const { target } = event;
    const isInField = target instanceof Element && target.closest(fieldSelector) !== null;
    // A dialog has the keyboard to itself; only what works everywhere passes.
    const isInDialog = target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null;
    const command = commandForKey(event, isInField || isInDialog);
    if (command === undefined) return;
    event.preventDefault();
    runCommand(command);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
