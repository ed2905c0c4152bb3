import { placements } from '../../../core/document/profile.ts';
import { modelTitle, type PlacementExplanation } from '../../../core/placement/explain-placement.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';

const icons = { device: 'cpu', hub: 'server', cloud: 'cloud' } as const;

/** Nodes that could run elsewhere or change come first; those with one place only are of least interest. */
const interest = (each: PlacementExplanation): number =>
  each.isChanged ? 0 : each.freedom === 'free' ? 1 : each.freedom === 'by-hand' ? 2 : 3;

/** Each node with its places: where it is to run, where else it could, and why. */
export function PlacementTable({ explanations }: { readonly explanations: readonly PlacementExplanation[] }) {
  const say = useTexts(placementTexts);
  const rows = explanations.toSorted((left, right) => interest(left) - interest(right));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard.
    <div className={classes.tableFrame} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{say('node')}</th>
            {placements.map(place => (
              <th key={place} scope="col" className={classes.place}>
                {say(place)}
              </th>
            ))}
            <th scope="col">{say('why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(explanation => (
            <Row key={explanation.node} explanation={explanation} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ explanation }: { readonly explanation: PlacementExplanation }) {
  const say = useTexts(placementTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const catalogue = useCatalogueStore(state => state.catalogue);
  const node = useDocumentStore(state => state.profile.nodes[explanation.node]);
  const allowed = node === undefined ? [] : (catalogue.nodes.get(node.type)?.placements ?? []);
  const { placement, model, isChanged, freedom, alternatives } = explanation;
  const present = node?.placement ?? allowed[0];
  return (
    <tr data-changed={isChanged}>
      <th scope="row">
        {nameOfNode(explanation.node, language)}
        {model !== '' && <small>{localize(modelTitle(catalogue, model))}</small>}
      </th>
      {placements.map(place => (
        <td key={place} className={classes.place}>
          {place === placement ? (
            <span className={classes.chip} data-changed={isChanged}>
              <Icon name={icons[place]} size={13} />
              {isChanged
                ? say(place === present ? 'newModel' : 'moves')
                : freedom === 'by-hand'
                  ? say('byHand')
                  : say(place)}
            </span>
          ) : allowed.includes(place) ? (
            <span className={classes.could} title={say(place)}>
              ·
            </span>
          ) : null}
        </td>
      ))}
      <td className={classes.why}>
        {localize(explanation.text)}
        {alternatives.length > 0 && (
          <details>
            <summary>{say('others')}</summary>
            <ul>
              {alternatives.map(each => (
                <li key={`${each.placement} ${each.model}`}>{localize(each.text)}</li>
              ))}
            </ul>
          </details>
        )}
      </td>
    </tr>
  );
}
