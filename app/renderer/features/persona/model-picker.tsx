import { Popover, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ModelsState } from '../../../contract/services/models-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { isOffline, offlineModel } from './model-facts.ts';
import { personaTexts } from './persona.texts.ts';
import classes from './persona-header.module.css';
import { Degree } from './relation-card.tsx';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';

/** Keys and the cloud switch; null until the host has said. */
function useModelsState(): ModelsState | null {
  const studio = useStudio();
  const [state, setState] = useState<ModelsState | null>(null);
  useEffect(() => {
    let isCurrent = true;
    studio.models.state({}).then(next => isCurrent && setState(next), reportFailure);
    const stop = studio.models.on('onDidChangeState', setState);
    return () => {
      isCurrent = false;
      stop();
    };
  }, [studio]);
  return state;
}

/** Which model answers, what keeps it from answering, and that the persona never falls silent. */
export function ModelPicker() {
  const say = useTexts(personaTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const model = usePersonaPart(persona => persona.model);
  const firstWordMs = usePersonaPart(persona => persona.limits.firstWordMs);
  const models = useCatalogueStore(state => state.catalogue.models);
  const state = useModelsState();
  const [isOpen, setOpen] = useState(false);
  const isAlone = isOffline(model.id, models);
  const facts = models.get(model.id);
  const title = isAlone ? say('offlineModel') : (facts?.title ?? model.id);
  const provider = facts?.provider;
  const key = state?.providers.find(status => status.provider === provider?.id)?.key;
  const trouble = isAlone
    ? null
    : facts === undefined || provider === undefined
      ? say('unknownModel')
      : provider.runs === 'cloud' && state?.isCloudOn === false
        ? say('cloudOff')
        : key === 'missing'
          ? say('needsKey', { provider: localize(provider.title) })
          : null;
  const label = personaTexts.localized('changeModel');
  const chats = [...models.values()].filter(({ kind, name }) => kind === 'chat' && !isOffline(name, models));
  const groups = Map.groupBy(chats, chat => localize(chat.provider.title));
  const data = [
    { value: offlineModel, label: say('offlineModel') },
    ...[...groups].map(([group, items]) => ({
      group,
      items: items.map(item => ({ value: item.name, label: item.title })),
    })),
    ...(isAlone || facts !== undefined ? [] : [{ value: model.id, label: model.id }]),
  ];
  const regions = provider?.regions ?? [];
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.pick}
          data-tone={trouble === null ? undefined : 'warn'}
          disabled={isReadOnly}
          onClick={() => setOpen(!isOpen)}
        >
          {trouble !== null && <Icon name="alert-triangle" size={13} />}
          {say('model')} <b>{title}</b>
          <span className={classes.fallback}>{say(isAlone ? 'fromItself' : 'fallsBack')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.model ?? ''} aria-label={say('model')}>
        <Select
          size="xs"
          label={say('model')}
          data={data}
          value={isAlone ? offlineModel : model.id}
          searchable
          openOnFocus={false}
          allowDeselect={false}
          maxDropdownHeight={300}
          comboboxProps={{ withinPortal: false }}
          onChange={next => {
            if (next === null) return;
            edit(label, persona => {
              persona.model.id = next;
              delete persona.model.region;
            });
          }}
        />
        {trouble !== null && <p data-tone="warn">{trouble}</p>}
        {regions.length > 1 && (
          <Select
            size="xs"
            label={say('region')}
            data={[
              { value: '', label: say('anyRegion') },
              ...regions.map(region => ({
                value: region.id,
                label: `${localize(region.title)} · ${region.country}`,
              })),
            ]}
            value={model.region ?? ''}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={next =>
              edit(label, persona => {
                if (next === null || next === '') delete persona.model.region;
                else persona.model.region = next;
              })
            }
          />
        )}
        {!isAlone && (
          <Degree
            title={say('temperature')}
            ends={[say('same'), say('varied')]}
            value={Math.min(1, model.temperature)}
            isReadOnly={isReadOnly}
            onChange={value =>
              edit(
                label,
                persona => {
                  persona.model.temperature = value;
                },
                'temperature',
              )
            }
          />
        )}
        <p>{isAlone ? say('offlineHelp') : say('modelHelp', { seconds: firstWordMs / 1_000 })}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
