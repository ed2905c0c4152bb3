import { Anchor, Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { ProviderStatus } from '../../../contract/services/models-service.ts';
import type { ModelPrice, Provider } from '../../../core/models/model-facts.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useModelsStore } from '../../stores/models-store.ts';
import { formatClock } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './models.module.css';
import { modelsTexts } from './models.texts.ts';

const currencySigns = { CNY: '¥', USD: '$' } as const;

/** One provider: whether it can be used, its key, and what is known of its models. */
export function ProviderCard({
  provider,
  status,
}: {
  readonly provider: Provider;
  readonly status: ProviderStatus | undefined;
}) {
  const say = useTexts(modelsTexts);
  const localize = useLocalize();
  const title = localize(provider.title);
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.cardHead}>
        <Icon name={provider.runs === 'hub' ? 'device-desktop' : 'cloud'} />
        <h3>{title}</h3>
        <span className={classes.chip}>{say(provider.runs === 'hub' ? 'onHub' : 'inCloud')}</span>
        <KeyState provider={provider} status={status} />
        <Trial provider={provider} />
      </header>
      {status !== undefined && status.circuit !== 'closed' && (
        <p className={classes.warning} role="status">
          <Icon name="alert-triangle" size={14} />
          {status.circuit === 'half-open'
            ? say('halfOpen')
            : say('circuitOpen', { time: formatClock(Date.parse(status.retryAt ?? '')) })}
        </p>
      )}
      {provider.secret !== undefined && <KeyForm provider={provider} status={status} />}
      {provider.models.length > 0 && <ModelTable provider={provider} />}
      {provider.retention !== undefined && (
        <p className={classes.fact}>
          <b>{say('retention')}</b> {localize(provider.retention.words)}{' '}
          <small>{say('checked', { date: provider.retention.source.checked })}</small>
        </p>
      )}
      {provider.minors !== undefined && (
        <p className={classes.fact}>
          <b>{say('minors')}</b> {localize(provider.minors.words)}{' '}
          <small>{say('checked', { date: provider.minors.source.checked })}</small>
        </p>
      )}
    </section>
  );
}

function KeyState({
  provider,
  status,
}: {
  readonly provider: Provider;
  readonly status: ProviderStatus | undefined;
}) {
  const say = useTexts(modelsTexts);
  if (provider.secret === undefined || status === undefined) {
    return <span className={classes.keyState}>{say('noKeyNeeded')}</span>;
  }
  const words =
    status.key === 'environment'
      ? say('environment', { variable: provider.secret.variable })
      : say(status.key === 'none' ? 'noKeyNeeded' : status.key);
  return (
    <span className={classes.keyState} data-missing={status.key === 'missing'}>
      {status.key !== 'missing' && <Icon name="check" size={13} />}
      {words}
    </span>
  );
}

function KeyForm({
  provider,
  status,
}: {
  readonly provider: Provider;
  readonly status: ProviderStatus | undefined;
}) {
  const say = useTexts(modelsTexts);
  const localize = useLocalize();
  const studio = useStudio();
  const { adopt, models } = useModelsStore();
  const [key, setKey] = useState('');
  const [isBusy, setBusy] = useState(false);
  const change = (call: () => ReturnType<typeof studio.models.setKey>) => {
    setBusy(true);
    call()
      .then(state => {
        adopt(state);
        setKey('');
      }, reportFailure)
      .finally(() => setBusy(false));
  };
  if (status?.key === 'kept' || status?.key === 'session') {
    return (
      <div className={classes.row}>
        <Button
          size="xs"
          variant="default"
          loading={isBusy}
          onClick={() => change(() => studio.models.removeKey({ provider: provider.id }))}
        >
          {say('removeKey')}
        </Button>
      </div>
    );
  }
  if (status?.key === 'environment') return null;
  return (
    <form
      className={classes.row}
      onSubmit={event => {
        event.preventDefault();
        if (key.trim() !== '') change(() => studio.models.setKey({ provider: provider.id, key: key.trim() }));
      }}
    >
      <PasswordInput
        className={classes.grow}
        size="xs"
        autoComplete="off"
        aria-label={say('keyLabel', { provider: localize(provider.title) })}
        placeholder={say('keyPlaceholder')}
        value={key}
        onChange={event => setKey(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" variant="default" disabled={key.trim() === ''} loading={isBusy}>
        {say('setKey')}
      </Button>
      {provider.secret !== undefined && (
        <Anchor size="xs" href={provider.secret.url} target="_blank" rel="noreferrer">
          {say('whereKey')}
        </Anchor>
      )}
      {!models.canKeepKeys && <small className={classes.hint}>{say('sessionOnly')}</small>}
    </form>
  );
}

function Trial({ provider }: { readonly provider: Provider }) {
  const say = useTexts(modelsTexts);
  const studio = useStudio();
  const [result, setResult] = useState('');
  const [isBusy, setBusy] = useState(false);
  const model = provider.models.find(({ kind }) => kind === 'chat');
  if (model === undefined || provider.adapter === 'offline') return null;
  return (
    <span className={classes.trial}>
      {result !== '' && (
        <small role="status" title={result}>
          {result}
        </small>
      )}
      <Button
        size="compact-xs"
        variant="default"
        loading={isBusy}
        onClick={() => {
          setBusy(true);
          setResult('');
          studio.models
            .test({ model: `${provider.id}/${model.id}` })
            .then(
              ({ firstMs, text }) => setResult(say('tested', { first: Math.round(firstMs), text })),
              reportFailure,
            )
            .finally(() => setBusy(false));
        }}
      >
        {say('test')}
      </Button>
    </span>
  );
}

function ModelTable({ provider }: { readonly provider: Provider }) {
  const say = useTexts(modelsTexts);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard.
    <div className={classes.tableFrame} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{say('model')}</th>
            <th>{say('kind')}</th>
            <th>{say('price')}</th>
            <th>{say('context')}</th>
            <th>{say('source')}</th>
          </tr>
        </thead>
        <tbody>
          {provider.models.map(model => {
            const [source] = model.sources;
            return (
              <tr key={model.id}>
                <td>
                  <code>{model.id}</code>
                </td>
                <td>{say(`kinds_${model.kind}`)}</td>
                <td>{model.price === undefined ? say('noPrice') : <Price price={model.price} />}</td>
                <td className={classes.figure}>
                  {model.contextTokens === undefined
                    ? say('noPrice')
                    : `${Math.round(model.contextTokens / 1000)}k`}
                </td>
                <td className={classes.source} title={source?.title}>
                  {source === undefined ? say('noPrice') : say('checked', { date: source.checked })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Price({ price }: { readonly price: ModelPrice }) {
  const say = useTexts(modelsTexts);
  const sign = currencySigns[price.currency];
  const [input, output] = [`${sign}${price.input}`, `${sign}${price.output}`];
  switch (price.per) {
    case 'million-tokens':
      return <>{say('tokensPrice', { input, output })}</>;
    case 'second':
      return <>{say('secondPrice', { input })}</>;
    case '10k-characters':
      return <>{say('charactersPrice', { input })}</>;
    case 'image':
      return <>{say('imagePrice', { output })}</>;
  }
}
