import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore, useTargetKit } from '../../stores/kit-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { AddPort } from './add-port.tsx';
import { KitDetails } from './kit-details.tsx';
import { KitRow } from './kit-row.tsx';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';

/** The Kits dialog: every board that is attached or typed, pushed to one by one or several at once. */
export default function KitsDialog() {
  const say = useTexts(kitsTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const profileName = useDocumentStore(state => state.profile.name);
  const kits = useKitStore(state => state.kits);
  const target = useTargetKit(projectId);
  const [shownId, setShownId] = useState<string | undefined>(target?.kitId);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const chosen = kits.filter(kit => selected.has(kit.kitId));
  const select = (kitId: string, isSelected: boolean) =>
    setSelected(before => {
      const after = new Set(before);
      if (isSelected) after.add(kitId);
      else after.delete(kitId);
      return after;
    });
  const pushAll = () => {
    if (projectId === null) return;
    for (const kit of chosen) void useKitStore.getState().run(projectId, { kitId: kit.kitId });
  };
  const isAllSelected = kits.length > 0 && chosen.length === kits.length;
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      size={1180}
      padding={0}
      title={
        <span className={classes.heading}>
          <span className={classes.headingTitle}>{say('kits')}</span>
          <small>{say('attached', { count: kits.length })}</small>
          <span className={classes.headingProfile}>
            {say('profile')} <b>{profileName}</b>
          </span>
        </span>
      }
      closeButtonProps={{ 'aria-label': say('close') }}
      classNames={{ header: classes.header ?? '', body: classes.dialog ?? '' }}
    >
      <div className={classes.main}>
        <div className={classes.tableFrame}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th>
                  <Checkbox
                    size="xs"
                    aria-label={say('selectAll')}
                    checked={isAllSelected}
                    indeterminate={chosen.length > 0 && !isAllSelected}
                    onChange={event =>
                      setSelected(new Set(event.currentTarget.checked ? kits.map(kit => kit.kitId) : []))
                    }
                  />
                </th>
                <th>{say('kit')}</th>
                <th>{say('port')}</th>
                <th>{say('running')}</th>
                <th>{say('stateColumn')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {kits.map(kit => (
                <KitRow
                  key={kit.kitId}
                  kit={kit}
                  isTarget={kit.kitId === target?.kitId}
                  isShown={kit.kitId === shownId}
                  isSelected={selected.has(kit.kitId)}
                  onShow={() => setShownId(kit.kitId)}
                  onSelect={isSelected => select(kit.kitId, isSelected)}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div className={classes.below}>
          <AddPort onAdded={setShownId} />
          <Button
            leftSection={<Icon name="upload" />}
            disabled={chosen.length === 0 || projectId === null}
            onClick={pushAll}
          >
            {say('pushTo', { count: chosen.length })}
          </Button>
        </div>
        <p className={classes.promise}>{say('promise')}</p>
      </div>
      <KitDetails kit={kits.find(kit => kit.kitId === shownId)} />
    </Modal>
  );
}
