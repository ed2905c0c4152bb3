import { create } from 'zustand';
import type { Settings, Shell } from '../../contract/services/studio-service.ts';
import type { Language } from '../../core/text/localized-text.ts';

export type ThemeChoice = Settings['theme'];

/** What the person chose for the studio, and what this shell can do. The host keeps it; this is its copy. */
export interface SettingsState {
  readonly language: Language;
  readonly theme: ThemeChoice;
  readonly demo: Settings['demo'];
  readonly shell: Shell;
  readonly version: string;
  readonly projectsDirectory: string;
  /** Takes over what the host said. */
  readonly adopt: (settings: Settings) => void;
  readonly describe: (description: {
    readonly version: string;
    readonly shell: Shell;
    readonly projectsDirectory: string;
    readonly settings: Settings;
  }) => void;
}

const languageKey = 'cambrian.language';
const themeKey = 'cambrian.theme';

function readChoice(key: string): string | null {
  return typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
}

function rememberChoice(key: string, value: string): void {
  if (typeof localStorage !== 'undefined') localStorage.setItem(key, value);
}

function initialLanguage(): Language {
  const remembered = readChoice(languageKey);
  if (remembered === 'en' || remembered === 'zh') return remembered;
  return typeof navigator !== 'undefined' && navigator.language.startsWith('zh') ? 'zh' : 'en';
}

function initialTheme(): ThemeChoice {
  const remembered = readChoice(themeKey);
  return remembered === 'light' || remembered === 'dark' ? remembered : 'system';
}

/** Before the host answers, the first picture already uses what this window remembers. */
export const useSettingsStore = create<SettingsState>()(set => ({
  language: initialLanguage(),
  theme: initialTheme(),
  demo: { playlist: [], idleSeconds: 45, hasPin: false },
  shell: { kind: 'browser', nativeDialogs: false, kiosk: false },
  version: '',
  projectsDirectory: '',
  adopt: settings => {
    rememberChoice(languageKey, settings.language);
    rememberChoice(themeKey, settings.theme);
    set({ language: settings.language, theme: settings.theme, demo: settings.demo });
  },
  describe: description => {
    const { settings } = description;
    rememberChoice(languageKey, settings.language);
    rememberChoice(themeKey, settings.theme);
    set({
      version: description.version,
      shell: description.shell,
      projectsDirectory: description.projectsDirectory,
      language: settings.language,
      theme: settings.theme,
      demo: settings.demo,
    });
  },
}));

/** The language that words are shown in now. */
export function useLanguage(): Language {
  return useSettingsStore(state => state.language);
}
