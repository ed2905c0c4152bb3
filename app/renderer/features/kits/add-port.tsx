import { ActionIcon, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { ErrorCard } from './error-card.tsx';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-page.module.css';

/** A port that the studio did not find by itself: typed, and kept in the settings by the host. */
export function AddPort({ onAdded }: { readonly onAdded: (kitId: string) => void }) {
  const say = useTexts(kitsTexts);
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  const problem = useKitStore(state => (state.problem?.kitId === null ? state.problem : null));
  const close = () => useKitsViewStore.getState().setAddingPort(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = path.trim();
    if (wanted === '') return;
    setBusy(true);
    const kit = await useKitStore.getState().addPort(wanted);
    setBusy(false);
    if (kit === null) return;
    onAdded(kit.kitId);
    close();
  };
  return (
    <form className={classes.addPort} onSubmit={event => void submit(event)}>
      <TextInput
        className={classes.addPortInput}
        label={say('addPort')}
        description={say('addPortHint')}
        placeholder="/dev/ttyUSB0"
        value={path}
        onChange={event => setPath(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        maxLength={512}
        data-autofocus
        autoFocus
      />
      <Button type="submit" variant="default" loading={isBusy} disabled={path.trim() === ''}>
        {say('add')}
      </Button>
      <ActionIcon size={32} aria-label={say('close')} onClick={close}>
        <Icon name="x" />
      </ActionIcon>
      {problem !== null && (
        <ErrorCard error={problem.error} onDismiss={useKitStore.getState().dismissProblem} />
      )}
    </form>
  );
}
