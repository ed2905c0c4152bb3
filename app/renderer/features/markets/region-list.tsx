import { Select } from '@mantine/core';
import { chooseRegion, regionsOf } from '../../../core/compliance/choose-region.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import classes from './markets.module.css';
import { marketsTexts } from './markets.texts.ts';

/** For each persona that a model in the cloud answers for: the region where it does. */
export function RegionList() {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const personas = useDocumentStore(state => state.profile.personas);
  const markets = useDocumentStore(state => state.profile.deployment?.markets);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const models = useCatalogueStore(state => state.catalogue.models);
  const rows = Object.entries(personas ?? {}).flatMap(([id, persona]) => {
    const facts = models.get(persona.model.id);
    return facts?.provider.runs === 'cloud' ? [{ id, persona, facts }] : [];
  });
  if (rows.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{say('regions')}</h3>
      <div className={classes.regions}>
        {rows.map(({ id, persona, facts }) => {
          const regions = regionsOf(facts);
          const automatic = chooseRegion(facts, undefined, markets ?? []);
          return (
            <Select
              key={id}
              label={`${persona.name} · ${facts.title}`}
              data={regions.map(region => ({
                value: region.id,
                label: say('country', { region: localize(region.title), country: region.country }),
              }))}
              placeholder={
                automatic === undefined
                  ? say('noRegion')
                  : say('byMarket', { region: localize(automatic.title) })
              }
              value={persona.model.region ?? null}
              disabled={isReadOnly || regions.length === 0}
              clearable
              onChange={value =>
                useDocumentStore.getState().transact(marketsTexts.localized('region'), draft => {
                  const model = draft.personas?.[id]?.model;
                  if (model === undefined) return;
                  if (value === null) delete model.region;
                  else model.region = value;
                })
              }
            />
          );
        })}
      </div>
    </section>
  );
}
