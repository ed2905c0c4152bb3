import { NumberInput } from '@mantine/core';
import { assumptionWords } from '../../../core/placement/call-usage.ts';
import { usualDeployment } from '../../../core/placement/estimate-cost.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { editDeployment } from '../markets/edit-deployment.ts';
import { formatAmount } from '../status-bar/budget-meter.tsx';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';

type BudgetName = 'firstResponseMs' | 'costPerInteractionYuan' | 'costPerMonthYuan';

/** What an interaction costs, node by node, how many there are, and what the team allows. */
export function BudgetsSection() {
  const say = useTexts(placementTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const report = useDiagnosticsStore(state => state.report);
  const deployment = useDocumentStore(state => state.profile.deployment);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const { devices, interactionsPerDay } = deployment ?? usualDeployment;
  const items = report?.costPerInteraction.items ?? [];
  const label = placementTexts.localized('editBudget');
  const setBudget = (name: BudgetName, value: number | string) =>
    editDeployment(
      label,
      draft => {
        const budgets = { ...draft.budgets };
        if (typeof value === 'number' && value > 0) budgets[name] = value;
        else delete budgets[name];
        draft.budgets = budgets;
      },
      `budget ${name}`,
    );
  const budget = (name: BudgetName, title: string, step: number) => (
    <NumberInput
      label={title}
      size="xs"
      min={0}
      step={step}
      decimalScale={6}
      placeholder={say('noLimit')}
      disabled={isReadOnly}
      value={deployment?.budgets?.[name] ?? ''}
      onChange={value => setBudget(name, value)}
    />
  );
  return (
    <section>
      <h3 className={classes.heading}>{say('money')}</h3>
      {items.length === 0 ? (
        <p className={classes.note}>{say('free')}</p>
      ) : (
        <ul className={classes.list}>
          {items.map(item => (
            <li key={`${item.node} ${item.label}`}>
              <strong>{item.node === undefined ? item.label : nameOfNode(item.node, language)}</strong>
              <span className={classes.route}>{item.label}</span>
              <code>{item.isUnknown === true ? say('unknown') : formatAmount(item.amount, 'currency')}</code>
              <span className={classes.basis} data-basis={item.basis}>
                {say(item.basis ?? 'data')}
              </span>
            </li>
          ))}
          {report !== null && (
            <li>
              <strong>{say('fleet', { devices })}</strong>
              <span className={classes.route} />
              <code>{formatAmount(report.costPerMonth.used, 'currency')}</code>
            </li>
          )}
        </ul>
      )}
      <p className={classes.note}>
        <strong>{say('assumptions')}.</strong> {localize(assumptionWords)}
      </p>
      <h3 className={classes.heading}>{say('budgets')}</h3>
      <div className={classes.inputs}>
        <NumberInput
          label={say('devices')}
          size="xs"
          min={1}
          allowDecimal={false}
          disabled={isReadOnly}
          value={devices}
          onChange={value => {
            if (typeof value !== 'number' || value < 1) return;
            editDeployment(
              label,
              draft => {
                draft.devices = Math.round(value);
              },
              'devices',
            );
          }}
        />
        <NumberInput
          label={say('interactions')}
          size="xs"
          min={0}
          disabled={isReadOnly}
          value={interactionsPerDay}
          onChange={value => {
            if (typeof value !== 'number' || value < 0) return;
            editDeployment(
              label,
              draft => {
                draft.interactionsPerDay = value;
              },
              'interactions',
            );
          }}
        />
        {budget('firstResponseMs', say('budgetFirst'), 100)}
        {budget('costPerInteractionYuan', say('budgetInteraction'), 0.001)}
        {budget('costPerMonthYuan', say('budgetMonth'), 100)}
      </div>
    </section>
  );
}
