import { Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { Budget } from '../../../core/compiler/bundle.ts';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useBoardDefinition } from '../../stores/catalogue-store.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { budgetTone, formatAmount } from '../status-bar/budget-meter.tsx';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';

/** What is shown while nothing is selected: the profile itself, its board and what it takes. */
export function ProfileInspector() {
  const say = useTexts(inspectorTexts);
  const profile = useDocumentStore(state => state.profile);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const board = useBoardDefinition(profile.board);
  const report = useDiagnosticsStore(state => state.report);
  const nameId = useId();
  const descriptionId = useId();
  const { transact } = useDocumentStore.getState();
  return (
    <div className={classes.inspector}>
      <div className={classes.title}>
        <h2 className={classes.heading}>{say('profile')}</h2>
        <small style={{ marginLeft: 'auto' }}>
          {say('counts', {
            nodes: Object.keys(profile.nodes).length,
            wires: Object.keys(profile.wires).length,
          })}
        </small>
      </div>
      <div className={classes.field}>
        <label className={classes.label} htmlFor={nameId}>
          {say('name')}
        </label>
        <TextInput
          id={nameId}
          value={profile.name}
          maxLength={200}
          disabled={isReadOnly}
          onChange={event => {
            const name = event.currentTarget.value;
            // A profile always has a name; while the field is empty the old one stays.
            if (name.trim() === '') return;
            transact(
              inspectorTexts.localized('rename'),
              draft => {
                draft.name = name;
              },
              { coalesce: 'profile name' },
            );
          }}
        />
      </div>
      <div className={classes.field}>
        <label className={classes.label} htmlFor={descriptionId}>
          {say('description')}
        </label>
        <Textarea
          id={descriptionId}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={20_000}
          placeholder={say('descriptionPlaceholder')}
          value={profile.description ?? ''}
          disabled={isReadOnly}
          onChange={event => {
            const description = event.currentTarget.value;
            transact(
              inspectorTexts.localized('description'),
              draft => {
                if (description === '') delete draft.description;
                else draft.description = description;
              },
              { coalesce: 'profile description' },
            );
          }}
        />
      </div>
      <div className={classes.field}>
        <div className={classes.label}>{say('board')}</div>
        <button
          type="button"
          className={classes.boardRow}
          disabled={isReadOnly}
          onClick={() => runCommand('device.chooseBoard')}
        >
          <Icon name="cpu" />
          {board?.title ?? profile.board}
          <span className={classes.boardChange}>{say('changeBoard')}</span>
        </button>
      </div>
      <h3 className={classes.section}>{say('budgets')}</h3>
      {report === null ? (
        <p className={classes.hint}>{say('noBudgets')}</p>
      ) : (
        <div style={{ marginTop: 8 }}>
          <BudgetRow name={say('flash')} budget={report.flash} />
          <BudgetRow name={say('ram')} budget={report.ram} />
          <BudgetRow name={say('link')} budget={report.link} />
          <BudgetRow name={say('latency')} budget={report.latency} />
          {report.costPerInteraction.items.length > 0 && (
            <BudgetRow name={say('interaction')} budget={report.costPerInteraction} />
          )}
        </div>
      )}
      <div className={classes.field}>
        <div className={classes.label}>{say('deployment')}</div>
        <button type="button" className={classes.boardRow} onClick={() => runCommand('device.placeNodes')}>
          <Icon name="route" />
          {say('whereItRuns')}
          <span className={classes.boardChange}>{say('open')}</span>
        </button>
        <button
          type="button"
          className={classes.boardRow}
          style={{ marginTop: 4 }}
          onClick={() => runCommand('project.showMarkets')}
        >
          <Icon name="shield-check" />
          {say('marketsAndData')}
          <span className={classes.boardChange}>{say('open')}</span>
        </button>
      </div>
      <p className={classes.hint}>{say('hint')}</p>
    </div>
  );
}

function BudgetRow({ name, budget }: { readonly name: string; readonly budget: Budget }) {
  const used = formatAmount(budget.used, budget.unit);
  return (
    <div className={classes.budget} data-tone={budgetTone(budget)}>
      <span>{name}</span>
      {budget.limit === undefined ? (
        <span />
      ) : (
        <span className={classes.track}>
          <span style={{ width: `${Math.min(1, budget.used / budget.limit) * 100}%` }} />
        </span>
      )}
      <code>
        {budget.limit === undefined ? used : `${used} / ${formatAmount(budget.limit, budget.unit)}`}
      </code>
    </div>
  );
}
