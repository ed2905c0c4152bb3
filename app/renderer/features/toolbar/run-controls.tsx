import { Tooltip } from '@mantine/core';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { countBySeverity, useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useRunState, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';
import classes from './toolbar.module.css';
import { toolbarTexts } from './toolbar.texts.ts';

/** Phases whose length is known in bytes; the others only say their name. */
const measuredPhases: ReadonlySet<string> = new Set(['write', 'verify']);

/** The one loud thing: Run. While it works it says what it does; beside it, Stop. */
export function RunControls() {
  const say = useTexts(toolbarTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const kit = useTargetKit(projectId);
  const run = useRunState(kit?.kitId);
  const session = useSession(kit?.kitId);
  const errors = useDiagnosticsStore(state => countBySeverity(state.diagnostics).error);
  const isPushing = run.kind === 'pushing';
  const isRunning = session?.state === 'running';
  const progress = isPushing ? run.progress : null;
  const isMeasured = progress !== null && measuredPhases.has(progress.phase);
  return (
    <>
      <Tooltip
        label={
          errors > 0 ? (
            say('errorsFirst')
          ) : (
            <>
              {say(isRunning ? 'runAgain' : 'run')} <ShortcutKeys shortcut="Mod+Enter" />
            </>
          )
        }
      >
        <button
          type="button"
          className={classes.run}
          disabled={projectId === null || kit === undefined}
          aria-busy={isPushing}
          onClick={() => runCommand('device.runProject')}
        >
          {!isPushing && <Icon name="player-play" size={14} />}
          {isPushing ? say(progress?.phase ?? 'starting') : say('run')}
          {isPushing && (
            <span
              className={classes.progress}
              role="progressbar"
              aria-label={say(progress?.phase ?? 'starting')}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round((progress?.fraction ?? 0) * 100)}
            >
              <span style={{ width: `${isMeasured ? Math.round(progress.fraction * 100) : 100}%` }} />
            </span>
          )}
        </button>
      </Tooltip>
      {(isRunning || isPushing) && (
        <Tooltip label={say(isPushing ? 'cancel' : 'stop')}>
          <button
            type="button"
            className={classes.stop}
            aria-label={say(isPushing ? 'cancel' : 'stop')}
            onClick={() => runCommand('device.stopProject')}
          >
            <Icon name={isPushing ? 'x' : 'player-stop'} size={14} />
          </button>
        </Tooltip>
      )}
    </>
  );
}
