import { daysPerMonth, usualDeployment } from '../../../core/placement/estimate-cost.ts';
import type { PlacementFigures } from '../../../core/placement/evaluate-placement.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { formatBytes, formatDuration } from '../../ui/format-port-value.ts';
import { formatAmount } from '../status-bar/budget-meter.tsx';
import classes from './placement.module.css';
import { placementTexts } from './placement.texts.ts';

/** What the proposal comes to, each figure with what it is now. What nobody knows is said beside it. */
export function FigureRow({
  before,
  after,
}: {
  readonly before: PlacementFigures;
  readonly after: PlacementFigures;
}) {
  const say = useTexts(placementTexts);
  const perDay = useDocumentStore(
    state => state.profile.deployment?.interactionsPerDay ?? usualDeployment.interactionsPerDay,
  );
  const thousandMonths = 1_000 * perDay * daysPerMonth;
  const yuan = (amount: number) => formatAmount(amount, 'currency');
  return (
    <dl className={classes.figures}>
      <Figure
        name={say('firstResponse')}
        value={formatDuration(after.firstMs)}
        now={formatDuration(before.firstMs)}
        unknown={after.unknownMs}
      />
      <Figure
        name={say('perInteraction')}
        value={yuan(after.costYuan)}
        now={yuan(before.costYuan)}
        unknown={after.unknownCost}
      />
      <Figure
        name={say('perMonth')}
        value={yuan(after.costYuan * thousandMonths)}
        now={yuan(before.costYuan * thousandMonths)}
        unknown={after.unknownCost}
      />
      <Figure name={say('memory')} value={formatBytes(after.ramBytes)} now={formatBytes(before.ramBytes)} />
      <Figure
        name={say('link')}
        value={`${formatBytes(after.linkBytesPerSecond)}/s`}
        now={`${formatBytes(before.linkBytesPerSecond)}/s`}
      />
    </dl>
  );
}

function Figure({
  name,
  value,
  now,
  unknown = 0,
}: {
  readonly name: string;
  readonly value: string;
  readonly now: string;
  readonly unknown?: number;
}) {
  const say = useTexts(placementTexts);
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className={classes.now}>
        {value === now ? say('same') : say('before', { value: now })}
        {unknown > 0 && <em>{say('plusUnknown', { count: unknown })}</em>}
      </dd>
    </div>
  );
}
