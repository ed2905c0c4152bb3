import { Button, Modal, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import type { BoardDefinition, BoardPin } from '../../../core/catalogue/board-definition.ts';
import { setBoard } from '../../../core/document/edits.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { SvgPicture } from '../../ui/svg-picture.tsx';
import classes from './projects.module.css';
import { projectsTexts } from './projects.texts.ts';

/** The boards that are known: picture, pins, memory; one of them becomes the profile's. */
export default function BoardDialog() {
  const say = useTexts(projectsTexts);
  const boards = useCatalogueStore(state => state.catalogue.boards);
  const current = useDocumentStore(state => state.profile.board);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const [chosen, setChosen] = useState(() => (boards.has(current) ? current : [...boards.keys()][0]));
  const board = chosen === undefined ? undefined : boards.get(chosen);
  const close = useViewStore.getState().closeOverlay;
  const accept = () => {
    const { profile, applyPatches } = useDocumentStore.getState();
    if (board !== undefined) {
      applyPatches(projectsTexts.localized('changeBoard'), setBoard(profile, board.id));
    }
    close();
  };
  const list = [...boards.values()].sort((left, right) => Number(right.virtual) - Number(left.virtual));
  return (
    <Modal opened onClose={close} title={say('boardTitle')} size={860}>
      <div className={classes.boards}>
        <div className={classes.boardList} role="listbox" aria-label={say('boardTitle')}>
          {list.map(candidate => (
            <button
              key={candidate.id}
              type="button"
              role="option"
              className={classes.boardItem}
              aria-selected={candidate.id === chosen}
              onClick={() => setChosen(candidate.id)}
              onDoubleClick={accept}
            >
              {candidate.title}
              <small>
                {candidate.virtual ? say('virtual') : candidate.chip}
                {candidate.id === current ? ` · ${say('current')}` : ''}
              </small>
            </button>
          ))}
        </div>
        {board !== undefined && <BoardDetails board={board} />}
      </div>
      <div className={classes.footer}>
        <Button variant="default" onClick={close}>
          {say('cancel')}
        </Button>
        <Button disabled={board === undefined || isReadOnly} onClick={accept}>
          {say('useBoard')}
        </Button>
      </div>
    </Modal>
  );
}

function BoardDetails({ board }: { readonly board: BoardDefinition }) {
  const say = useTexts(projectsTexts);
  const localize = useLocalize();
  return (
    <div>
      {board.picture !== undefined && (
        <SvgPicture svg={board.picture} alt={board.title} className={classes.boardPicture} />
      )}
      <Text fw={600}>{board.title}</Text>
      <Text size="sm" c="dimmed">
        {localize(board.summary)}
      </Text>
      <div className={classes.facts}>
        <span>{board.chip}</span>
        <span>{say('pins', { count: board.pins.filter(pin => pin.usable).length })}</span>
        <span>{say('memory', { heap: formatBytes(board.limits.heapBytes) })}</span>
        <span>{say('storage', { size: formatBytes(board.limits.filesystemBytes) })}</span>
        <span>{say('volts', { volts: board.logicVolts })}</span>
      </div>
      <ul className={classes.pinGrid} aria-label={say('pinTable', { board: board.title })}>
        {board.pins.map(pin => (
          <PinChip key={pin.id} pin={pin} />
        ))}
      </ul>
      {board.bootHelp !== undefined && (
        <Text size="sm" c="dimmed">
          <b>{say('bootHelp')}:</b> {localize(board.bootHelp)}
        </Text>
      )}
    </div>
  );
}

function PinChip({ pin }: { readonly pin: BoardPin }) {
  const localize = useLocalize();
  const state = pin.usable ? (pin.caution === undefined ? 'free' : 'caution') : 'unusable';
  return (
    <Tooltip
      w={240}
      label={
        <>
          {pin.capabilities.join(', ')}
          {pin.caution !== undefined && <div>{localize(pin.caution)}</div>}
        </>
      }
    >
      <li className={classes.pin} data-state={state}>
        {pin.id}
      </li>
    </Tooltip>
  );
}
