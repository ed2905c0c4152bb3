import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { runCommand } from '../../commands/commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { personaPropertiesOfType } from '../../stores/agent-nodes.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { duplicatePersona, nodesOfPersona, removePersona } from '../../stores/persona-edits.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SavedState } from '../toolbar/saved-state.tsx';
import { toolbarTexts } from '../toolbar/toolbar.texts.ts';
import { ModelPicker } from './model-picker.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './persona-header.module.css';
import { useIsReadOnly, usePersonaId, usePersonaPart } from './use-persona.ts';

/** Where one is, how safe it is, who answers, and the way back. */
export function PersonaHeader({ onDone }: { readonly onDone: () => void }) {
  const say = useTexts(personaTexts);
  const project = useDocumentStore(state => state.profile.name);
  const name = usePersonaPart(persona => persona.name);
  return (
    <header className={classes.header}>
      <Tooltip label={say('back')}>
        <button
          type="button"
          className={classes.brand}
          aria-label={`Cambrian. ${say('back')}`}
          onClick={onDone}
        >
          <BrandMark />
          <span>Cambrian</span>
        </button>
      </Tooltip>
      <span className={classes.crumb}>
        <span aria-hidden="true">/</span>
        <span className={classes.project}>{project}</span>
        <span aria-hidden="true">/</span>
        <b>{name}</b>
      </span>
      <SavedState />
      <span className={classes.grow} />
      <History />
      <ModelPicker />
      <CompareButton />
      <MoreMenu />
      <Button onClick={onDone}>{say('done')}</Button>
    </header>
  );
}

function History() {
  const say = useTexts(toolbarTexts);
  const localize = useLocalize();
  const undo = useDocumentStore(state => state.history.done.at(-1)?.label);
  const redo = useDocumentStore(state => state.history.undone.at(-1)?.label);
  const undoWords = undo === undefined ? say('nothingToUndo') : say('undo', { step: localize(undo) });
  const redoWords = redo === undefined ? say('nothingToRedo') : say('redo', { step: localize(redo) });
  return (
    <span className={classes.history}>
      <Tooltip label={undoWords}>
        <ActionIcon
          size={32}
          aria-label={undoWords}
          aria-disabled={undo === undefined}
          className={classes.step ?? ''}
          onClick={() => runCommand('edit.undo')}
        >
          <Icon name="arrow-back-up" />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={redoWords}>
        <ActionIcon
          size={32}
          aria-label={redoWords}
          aria-disabled={redo === undefined}
          className={classes.step ?? ''}
          onClick={() => runCommand('edit.redo')}
        >
          <Icon name="arrow-forward-up" />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

function CompareButton() {
  const say = useTexts(personaTexts);
  const personaId = usePersonaId();
  const isComparing = usePersonaViewStore(state => state.isComparing);
  const toggle = () => {
    usePersonaViewStore.getState().setComparing(!isComparing);
    // Against itself on the offline model first: what a person most wants to know is what the network adds.
    useTrialStore.getState().compareWith(isComparing ? null : { personaId, model: 'offline' });
  };
  return (
    <button type="button" className={classes.pick} aria-pressed={isComparing} onClick={toggle}>
      {say(isComparing ? 'endCompare' : 'compare')}
    </button>
  );
}

function MoreMenu() {
  const say = useTexts(personaTexts);
  const personaId = usePersonaId();
  const isReadOnly = useIsReadOnly();
  const name = usePersonaPart(persona => persona.name);
  const used = useDocumentStore(
    state => nodesOfPersona(state.profile, personaId, personaPropertiesOfType).length,
  );
  const { openPersona, closePersona } = usePersonaViewStore.getState();
  if (isReadOnly) return null;
  const duplicate = () => {
    const copy = say('copyOf', { name });
    const id = duplicatePersona(personaTexts.localized('duplicate'), personaId, copy.slice(0, 80));
    if (id !== null) openPersona(id);
  };
  const remove = () => {
    closePersona();
    removePersona(personaTexts.localized('remove'), personaId, personaPropertiesOfType);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={32} aria-label={say('more')}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="copy" />} onClick={duplicate}>
          {say('duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="trash" />} color="red" onClick={remove}>
          {used === 0 ? say('remove') : say('removeUsed', { count: used })}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
