// All of them: the JSON support loads the whole editor later, and what it then adds must be known from the start.
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/python/register.js';
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/languages/features/json/json.worker.js?worker';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register.js';
import { z } from 'zod';
import { profileSchema } from '../../../core/document/profile.ts';

export { monaco };

/** Address of the profile's model; the schema is bound to it. */
export const profileUri = monaco.Uri.parse('cambrian://code/profile.json');

const themeName = 'cambrian';

// Workers come from our own origin, as files; no blob: address, so that a strict policy holds.
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
};

jsonDefaults.setDiagnosticsOptions({
  validate: true,
  allowComments: false,
  schemaValidation: 'error',
  enableSchemaRequest: false,
  schemas: [
    {
      uri: 'cambrian://schema/profile.json',
      fileMatch: [profileUri.toString()],
      schema: z.toJSONSchema(profileSchema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }),
    },
  ],
});

/** Six digits of a CSS colour token, without the `#`; a built style sheet may have shortened it to three. */
function hex(style: CSSStyleDeclaration, token: string): string {
  const value = style.getPropertyValue(token).trim();
  if (/^#[0-9a-f]{6}$/i.test(value)) return value.slice(1);
  if (/^#[0-9a-f]{3}$/i.test(value)) return value.slice(1).replace(/./g, '$&$&');
  return '808080';
}

/** Gives the editor the colours of the theme that is shown; call it again when the theme changes. */
export function applyTheme(): void {
  const root = document.documentElement;
  const style = getComputedStyle(root);
  const isDark = root.getAttribute('data-mantine-color-scheme') === 'dark';
  const color = (token: string) => hex(style, token);
  const rule = (token: string, from: string, fontStyle?: string) => ({
    token,
    foreground: color(from),
    ...(fontStyle === undefined ? {} : { fontStyle }),
  });
  monaco.editor.defineTheme(themeName, {
    base: isDark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', '--ink'),
      rule('comment', '--ink-faint', 'italic'),
      rule('string', '--port-text'),
      rule('string.key.json', '--port-number'),
      rule('string.value.json', '--port-text'),
      rule('number', '--port-trigger'),
      rule('keyword', '--port-audio'),
      rule('keyword.json', '--port-audio'),
      rule('tag', '--port-emotion'),
      rule('delimiter', '--ink-soft'),
    ],
    colors: {
      'editor.background': `#${color('--panel')}`,
      'editor.foreground': `#${color('--ink')}`,
      'editorGutter.background': `#${color('--panel')}`,
      'editorLineNumber.foreground': `#${color('--line-strong')}`,
      'editorLineNumber.activeForeground': `#${color('--ink-soft')}`,
      'editor.selectionBackground': `#${color('--accent')}33`,
      'editor.inactiveSelectionBackground': `#${color('--accent')}1f`,
      'editor.lineHighlightBackground': `#${color('--background')}`,
      'editor.lineHighlightBorder': '#00000000',
      'editorCursor.foreground': `#${color('--accent')}`,
      'editorIndentGuide.background1': `#${color('--line')}`,
      'editorWidget.background': `#${color('--raised')}`,
      'editorWidget.border': `#${color('--line-strong')}`,
      'editorError.foreground': `#${color('--bad')}`,
      'editorWarning.foreground': `#${color('--warn')}`,
      'scrollbar.shadow': '#00000000',
      focusBorder: `#${color('--accent')}`,
    },
  });
  monaco.editor.setTheme(themeName);
}
