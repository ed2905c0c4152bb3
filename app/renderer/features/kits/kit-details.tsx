import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore, useRunState, useSession } from '../../stores/kit-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { ErrorCard } from './error-card.tsx';
import { kitStatus } from './kit-status.ts';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';
import { PushPhases } from './push-phases.tsx';

/** The right side of the dialog: one kit, its last push phase by phase, and its trouble with the way out. */
export function KitDetails({ kit }: { readonly kit: Kit | undefined }) {
  const say = useTexts(kitsTexts);
  const session = useSession(kit?.kitId);
  const run = useRunState(kit?.kitId);
  const problem = useKitStore(state => state.problem);
  if (kit === undefined) {
    return (
      <aside className={classes.details}>
        <p className={classes.quiet}>{say('selectKit')}</p>
        {problem !== null && (
          <ErrorCard error={problem.error} onDismiss={useKitStore.getState().dismissProblem} />
        )}
      </aside>
    );
  }
  const status = kitStatus(session, run);
  const isOwnProblem = problem !== null && (problem.kitId === kit.kitId || problem.kitId === null);
  return (
    <aside className={classes.details} aria-label={kit.title}>
      <h2>{kit.title}</h2>
      <p className={classes.quiet}>
        {session?.memoryFree !== null && session?.memoryFree !== undefined && session.memoryTotal !== null
          ? say('memory', { free: formatBytes(session.memoryFree), total: formatBytes(session.memoryTotal) })
          : say('pushIntro')}
      </p>
      {run.kind === 'none' ? (
        <p className={classes.quiet}>{say('notPushed')}</p>
      ) : (
        <>
          <h3 className={classes.subtitle}>{say('lastPush')}</h3>
          <PushPhases run={run} />
          {run.kind === 'done' && (
            <p className={classes.quiet}>
              {run.result.outcome === 'unchanged'
                ? say('unchanged')
                : say('filesChanged', {
                    changed: run.result.filesChanged,
                    total: run.result.filesTotal,
                  })}
            </p>
          )}
        </>
      )}
      {status.kind === 'error' && <ErrorCard error={status.error} />}
      {isOwnProblem && <ErrorCard error={problem.error} onDismiss={useKitStore.getState().dismissProblem} />}
    </aside>
  );
}
