import { MultiSelect, NumberInput, Select } from '@mantine/core';
import { markets } from '../../../core/compliance/markets.ts';
import { deploymentSchema } from '../../../core/document/profile.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { editDeployment } from './edit-deployment.ts';
import classes from './markets.module.css';
import { marketsTexts } from './markets.texts.ts';

const products = ['toy', 'wearable', 'home', 'car', 'robot', 'instrument', 'kiosk', 'other'] as const;
const oldestAge = 120;

/** Markets, kind of product and ages. */
export function DeploymentForm() {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const deployment = useDocumentStore(state => state.profile.deployment);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const label = marketsTexts.localized('change');
  const chosen = deployment?.markets ?? [];
  const known = markets.map(({ id, title, hasRules }) => ({
    value: id,
    label: hasRules ? localize(title) : `${localize(title)} · ${say('noRules')}`,
  }));
  // A market that a file names and this studio does not know stays in the list.
  const strange = chosen
    .filter(id => !markets.some(market => market.id === id))
    .map(id => ({ value: id, label: id }));
  const audience = deployment?.audience;
  const setAge = (end: 'from' | 'to', value: number | string) =>
    editDeployment(
      label,
      draft => {
        const ages = { from: 0, ...draft.audience };
        if (typeof value === 'number') ages[end] = Math.min(oldestAge, Math.max(0, Math.round(value)));
        else if (end === 'to') delete ages.to;
        else {
          delete draft.audience;
          return;
        }
        draft.audience = ages;
      },
      `ages ${end}`,
    );
  return (
    <div className={classes.form}>
      <MultiSelect
        label={say('markets')}
        placeholder={chosen.length === 0 ? say('marketsPlaceholder') : ''}
        data={[...known, ...strange]}
        value={chosen}
        disabled={isReadOnly}
        searchable
        onChange={values =>
          editDeployment(label, draft => {
            draft.markets = values;
          })
        }
      />
      <Select
        label={say('product')}
        placeholder={say('productPlaceholder')}
        data={products.map(value => ({ value, label: say(value) }))}
        value={deployment?.product ?? null}
        disabled={isReadOnly}
        clearable
        onChange={value =>
          editDeployment(label, draft => {
            const product = deploymentSchema.shape.product.safeParse(value ?? undefined).data;
            if (product === undefined) delete draft.product;
            else draft.product = product;
          })
        }
      />
      <NumberInput
        label={say('from')}
        placeholder={say('anyAge')}
        min={0}
        max={oldestAge}
        allowDecimal={false}
        disabled={isReadOnly}
        value={audience?.from ?? ''}
        onChange={value => setAge('from', value)}
      />
      <NumberInput
        label={say('to')}
        placeholder={say('anyAge')}
        min={0}
        max={oldestAge}
        allowDecimal={false}
        disabled={isReadOnly || audience === undefined}
        value={audience?.to ?? ''}
        onChange={value => setAge('to', value)}
      />
    </div>
  );
}
