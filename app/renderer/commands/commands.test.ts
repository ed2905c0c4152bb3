import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { isShortcut, shortcutKeys } from './shortcuts.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

function repeated(values: readonly string[]): string[] {
  return values.filter((value, place) => values.indexOf(value) !== place);
}

describe('the command table', () => {
  it('gives each command an id of its own, area.verbNoun', () => {
    const ids = commands.map(command => command.id);
    expect(repeated(ids)).toEqual([]);
    for (const id of ids) expect(id).toMatch(/^[a-z]+\.[a-z]+[A-Za-z]*$/);
  });

  it('gives no shortcut to two commands', () => {
    const shortcuts = commands.flatMap(command => command.shortcuts ?? []);
    expect(shortcuts.length).toBeGreaterThan(20);
    expect(repeated(shortcuts.map(shortcut => shortcut.toLowerCase()))).toEqual([]);
  });

  it('names each command in both languages', () => {
    for (const { id, title } of commands) {
      expect(title.en.trim(), id).not.toBe('');
      expect(title.zh, id).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('a shortcut', () => {
  it('takes Ctrl for Mod, and on a Mac ⌘', () => {
    expect(isShortcut('Mod+Z', press('z', { ctrlKey: true }), false)).toBe(true);
    expect(isShortcut('Mod+Z', press('z', { metaKey: true }), false)).toBe(false);
    expect(isShortcut('Mod+Z', press('z', { metaKey: true }), true)).toBe(true);
    expect(isShortcut('Mod+Z', press('z', { ctrlKey: true }), true)).toBe(false);
  });

  it('tells Shift apart on letters, and not on signs, which need it on some keyboards', () => {
    expect(isShortcut('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(isShortcut('Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(true);
    expect(isShortcut('?', press('?', { shiftKey: true }), false)).toBe(true);
    expect(isShortcut('?', press('?'), false)).toBe(true);
    expect(isShortcut('+', press('+', { shiftKey: true }), false)).toBe(true);
  });

  it('does not fire with a modifier too many', () => {
    expect(isShortcut('N', press('n'), false)).toBe(true);
    expect(isShortcut('N', press('n', { ctrlKey: true }), false)).toBe(false);
    expect(isShortcut('N', press('n', { altKey: true }), false)).toBe(false);
  });

  it('is shown as keys', () => {
    expect(shortcutKeys('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(shortcutKeys('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(shortcutKeys('+', false)).toEqual(['+']);
    expect(shortcutKeys('ArrowUp', false)).toEqual(['↑']);
  });
});
