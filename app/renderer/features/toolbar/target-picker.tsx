import { Menu } from '@mantine/core';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { sessionTexts, sessionTone } from '../../ui/session-words.ts';
import { StateDot } from '../../ui/state-dot.tsx';
import classes from './toolbar.module.css';
import { toolbarTexts } from './toolbar.texts.ts';

/** Which kit Run goes to, and how it is doing. */
export function TargetPicker() {
  const say = useTexts(toolbarTexts);
  const sayState = useTexts(sessionTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const allKits = useKitStore(state => state.kits);
  const sessions = useKitStore(state => state.sessions);
  const kit = useTargetKit(projectId);
  const session = useSession(kit?.kitId);
  // A favourite that is not there is no target, unless it was chosen.
  const kits = allKits.filter(candidate => candidate.isAttached || candidate.kitId === kit?.kitId);
  const state = sayState(session?.state ?? 'absent');
  const name = kit?.title ?? say('noTarget');
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <button type="button" className={classes.pick} aria-label={say('target', { name, state })}>
          <StateDot tone={kit === undefined ? 'quiet' : sessionTone(session?.state)} />
          <b>{name}</b> {kit !== undefined && <span>{state}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say('targets')}</Menu.Label>
        {kits.map(candidate => (
          <Menu.Item
            key={candidate.kitId}
            leftSection={<StateDot tone={sessionTone(sessions[candidate.kitId]?.state)} />}
            rightSection={
              candidate.kitId === kit?.kitId ? (
                <Icon name="check" size={14} />
              ) : (
                <span className={classes.kitState}>
                  {sayState(sessions[candidate.kitId]?.state ?? 'absent')}
                </span>
              )
            }
            onClick={() =>
              projectId !== null && useKitStore.getState().chooseTarget(projectId, candidate.kitId)
            }
          >
            {candidate.title}
            {candidate.transport !== 'virtual' && (
              <span className={classes.kitState}> {candidate.path.split('/').at(-1)}</span>
            )}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="device-usb" />} onClick={() => runCommand('device.showKits')}>
          {say('allKits')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
