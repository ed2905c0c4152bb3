import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { portWords } from '../../stores/port-words.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatDuration, formatPortValue } from '../../ui/format-port-value.ts';
import { portHue } from '../../ui/port-hue.ts';
import classes from './demo.module.css';
import { demoTexts } from './demo.texts.ts';
import type { DemoCard } from './demo-cards.ts';
import { useDemoCards } from './use-demo-cards.ts';
import type { DemoProject } from './use-demo-show.ts';

/** What just happened inside, in order: what it was, where it ran, how soon after the first. */
export function DemoCardList({ project }: { readonly project: DemoProject }) {
  const say = useTexts(demoTexts);
  const cards = useDemoCards(project);
  const newest = cards.at(-1)?.id;
  return (
    <section className={classes.inside} aria-label={say('inside')}>
      {cards.length === 0 && <p className={classes.insideQuiet}>{say('insideQuiet')}</p>}
      <ol className={classes.cards}>
        {cards.map(card => (
          <Card key={card.id} card={card} project={project} isNewest={card.id === newest} />
        ))}
      </ol>
    </section>
  );
}

function Card({
  card,
  project,
  isNewest,
}: {
  readonly card: DemoCard;
  readonly project: DemoProject;
  readonly isNewest: boolean;
}) {
  const say = useTexts(demoTexts);
  const language = useLanguage();
  const catalogue = useCatalogueStore(store => store.catalogue);
  const { node, port, type } = portWords(project.profile, catalogue, language, card.node, card.port);
  const value = formatPortValue(type, card.value, { language, maxLength: 32 });
  const isSwitch = card.kind === 'boolean' || card.kind === 'trigger';
  const isCleared = card.kind === 'boolean' && card.value === false;
  const text = isSwitch
    ? isCleared
      ? `${port}: ${value}`
      : port
    : card.kind === 'number'
      ? `${port} ${value}`
      : value;
  const hue = card.kind === 'color' && typeof card.value === 'string' ? card.value : portHue(card.kind);
  return (
    <li className={classes.card} data-newest={isNewest}>
      <span className={classes.cardDot} style={{ background: hue }} />
      <span className={classes.cardText}>
        <small>{node}</small>
        {text}
      </span>
      <span className={classes.cardFigures}>
        <span className={classes.place}>{say(card.placement)}</span>
        {card.afterMs > 0 && <code>{say('after', { time: formatDuration(card.afterMs) })}</code>}
      </span>
    </li>
  );
}
