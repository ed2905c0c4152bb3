import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Suspense } from 'react';
import { StandIns } from '../../bootstrap/feature-slots.tsx';
import { commandState } from '../../commands/command.ts';
import { commandById, runCommand } from '../../commands/commands.ts';
import { shortcutKeys } from '../../commands/shortcuts.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useBoardDefinition } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';
import { RunControls } from './run-controls.tsx';
import { SavedState } from './saved-state.tsx';
import { TargetPicker } from './target-picker.tsx';
import classes from './toolbar.module.css';
import { toolbarTexts } from './toolbar.texts.ts';

/** The head of the studio: which project, how safe, on what board, on which kit, and Run. */
export function Toolbar() {
  const say = useTexts(toolbarTexts);
  return (
    <div className={classes.toolbar}>
      <span className={classes.brand}>
        <BrandMark />
        Cambrian
      </span>
      <span className={classes.slash} aria-hidden="true">
        /
      </span>
      <ProjectMenu />
      <SavedState />
      <span className={classes.grow} />
      <HistoryButtons />
      <StandInsSlot />
      <BoardButton />
      <TargetPicker />
      <RunControls />
      <button type="button" className={classes.ghost} onClick={() => runCommand('demo.startDemo')}>
        <Icon name="presentation" />
        {say('demo')}
      </button>
      <Tooltip label={say('commands')}>
        <button
          type="button"
          className={classes.ghost}
          style={{ paddingInline: 4 }}
          aria-label={`${say('commands')}: ${shortcutKeys('Mod+K').join(' ')}`}
          onClick={() => runCommand('view.openCommandPalette')}
        >
          <ShortcutKeys shortcut="Mod+K" />
        </button>
      </Tooltip>
    </div>
  );
}

/** Loaded only for a profile in which this computer stands in for a part of the device. */
function StandInsSlot() {
  const hasStandIns = useDocumentStore(state =>
    Object.values(state.profile.nodes).some(node => node.type.startsWith('computer/')),
  );
  return (
    hasStandIns && (
      <ErrorBoundary>
        <Suspense fallback={null}>
          <StandIns />
        </Suspense>
      </ErrorBoundary>
    )
  );
}

const projectMenu = [
  'project.openProject',
  'project.newProject',
  'project.saveNow',
  'project.saveAs',
  'help.showShortcuts',
  'help.showAbout',
];

function ProjectMenu() {
  const say = useTexts(toolbarTexts);
  const localize = useLocalize();
  const name = useDocumentStore(state => state.profile.name);
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <button type="button" className={classes.project} aria-label={`${say('projectMenu')}: ${name}`}>
          <span className={classes.projectName}>{name}</span>
          <Icon name="chevron-down" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {projectMenu.map(commandById).map(command => (
          <Menu.Item
            key={command.id}
            leftSection={<Icon name={command.icon} />}
            rightSection={
              command.shortcuts?.[0] !== undefined && <ShortcutKeys shortcut={command.shortcuts[0]} />
            }
            disabled={!command.isEnabled(commandState())}
            onClick={() => runCommand(command)}
          >
            {localize(command.title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function HistoryButtons() {
  const say = useTexts(toolbarTexts);
  const localize = useLocalize();
  const undoLabel = useDocumentStore(state => state.history.done.at(-1)?.label);
  const redoLabel = useDocumentStore(state => state.history.undone.at(-1)?.label);
  const undo = undoLabel === undefined ? say('nothingToUndo') : say('undo', { step: localize(undoLabel) });
  const redo = redoLabel === undefined ? say('nothingToRedo') : say('redo', { step: localize(redoLabel) });
  return (
    <span className={classes.history}>
      <Tooltip label={undo}>
        <ActionIcon
          size={32}
          className={classes.step ?? ''}
          aria-label={undo}
          aria-disabled={undoLabel === undefined}
          onClick={() => runCommand('edit.undo')}
        >
          <Icon name="arrow-back-up" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={redo}>
        <ActionIcon
          size={32}
          className={classes.step ?? ''}
          aria-label={redo}
          aria-disabled={redoLabel === undefined}
          onClick={() => runCommand('edit.redo')}
        >
          <Icon name="arrow-forward-up" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

function BoardButton() {
  const say = useTexts(toolbarTexts);
  const boardId = useDocumentStore(state => state.profile.board);
  const board = useBoardDefinition(boardId);
  const name = board?.title ?? (boardId === '' ? say('boardUnknown') : boardId);
  return (
    <button
      type="button"
      className={classes.pick}
      data-missing={board === undefined || undefined}
      aria-label={say('board', { name })}
      aria-haspopup="dialog"
      onClick={() => runCommand('device.chooseBoard')}
    >
      <Icon name="cpu" />
      <b>{name}</b>
    </button>
  );
}
