import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import { memo } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { KitFacts } from './kit-facts.ts';
import { KitName } from './kit-name.tsx';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';
import { RowMenu } from './row-menu.tsx';
import { RunningCell } from './running-cell.tsx';
import { StateCell } from './state-cell.tsx';

interface KitRowProps {
  readonly facts: KitFacts;
  readonly isTarget: boolean;
  readonly isShown: boolean;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
}

/** One kit of the table: what it is, what runs on it, what it is doing, and what can be done. */
export const KitRow = memo(function KitRow({ facts, isTarget, isShown, isSelected, isTabStop }: KitRowProps) {
  const say = useTexts(kitsTexts);
  const { kit, firmware } = facts;
  const { select, show } = useKitsViewStore.getState();
  const serial = kit.serialNumber ?? (kit.transport === 'serial' ? say('noSerialNumber') : null);
  const detail = [kit.boardTitle === kit.title ? null : kit.boardTitle, serial]
    .filter(part => part !== null)
    .join(' · ');
  return (
    <tr
      className={classes.row}
      data-kit={kit.kitId}
      data-path={kit.path}
      data-shown={isShown || undefined}
      data-away={!kit.isAttached || undefined}
      aria-selected={isSelected}
      aria-label={kit.title}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => show(kit.kitId)}
    >
      <td className={classes.check}>
        <Checkbox
          size="xs"
          tabIndex={-1}
          checked={isSelected}
          aria-label={say('selectKit', { name: kit.title })}
          onClick={event => event.stopPropagation()}
          onChange={event => select(kit.kitId, event.currentTarget.checked)}
        />
      </td>
      <td>
        <span className={classes.nameLine}>
          <KitName kit={kit} isShown={isShown} />
          {isTarget && <span className={classes.target}>{say('isTarget')}</span>}
          {kit.transport !== 'virtual' && (
            <ActionIcon
              size={20}
              className={classes.star ?? ''}
              aria-pressed={kit.isFavourite}
              aria-label={say('favourite', { name: kit.title })}
              onClick={() => void useKitStore.getState().setFavourite(kit.kitId, !kit.isFavourite)}
            >
              <Icon name={kit.isFavourite ? 'star-filled' : 'star'} size={13} />
            </ActionIcon>
          )}
        </span>
        {detail !== '' && <small title={detail}>{detail}</small>}
      </td>
      <td>
        {kit.transport === 'virtual' ? (
          <span className={classes.none}>{say('unknown')}</span>
        ) : (
          <Tooltip label={kit.path}>
            <code>{shortPath(kit.path)}</code>
          </Tooltip>
        )}
      </td>
      <td>
        {firmware.kind === 'known' ? (
          `${firmware.implementation} ${firmware.version}`
        ) : firmware.kind === 'none-found' ? (
          <span className={classes.warn}>{say('noneFound')}</span>
        ) : (
          <span className={classes.none}>{say('unknown')}</span>
        )}
      </td>
      <td data-program={facts.running.kind === 'ours' ? facts.running.bundle : undefined}>
        <RunningCell running={facts.running} />
      </td>
      <td>
        <StateCell facts={facts} />
      </td>
      <td className={classes.menu}>
        <RowMenu facts={facts} isTarget={isTarget} />
      </td>
    </tr>
  );
});

/** The end of a path, which tells ports apart; an address stays whole. */
function shortPath(path: string): string {
  return path.startsWith('/') ? (path.split('/').at(-1) ?? path) : path;
}
