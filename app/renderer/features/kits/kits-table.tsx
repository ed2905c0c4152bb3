import { Button, Checkbox, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useFirmwareStore } from '../../stores/firmware-store.ts';
import { useTargetKit } from '../../stores/kit-store.ts';
import { type KitFilter, useKitsViewStore } from '../../stores/kits-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import type { KitFacts } from './kit-facts.ts';
import { passesFilter } from './kit-list.ts';
import { KitRow } from './kit-row.tsx';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-table.module.css';
import { VolumeRow } from './volume-row.tsx';

interface KitsTableProps {
  readonly kits: readonly KitFacts[];
  readonly filter: KitFilter;
}

/** A row for each kit. The arrow keys move, Space selects, Enter goes to the right side, F2 renames. */
export function KitsTable({ kits, filter }: KitsTableProps) {
  const say = useTexts(kitsTexts);
  const body = useRef<HTMLTableSectionElement>(null);
  const projectId = useDocumentStore(state => state.projectId);
  const target = useTargetKit(projectId);
  const shownId = useKitsViewStore(state => state.shownId);
  const selected = useKitsViewStore(state => state.selected);
  const volumes = useFirmwareStore(state => state.volumes);
  const { select, selectOnly, show, startNaming } = useKitsViewStore.getState();
  const visible = kits.filter(facts => passesFilter(facts, filter));
  const chosen = visible.filter(({ kit }) => selected.has(kit.kitId));
  const isAllSelected = visible.length > 0 && chosen.length === visible.length;
  const tabStop = visible.some(({ kit }) => kit.kitId === shownId) ? shownId : visible[0]?.kit.kitId;

  const focusRow = (place: number) => {
    const rows = body.current?.querySelectorAll<HTMLElement>('tr[data-kit]');
    const row = rows?.item(Math.min(Math.max(place, 0), (rows?.length ?? 1) - 1));
    row?.focus();
    if (row?.dataset.kit !== undefined) show(row.dataset.kit);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const { target: element } = event;
    if (!(element instanceof HTMLElement) || event.altKey) return;
    const row = element.closest<HTMLElement>('tr[data-kit]');
    const place = visible.findIndex(({ kit }) => kit.kitId === row?.dataset.kit);
    const kitId = visible[place]?.kit.kitId;
    if (kitId === undefined || element.closest('input:not([type="checkbox"])') !== null) return;
    const isOnRow = element === row;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      Home: 0,
      End: visible.length - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) focusRow(next);
    else if (event.key === 'F2') startNaming(kitId);
    else if (isOnRow && event.key === ' ') select(kitId, !selected.has(kitId));
    else if (isOnRow && event.key === 'Enter') focusSide();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      selectOnly(visible.map(({ kit }) => kit.kitId));
    } else return;
    event.preventDefault();
  };

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: it is a grid, and its rows take keys. */}
      <table className={classes.table} role="grid" aria-multiselectable="true" aria-label={say('kits')}>
        <thead>
          <tr>
            <th className={classes.check}>
              <Checkbox
                size="xs"
                aria-label={say('selectAll')}
                checked={isAllSelected}
                indeterminate={chosen.length > 0 && !isAllSelected}
                onChange={event =>
                  selectOnly(event.currentTarget.checked ? visible.map(({ kit }) => kit.kitId) : [])
                }
              />
            </th>
            <th className={classes.kit}>{say('kit')}</th>
            <th className={classes.port}>{say('port')}</th>
            <th className={classes.firmware}>{say('firmware')}</th>
            <th className={classes.running}>{say('running')}</th>
            <th>{say('stateColumn')}</th>
            <th className={classes.menu}>
              <VisuallyHidden>{say('actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {visible.map(facts => (
            <KitRow
              key={facts.kit.kitId}
              facts={facts}
              isTarget={facts.kit.kitId === target?.kitId}
              isShown={facts.kit.kitId === shownId}
              isSelected={selected.has(facts.kit.kitId)}
              isTabStop={facts.kit.kitId === tabStop}
            />
          ))}
          {filter === 'all' && volumes.map(volume => <VolumeRow key={volume.path} volume={volume} />)}
        </tbody>
      </table>
      {visible.length === 0 && filter !== 'all' && (
        <p className={classes.nothing}>
          {say('nothingPasses', { filter: say(`filter_${filter}`) })}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => useKitsViewStore.getState().setFilter('all')}
          >
            {say('showAll')}
          </Button>
        </p>
      )}
      {volumes.length === 0 && kits.every(({ kit }) => kit.transport === 'virtual') && <NoBoard />}
    </div>
  );
}

/** The right side takes the keyboard. */
function focusSide(): void {
  document.querySelector<HTMLElement>('[data-kit-side] button:not(:disabled)')?.focus();
}

function NoBoard() {
  const say = useTexts(kitsTexts);
  return (
    <div className={classes.empty}>
      <Icon name="device-usb" size={28} />
      <h2>{say('noBoard')}</h2>
      <p>{say('noBoardHint')}</p>
      <div className={classes.emptyActions}>
        <Button variant="default" onClick={() => runCommand('kits.addPort')}>
          {say('addPort')}
        </Button>
        <Button variant="default" onClick={() => runCommand('kits.examineSystem')}>
          {say('noBoardDoctor')}
        </Button>
      </div>
    </div>
  );
}
