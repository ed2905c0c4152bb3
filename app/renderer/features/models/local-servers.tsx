import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { localServerSchema } from '../../../contract/services/models-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './models.module.css';
import { modelsTexts } from './models.texts.ts';

type LocalServer = z.infer<typeof localServerSchema>;

/** Servers on this computer or in its network: looked for when the person asks, or added by address. */
export function LocalServers({ onAdded }: { readonly onAdded: () => void }) {
  const say = useTexts(modelsTexts);
  const studio = useStudio();
  const [found, setFound] = useState<readonly LocalServer[] | null>(null);
  const [address, setAddress] = useState('');
  const [names, setNames] = useState('');
  const [isBusy, setBusy] = useState(false);
  const add = (server: LocalServer) => {
    setBusy(true);
    studio.models
      .addServer(server)
      .then(() => {
        onAdded();
        setAddress('');
        setNames('');
      }, reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <section className={classes.card} aria-label={say('local')}>
      <header className={classes.cardHead}>
        <h3>{say('local')}</h3>
        <Button
          size="compact-xs"
          variant="default"
          loading={isBusy}
          onClick={() => {
            setBusy(true);
            studio.models
              .findLocal({})
              .then(setFound, reportFailure)
              .finally(() => setBusy(false));
          }}
        >
          {say('find')}
        </Button>
      </header>
      {found?.length === 0 && (
        <p className={classes.hint} role="status">
          {say('noneFound')}
        </p>
      )}
      {found?.map(server => (
        <div key={server.baseUrl} className={classes.row}>
          <b>{server.title}</b>
          <code className={classes.grow}>{server.baseUrl}</code>
          <small>{server.models.slice(0, 4).join(', ')}</small>
          <Button size="compact-xs" variant="default" onClick={() => add(server)}>
            {say('add')}
          </Button>
        </div>
      ))}
      <form
        className={classes.row}
        onSubmit={event => {
          event.preventDefault();
          const models = names
            .split(/[,，]/u)
            .map(name => name.trim())
            .filter(name => name !== '');
          const url = URL.parse(address.trim());
          add({ title: url?.host ?? address.trim(), baseUrl: address.trim(), models });
        }}
      >
        <TextInput
          className={classes.grow}
          size="xs"
          spellCheck={false}
          label={say('address')}
          placeholder={say('addressPlaceholder')}
          value={address}
          onChange={event => setAddress(event.currentTarget.value)}
        />
        <TextInput
          className={classes.grow}
          size="xs"
          spellCheck={false}
          label={say('addressModels')}
          value={names}
          onChange={event => setNames(event.currentTarget.value)}
        />
        <Button
          size="xs"
          type="submit"
          variant="default"
          loading={isBusy}
          disabled={URL.parse(address.trim()) === null || names.trim() === ''}
        >
          {say('addServer')}
        </Button>
      </form>
      <SpeechFolder />
    </section>
  );
}

function SpeechFolder() {
  const say = useTexts(modelsTexts);
  const studio = useStudio();
  const [path, setPath] = useState('');
  const [found, setFound] = useState<readonly string[] | null>(null);
  return (
    <form
      className={classes.row}
      onSubmit={event => {
        event.preventDefault();
        studio.models
          .setSpeechFolder({ path: path.trim() === '' ? null : path.trim() })
          .then(state => setFound(state.found), reportFailure);
      }}
    >
      <TextInput
        className={classes.grow}
        size="xs"
        spellCheck={false}
        label={say('speechFolder')}
        description={
          found === null
            ? say('speechFolderHint')
            : found.length === 0
              ? say('speechNothing')
              : say('speechFound', { names: found.join(', ') })
        }
        value={path}
        onChange={event => setPath(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" variant="default">
        {say('use')}
      </Button>
    </form>
  );
}
