import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { Shell, studioService } from '../../contract/services/studio-service.ts';
import type { SettingsStore } from './settings-store.ts';

/** The studio service: what this program is, and its settings. */
export function createStudioHandlers(options: {
  readonly settings: SettingsStore;
  readonly shell: Shell;
  readonly version: string;
  readonly projectsDirectory: string;
}): ServiceHandlers<typeof studioService> {
  const { settings, shell, version, projectsDirectory } = options;
  return {
    methods: {
      describe: () => ({
        version,
        shell,
        platform: process.platform,
        projectsDirectory,
        settings: settings.current,
      }),
      changeSettings: change =>
        settings.change(current => ({
          ...current,
          language: change.language ?? current.language,
          theme: change.theme ?? current.theme,
          demo: {
            ...current.demo,
            playlist: change.demoPlaylist ?? current.demo.playlist,
            idleSeconds: change.demoIdleSeconds ?? current.demo.idleSeconds,
          },
        })),
      setDemoPin: ({ pin }) => settings.setDemoPin(pin),
      checkDemoPin: ({ pin }) => ({ accepted: settings.isDemoPin(pin) }),
    },
    events: { onDidChangeSettings: emit => settings.onDidChange(emit) },
  };
}
