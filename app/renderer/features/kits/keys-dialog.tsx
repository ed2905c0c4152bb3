import { Button, CopyButton, Modal, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { SigningKey, SigningState } from '../../../contract/services/signing-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { ErrorCard } from './error-card.tsx';
import { keysTexts } from './keys.texts.ts';
import classes from './kits-dialogs.module.css';

type Change = (call: () => Promise<SigningState>) => Promise<boolean>;

/** Who vouches for what is pushed from here, and whom this studio trusts. */
export default function KeysDialog() {
  const say = useTexts(keysTexts);
  const { signing } = useStudio();
  const [state, setState] = useState<SigningState | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  useEffect(() => {
    signing.state({}).then(setState, reportFailure);
    return signing.on('onDidChange', setState);
  }, [signing]);
  const change: Change = async call => {
    try {
      setState(await call());
      setError(null);
      return true;
    } catch (caught) {
      setError(StudioError.from(caught));
      return false;
    }
  };
  const own = state?.keys.filter(key => key.kind === 'own') ?? [];
  const team = state?.keys.filter(key => key.kind === 'team') ?? [];
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      title={say('title')}
      size={700}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      {error !== null && <ErrorCard error={error} onDismiss={() => setError(null)} />}
      <h3 className={classes.section}>{say('own')}</h3>
      {state !== null && own.length === 0 && <p className={classes.quiet}>{say('noneOwn')}</p>}
      {own.map(key => (
        <KeyCard key={key.keyId} signingKey={key} change={change} />
      ))}
      {state !== null && own.length > 0 && <p className={classes.quiet}>{say(`keptIn_${state.keptIn}`)}</p>}
      <RenewForm change={change} />
      <h3 className={classes.section}>{say('team')}</h3>
      {state !== null && team.length === 0 && <p className={classes.quiet}>{say('noneTeam')}</p>}
      {team.map(key => (
        <KeyCard key={key.keyId} signingKey={key} change={change} />
      ))}
      <ImportForm change={change} />
    </Modal>
  );
}

/** Sixteen hex digits in groups, as people compare them. */
function fingerprint(keyId: string): string {
  return keyId.match(/.{1,4}/g)?.join(' ') ?? keyId;
}

function KeyCard({ signingKey, change }: { readonly signingKey: SigningKey; readonly change: Change }) {
  const say = useTexts(keysTexts);
  const language = useLanguage();
  const { signing } = useStudio();
  const [mode, setMode] = useState<'shown' | 'naming' | 'forgetting'>('shown');
  const { keyId, name, publicKey, kind, isActive, addedAt } = signingKey;
  const since = new Date(addedAt).toLocaleDateString(language, { dateStyle: 'medium' });
  return (
    <section className={classes.key} data-active={isActive || undefined} aria-label={name}>
      <div>
        {mode === 'naming' ? (
          <NameForm
            label={say('nameOf')}
            first={name}
            submit={say('save')}
            onCancel={() => setMode('shown')}
            onSubmit={async next => {
              if (await change(() => signing.rename({ keyId, name: next }))) setMode('shown');
            }}
          />
        ) : (
          <span className={classes.keyName}>
            {name}
            {isActive && <small>{say('active')}</small>}
          </span>
        )}
        <span className={classes.fingerprint}>
          {say('fingerprint')} <code>{fingerprint(keyId)}</code> · {say('added', { date: since })}
        </span>
      </div>
      <CopyButton value={publicKey}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}
            onClick={copy}
          >
            {say(copied ? 'copied' : 'copyPublic')}
          </Button>
        )}
      </CopyButton>
      {mode === 'forgetting' ? (
        <div className={classes.keyActions} role="alert">
          <span className={classes.confirm}>{say(kind === 'own' ? 'forgetOwn' : 'forgetTeam')}</span>
          <Button size="compact-sm" variant="default" onClick={() => setMode('shown')}>
            {say('cancel')}
          </Button>
          <Button
            size="compact-sm"
            color="red"
            onClick={() => void change(() => signing.forget({ keyId })).then(() => setMode('shown'))}
          >
            {say('forgetNow')}
          </Button>
        </div>
      ) : (
        mode === 'shown' && (
          <div className={classes.keyActions}>
            {kind === 'own' && !isActive && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => void change(() => signing.activate({ keyId }))}
              >
                {say('activate')}
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" onClick={() => setMode('naming')}>
              {say('rename')}
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setMode('forgetting')}>
              {say('forget')}
            </Button>
          </div>
        )
      )}
    </section>
  );
}

interface NameFormProps {
  readonly label: string;
  readonly first: string;
  readonly submit: string;
  readonly onCancel: () => void;
  readonly onSubmit: (name: string) => Promise<void>;
}

function NameForm({ label, first, submit, onCancel, onSubmit }: NameFormProps) {
  const say = useTexts(keysTexts);
  const [name, setName] = useState(first);
  return (
    <form
      className={classes.files}
      onSubmit={event => {
        event.preventDefault();
        if (name.trim() !== '') void onSubmit(name.trim());
      }}
    >
      <TextInput
        className={classes.path ?? ''}
        aria-label={label}
        placeholder={label}
        value={name}
        maxLength={60}
        autoFocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={name.trim() === ''}>
        {submit}
      </Button>
      <Button variant="subtle" onClick={onCancel}>
        {say('cancel')}
      </Button>
    </form>
  );
}

function RenewForm({ change }: { readonly change: Change }) {
  const say = useTexts(keysTexts);
  const { signing } = useStudio();
  const [isOpen, setOpen] = useState(false);
  if (!isOpen) {
    return (
      <div className={classes.files}>
        <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setOpen(true)}>
          {say('renew')}
        </Button>
        <span className={classes.quiet}>{say('renewHint')}</span>
      </div>
    );
  }
  return (
    <NameForm
      label={say('newKeyName')}
      first=""
      submit={say('make')}
      onCancel={() => setOpen(false)}
      onSubmit={async name => {
        if (await change(() => signing.renew({ name }))) setOpen(false);
      }}
    />
  );
}

function ImportForm({ change }: { readonly change: Change }) {
  const say = useTexts(keysTexts);
  const { signing } = useStudio();
  const file = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [pem, setPem] = useState('');
  const [name, setName] = useState('');
  if (!isOpen) {
    return (
      <div className={`${classes.files} ${classes.gap}`}>
        <Button variant="default" leftSection={<Icon name="key" />} onClick={() => setOpen(true)}>
          {say('import')}
        </Button>
      </div>
    );
  }
  return (
    <form
      className={classes.gap}
      aria-label={say('import')}
      onSubmit={event => {
        event.preventDefault();
        void change(() => signing.importKey({ pem: pem.trim(), name: name.trim() })).then(isDone => {
          if (!isDone) return;
          // A private key does not stay on the screen.
          setPem('');
          setName('');
          setOpen(false);
        });
      }}
    >
      <Textarea
        label={say('pem')}
        description={say('importHint')}
        placeholder="-----BEGIN PUBLIC KEY-----"
        value={pem}
        rows={4}
        maxLength={10_000}
        spellCheck={false}
        autoComplete="off"
        autoFocus
        onChange={event => setPem(event.currentTarget.value)}
      />
      <div className={classes.files} style={{ marginTop: 'var(--space-2)' }}>
        <input
          ref={file}
          className={classes.hidden}
          type="file"
          accept=".pem,.pub,.key"
          aria-label={say('chooseFile')}
          onChange={event => {
            const [chosen] = event.currentTarget.files ?? [];
            chosen?.text().then(setPem, reportFailure);
          }}
        />
        <Button variant="default" leftSection={<Icon name="file" />} onClick={() => file.current?.click()}>
          {say('chooseFile')}
        </Button>
        <TextInput
          className={classes.path ?? ''}
          aria-label={say('name')}
          placeholder={say('name')}
          value={name}
          maxLength={60}
          onChange={event => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={pem.trim() === '' || name.trim() === ''}>
          {say('add')}
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            setPem('');
            setOpen(false);
          }}
        >
          {say('cancel')}
        </Button>
      </div>
    </form>
  );
}
