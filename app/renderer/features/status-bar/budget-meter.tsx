import { HoverCard, Text } from '@mantine/core';
import type { Budget } from '../../../core/compiler/bundle.ts';
import { formatYuan } from '../../../core/compiler/judge-team-budgets.ts';
import { useTexts } from '../../i18n/texts.ts';
import { nameOfNode } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { reveal } from '../canvas/canvas-api.ts';
import classes from './status-bar.module.css';
import { statusBarTexts } from './status-bar.texts.ts';

/** From this share of its limit on, a budget is amber. */
const nearShare = 0.75;
const shownItems = 8;

/** A budget's figure in its unit. */
export function formatAmount(amount: number, unit: Budget['unit']): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(amount);
    case 'bytes/s':
      return `${formatBytes(amount)}/s`;
    case 'ms':
      return formatDuration(amount);
    case 'currency':
      return formatYuan(amount).replace('¥', '¥ ');
  }
}

export function budgetTone(budget: Budget): 'fine' | 'near' | 'over' {
  if (budget.limit === undefined) return 'fine';
  if (budget.used > budget.limit) return 'over';
  return budget.used > budget.limit * nearShare ? 'near' : 'fine';
}

/** One budget at the foot: name, bar, figure; on hover, what it is made of. */
export function BudgetMeter({ name, budget }: { readonly name: string; readonly budget: Budget }) {
  const say = useTexts(statusBarTexts);
  const language = useLanguage();
  const tone = budgetTone(budget);
  const used = formatAmount(budget.used, budget.unit);
  const items = budget.items.toSorted((left, right) => right.amount - left.amount).slice(0, shownItems);
  const share = budget.limit === undefined ? null : Math.min(1, budget.used / budget.limit);
  const limit = budget.limit === undefined ? '' : formatAmount(budget.limit, budget.unit);
  const full = share === null ? used : say('of', { used, limit });
  const word = tone === 'fine' ? '' : `, ${say(tone)}`;
  const culprits = items.flatMap(item => (item.wire === undefined ? [] : [item.wire])).slice(0, 1);
  const nodes = items.flatMap(item => (item.node === undefined ? [] : [item.node])).slice(0, 1);
  return (
    <HoverCard position="top-start" openDelay={250} shadow="md" radius="lg" width={280}>
      <HoverCard.Target>
        <button
          type="button"
          className={`${classes.item} ${classes.button}`}
          data-tone={tone}
          aria-label={`${name} ${full}${word}`}
          onClick={() => reveal(culprits.length > 0 ? { wires: culprits } : { nodes })}
        >
          {tone !== 'fine' && <Icon name="alert-triangle" size={12} />}
          {name}{' '}
          {share !== null && (
            <span className={classes.track}>
              <span style={{ width: `${share * 100}%` }} />
            </span>
          )}
          <code>{used}</code>
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <Text fw={600} size="sm">
          {name} · {full}
          {word}
        </Text>
        <dl className={classes.breakdown}>
          {items.map(item => (
            <Row
              key={`${item.node ?? item.wire ?? ''} ${item.label}`}
              label={item.node === undefined ? item.label : nameOfNode(item.node, language)}
              amount={formatAmount(item.amount, budget.unit)}
            />
          ))}
        </dl>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}

function Row({ label, amount }: { readonly label: string; readonly amount: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{amount}</dd>
    </>
  );
}
