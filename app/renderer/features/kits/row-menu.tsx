import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDoctorStore } from '../../stores/doctor-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { isRowActive, useFleetStore } from '../../stores/fleet-store.ts';
import { useKitAboutStore } from '../../stores/kit-about-store.ts';
import { useKitStore, useSession } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { KitFacts } from './kit-facts.ts';
import { kitsTexts } from './kits.texts.ts';

/** Stops what is being done with a kit, wherever it was begun. */
export function cancelWork(kitId: string): void {
  const row = useFleetStore.getState().run?.rows.find(known => known.kitId === kitId);
  if (row !== undefined && isRowActive(row)) void useFleetStore.getState().cancel(kitId);
  else useKitStore.getState().cancelRun(kitId);
}

/** A port that a person typed and may take back; one with USB ids would be found again at once. */
export function canForget({ kit }: KitFacts): boolean {
  return kit.transport === 'replay' || (kit.transport !== 'virtual' && kit.vendorId === null);
}

/** What can be done with a kit. */
export function RowMenu({ facts, isTarget }: { readonly facts: KitFacts; readonly isTarget: boolean }) {
  const say = useTexts(kitsTexts);
  const { kit, isBusy } = facts;
  const { kitId } = kit;
  const projectId = useDocumentStore(state => state.projectId);
  const session = useSession(kitId);
  const store = useKitStore.getState();
  const state = session?.state ?? 'detached';
  const isAway = state === 'detached' || state === 'gone' || state === 'failed';
  const isReal = kit.transport === 'serial' || kit.transport === 'tcp';
  // What the first item is called when the menu opens it does until it closes: a push that ends meanwhile must not turn a
  // click that was to stop it into one that pushes again.
  const [offersStop, setOffersStop] = useState(isBusy);
  return (
    <Menu position="bottom-end" width={210} onOpen={() => setOffersStop(isBusy)}>
      <Menu.Target>
        <ActionIcon tabIndex={-1} aria-label={say('actionsOf', { name: kit.title })}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {offersStop ? (
          <Menu.Item leftSection={<Icon name="x" />} disabled={!isBusy} onClick={() => cancelWork(kitId)}>
            {say('cancel')}
          </Menu.Item>
        ) : (
          kit.transport !== 'replay' && (
            <Menu.Item
              leftSection={<Icon name="player-play" />}
              disabled={projectId === null || isBusy}
              onClick={() => projectId !== null && void store.run(projectId, { kitId })}
            >
              {say('run')}
            </Menu.Item>
          )
        )}
        {!isTarget && projectId !== null && (
          <Menu.Item
            leftSection={<Icon name="target" />}
            onClick={() => store.chooseTarget(projectId, kitId)}
          >
            {say('makeTarget')}
          </Menu.Item>
        )}
        {kit.transport !== 'virtual' && (
          <Menu.Item
            leftSection={<Icon name="pencil" />}
            rightSection={<kbd>F2</kbd>}
            onClick={() => useKitsViewStore.getState().startNaming(kitId)}
          >
            {say('rename')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {isAway ? (
          <Menu.Item leftSection={<Icon name="plug-connected" />} onClick={() => void store.connect(kitId)}>
            {say('connect')}
          </Menu.Item>
        ) : (
          <>
            <Menu.Item
              leftSection={<Icon name="player-stop" />}
              disabled={isBusy}
              onClick={() => void store.stop(kitId)}
            >
              {say('stop')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="refresh" />}
              disabled={isBusy}
              onClick={() => void store.reset(kitId, 'soft')}
            >
              {say('softReset')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="bolt" />}
              disabled={isBusy}
              onClick={() => void store.reset(kitId, 'hard')}
            >
              {say('hardReset')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="plug-x" />}
              disabled={isBusy}
              onClick={() => void store.disconnect(kitId)}
            >
              {say('disconnect')}
            </Menu.Item>
          </>
        )}
        {isReal && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<Icon name="info-circle" />}
              disabled={isBusy}
              onClick={() => void useKitAboutStore.getState().inspect(kitId, false)}
            >
              {say('inspect')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="heart-rate-monitor" />}
              disabled={isBusy}
              onClick={() => {
                useKitsViewStore.getState().show(kitId);
                void useDoctorStore.getState().examine(kitId, false);
              }}
            >
              {say('examine')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="bolt" />}
              disabled={isBusy}
              onClick={() => useViewStore.getState().open({ kind: 'flash', target: { kitId } })}
            >
              {say('flash')}
            </Menu.Item>
          </>
        )}
        {canForget(facts) && (
          <Menu.Item
            leftSection={<Icon name="trash" />}
            disabled={isBusy}
            onClick={() => void store.removePort(kitId)}
          >
            {say('forget')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
