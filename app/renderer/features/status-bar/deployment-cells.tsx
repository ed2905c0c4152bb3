import { Tooltip } from '@mantine/core';
import { marketTitle } from '../../../core/compliance/markets.ts';
import { usualDeployment } from '../../../core/placement/estimate-cost.ts';
import { runCommand } from '../../commands/commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { budgetTone, formatAmount } from './budget-meter.tsx';
import classes from './status-bar.module.css';
import { statusBarTexts } from './status-bar.texts.ts';

const adultAge = 18;
/** More markets than this are counted instead of named. */
const namedMarkets = 3;

/** What all devices cost a month; nothing where no node calls a model that costs money. */
export function Money() {
  const say = useTexts(statusBarTexts);
  const budget = useDiagnosticsStore(state => state.report?.costPerMonth);
  const devices = useDocumentStore(state => state.profile.deployment?.devices ?? usualDeployment.devices);
  if (budget === undefined || budget.items.length === 0) return null;
  const isLess = budget.items.some(item => item.isUnknown === true);
  const used = formatAmount(budget.used, budget.unit);
  const amount = isLess ? say('atLeast', { amount: used }) : used;
  const name = say('month', { devices: devices.toLocaleString('en') });
  const tone = budgetTone(budget);
  return (
    <Tooltip label={say('monthHelp')} w={260}>
      <button
        type="button"
        className={`${classes.item} ${classes.button}`}
        data-tone={tone}
        aria-label={`${name} ${amount}${tone === 'fine' ? '' : `, ${say(tone)}`}`}
        onClick={() => runCommand('device.placeNodes')}
      >
        {tone !== 'fine' && <Icon name="alert-triangle" size={12} />}
        {name} <code>{amount}</code>
      </button>
    </Tooltip>
  );
}

/** The markets, whether children use it, and how much is still open. */
export function Markets() {
  const say = useTexts(statusBarTexts);
  const localize = useLocalize();
  const hasProject = useDocumentStore(state => state.projectId !== null);
  const deployment = useDocumentStore(state => state.profile.deployment);
  const open = useDiagnosticsStore(
    state =>
      state.diagnostics.filter(({ code, severity }) => code.startsWith('compliance/') && severity !== 'hint')
        .length,
  );
  if (!hasProject) return null;
  const chosen = deployment?.markets ?? [];
  const names = chosen.slice(0, namedMarkets).map(id => id.toUpperCase());
  const more = chosen.length - names.length;
  const where = [...names, ...(more > 0 ? [`+${more}`] : [])].join(', ');
  const isForChildren = deployment?.audience !== undefined && deployment.audience.from < adultAge;
  const state = open > 0 ? say('toCheck', { count: open }) : say('allChecked');
  const words =
    chosen.length === 0
      ? say('noMarkets')
      : `${where} · ${isForChildren ? `${say('children')}: ` : ''}${state}`;
  const whole = chosen.map(id => localize(marketTitle(id))).join(', ');
  return (
    <Tooltip label={whole === '' ? say('marketsHelp') : `${whole}. ${say('marketsHelp')}`} w={260}>
      <button
        type="button"
        className={`${classes.item} ${classes.button}`}
        aria-label={`${say('markets')}: ${words}`}
        onClick={() => runCommand('project.showMarkets')}
      >
        <Icon name="shield-check" size={13} />
        {words}
      </button>
    </Tooltip>
  );
}
