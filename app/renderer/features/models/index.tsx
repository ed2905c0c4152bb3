import { Modal, Switch } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { Provider } from '../../../core/models/model-facts.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useModelsStore } from '../../stores/models-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import { LocalServers } from './local-servers.tsx';
import classes from './models.module.css';
import { modelsTexts } from './models.texts.ts';
import { ProviderCard } from './provider-card.tsx';

/** Models and keys: what there is, what can be used, and the switch that cuts the cloud. */
export default function ModelsDialog() {
  const say = useTexts(modelsTexts);
  const studio = useStudio();
  const { models, adopt } = useModelsStore();
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  const load = useCallback(() => {
    studio.models.list({}).then(setProviders, reportFailure);
    studio.models.state({}).then(adopt, reportFailure);
  }, [studio, adopt]);
  useEffect(() => {
    load();
    return studio.models.on('onDidChangeProviders', setProviders);
  }, [studio, load]);
  const status = new Map(models.providers.map(each => [each.provider, each]));
  // What needs no key stands last: nothing is to be done there.
  const inOrder = [...providers].sort(
    (a, b) => Number(a.secret === undefined) - Number(b.secret === undefined),
  );
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      title={say('title')}
      size={920}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      <div className={classes.cloud} data-off={!models.isCloudOn}>
        <Switch
          checked={models.isCloudOn}
          label={say('cloud')}
          onChange={event => {
            studio.models.setCloud({ on: event.currentTarget.checked }).then(adopt, reportFailure);
          }}
        />
        <span role="status">{say(models.isCloudOn ? 'cloudOn' : 'cloudOff')}</span>
      </div>
      <div className={classes.cards}>
        {inOrder.map(provider => (
          <ProviderCard key={provider.id} provider={provider} status={status.get(provider.id)} />
        ))}
        <LocalServers onAdded={load} />
      </div>
    </Modal>
  );
}
