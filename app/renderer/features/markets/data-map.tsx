import { useMemo } from 'react';
import { type DataStop, dataTitles, mapData } from '../../../core/compliance/map-data.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './markets.module.css';
import { marketsTexts } from './markets.texts.ts';

const lanes = ['device', 'hub', 'cloud'] as const;
const icons = { device: 'cpu', hub: 'server', cloud: 'cloud' } as const;

/** Three lanes, device, hub and cloud, and the way of each kind of data through them. */
export function DataMap() {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const routes = useMemo(() => mapData(profile, catalogue), [profile, catalogue]);
  return (
    <section>
      <h3 className={classes.heading}>{say('dataMap')}</h3>
      {routes.length === 0 ? (
        <p className={classes.note}>{say('dataEmpty')}</p>
      ) : (
        <table className={classes.map}>
          <thead>
            <tr>
              <td />
              {lanes.map(lane => (
                <th key={lane} scope="col">
                  <Icon name={icons[lane]} size={14} />
                  {say(lane)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {routes.map(route => (
              <tr key={route.kind}>
                <th scope="row">{localize(dataTitles[route.kind])}</th>
                {lanes.map((lane, place) => {
                  const stops = route.stops.filter(stop => stop.place === lane);
                  const goesOn = route.stops.some(stop => lanes.indexOf(stop.place) > place);
                  const cameFrom = route.stops.some(stop => lanes.indexOf(stop.place) < place);
                  return (
                    <td key={lane} data-lane={lane}>
                      {stops.length > 0 && cameFrom && <span className={classes.way} data-side="in" />}
                      {stops.map(stop => (
                        <Stop key={`${stop.provider?.id} ${stop.region?.id}`} stop={stop} />
                      ))}
                      {goesOn && stops.length > 0 && <span className={classes.way} data-side="out" />}
                      {goesOn && stops.length === 0 && cameFrom && (
                        <span className={classes.way} data-side="through" />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Stop({ stop }: { readonly stop: DataStop }) {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const { provider, region, retention } = stop;
  return (
    <div className={classes.stop} data-place={stop.place} data-known={retention.isKnown}>
      <strong>
        {provider === undefined
          ? stop.nodes.map(node => nameOfNode(node, language)).join(', ')
          : localize(provider.title)}
      </strong>
      {provider !== undefined && (
        <span>
          {region === undefined
            ? say('noRegion')
            : say('country', { region: localize(region.title), country: region.country })}
        </span>
      )}
      <small>
        {!retention.isKnown && <Icon name="help-circle" size={12} />}
        {localize(retention.words)}
      </small>
    </div>
  );
}
