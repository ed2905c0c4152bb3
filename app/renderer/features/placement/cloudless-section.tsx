import { useMemo } from 'react';
import { type CloudlessState, withoutCloud } from '../../../core/placement/without-cloud.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';

const icons = { works: 'circle-check', 'offline-path': 'cloud-off', stops: 'alert-triangle' } as const;
const words = { works: 'works', 'offline-path': 'offlinePath', stops: 'stops' } as const;
const ranks: Readonly<Record<CloudlessState, number>> = { stops: 0, 'offline-path': 1, works: 2 };

/** What still works with the cloud gone, worst first; what works as before is only counted. */
export function CloudlessSection() {
  const say = useTexts(placementTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const { nodes } = useMemo(() => withoutCloud(profile, catalogue), [profile, catalogue]);
  const touched = nodes
    .filter(({ state }) => state !== 'works')
    .toSorted((left, right) => ranks[left.state] - ranks[right.state]);
  return (
    <section>
      <h3 className={classes.heading}>{say('without')}</h3>
      {touched.length === 0 ? (
        <p className={classes.note}>{say('allWork')}</p>
      ) : (
        <ul className={classes.list}>
          {touched.map(({ node, state, text }) => (
            <li key={node}>
              <span className={classes.state} data-state={state}>
                <Icon name={icons[state]} size={14} />
                {say(words[state])}
              </span>
              <strong>{nameOfNode(node, language)}</strong>
              <em>{localize(text)}</em>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
