import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useKitStore } from '../../stores/kit-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';

/** A port that the studio did not find by itself: typed, and kept in the settings by the host. */
export function AddPort({ onAdded }: { readonly onAdded: (kitId: string) => void }) {
  const say = useTexts(kitsTexts);
  const [path, setPath] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = path.trim();
    if (wanted === '') return;
    setBusy(true);
    const kit = await useKitStore.getState().addPort(wanted);
    setBusy(false);
    if (kit === null) return;
    setPath('');
    onAdded(kit.kitId);
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
      />
      <Button
        type="submit"
        variant="default"
        loading={isBusy}
        disabled={path.trim() === ''}
        leftSection={<Icon name="plus" />}
      >
        {say('add')}
      </Button>
    </form>
  );
}
