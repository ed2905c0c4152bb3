import { Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { useKitStore, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { KitFacts } from './kit-facts.ts';
import classes from './kit-side.module.css';
import { canForget } from './row-menu.tsx';
import { sideTexts } from './side.texts.ts';

/** What can be done with the shown kit. */
export function KitActions({ facts }: { readonly facts: KitFacts }) {
  const say = useTexts(sideTexts);
  const { kit, isBusy } = facts;
  const { kitId } = kit;
  const projectId = useDocumentStore(state => state.projectId);
  const isTarget = useTargetKit(projectId)?.kitId === kitId;
  const session = useSession(kitId);
  const isInspecting = useKitAboutStore(state => state.inspecting.has(kitId));
  const [isResetting, setResetting] = useState(false);
  const isReal = kit.transport === 'serial' || kit.transport === 'tcp';
  const isOpen = ['listening', 'running', 'stopped'].includes(session?.state ?? 'detached');
  // What does not speak Cambrian only answers when it is stopped for it.
  const mustStop = isReal && session?.state === 'listening' && session.program === null;
  return (
    <div className={classes.actions}>
      {projectId !== null && (
        <Tooltip label={say('openHereHint')} disabled={isTarget}>
          <Button
            size="compact-md"
            variant="default"
            disabled={isTarget}
            leftSection={<Icon name="target" size={14} />}
            onClick={() => useKitStore.getState().chooseTarget(projectId, kitId)}
          >
            {say(isTarget ? 'isTarget' : 'openHere')}
          </Button>
        </Tooltip>
      )}
      {isReal && kit.isAttached && kit.mode === 'application' && (
        <Tooltip label={say(mustStop ? 'inspectStopsHint' : 'inspectHint')} w={240}>
          <Button
            size="compact-md"
            variant="default"
            loading={isInspecting}
            disabled={isBusy}
            onClick={() => void useKitAboutStore.getState().inspect(kitId, mustStop)}
          >
            {say(mustStop ? 'inspectStops' : 'inspect')}
          </Button>
        </Tooltip>
      )}
      {isOpen && (
        <Button
          size="compact-md"
          variant="default"
          loading={isResetting}
          disabled={isBusy}
          onClick={() => {
            setResetting(true);
            void useKitStore
              .getState()
              .reset(kitId, 'hard')
              .finally(() => setResetting(false));
          }}
        >
          {say('reset')}
        </Button>
      )}
      {kit.transport === 'serial' && kit.isAttached && (
        <Button
          size="compact-md"
          variant="default"
          disabled={isBusy}
          onClick={() => useViewStore.getState().open({ kind: 'flash', target: { kitId } })}
        >
          {say('flash')}
        </Button>
      )}
      {canForget(facts) && (
        <Button
          size="compact-md"
          variant="default"
          disabled={isBusy}
          onClick={() => void useKitStore.getState().removePort(kitId)}
        >
          {say('forget')}
        </Button>
      )}
    </div>
  );
}
