import { Menu, UnstyledButton } from '@mantine/core';
import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore, useRunState, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { kitStatus } from './kit-status.ts';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';
import { StatusDot } from './status-dot.tsx';
import { statusWords } from './status-words.ts';

function useStatus(kitId: string | undefined) {
  const session = useSession(kitId);
  const run = useRunState(kitId);
  const language = useLanguage();
  const status = kitStatus(session, run);
  return { status, words: statusWords(status, language) };
}

/** The toolbar's picker of where Run goes: the target and what it does, and every other kit. */
export function TargetPicker() {
  const say = useTexts(kitsTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const kits = useKitStore(state => state.kits);
  const target = useTargetKit(projectId);
  const { status, words } = useStatus(target?.kitId);
  const virtual = kits.filter(kit => kit.transport === 'virtual');
  const real = kits.filter(kit => kit.transport !== 'virtual');
  const name = target?.title ?? say('chooseTarget');
  const choose = (kit: Kit) => {
    if (projectId !== null) useKitStore.getState().chooseTarget(projectId, kit.kitId);
  };
  return (
    <Menu position="bottom-end" width={320} offset={6}>
      <Menu.Target>
        <UnstyledButton
          className={classes.picker}
          aria-label={say('target', { name, state: words })}
          title={say('chooseTarget')}
        >
          <StatusDot tone={status.tone} />
          <span className={classes.pickerName}>{name}</span>
          <span className={classes.pickerState}>{words}</span>
          <Icon name="chevron-down" size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say('virtualBoards')}</Menu.Label>
        {virtual.map(kit => (
          <KitItem key={kit.kitId} kit={kit} isTarget={kit.kitId === target?.kitId} onChoose={choose} />
        ))}
        <Menu.Label>{say('realKits')}</Menu.Label>
        {real.map(kit => (
          <KitItem key={kit.kitId} kit={kit} isTarget={kit.kitId === target?.kitId} onChoose={choose} />
        ))}
        {real.length === 0 && <p className={classes.menuNote}>{say('noRealKits')}</p>}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="list" />}
          onClick={() => useViewStore.getState().open({ kind: 'kits' })}
        >
          {say('allKits')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function KitItem({
  kit,
  isTarget,
  onChoose,
}: {
  readonly kit: Kit;
  readonly isTarget: boolean;
  readonly onChoose: (kit: Kit) => void;
}) {
  const { status, words } = useStatus(kit.kitId);
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isTarget}
      leftSection={<StatusDot tone={status.tone} />}
      rightSection={isTarget ? <Icon name="check" size={14} /> : null}
      onClick={() => onChoose(kit)}
    >
      <span className={classes.itemTitle}>{kit.title}</span>
      <span className={classes.itemDetail}>
        {kit.transport === 'virtual' ? words : `${kit.path} · ${words}`}
      </span>
    </Menu.Item>
  );
}
