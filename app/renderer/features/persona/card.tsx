import { type ReactNode, useId } from 'react';
import classes from './card.module.css';

interface CardProps {
  readonly title: string;
  /** What stands at the right of the title. */
  readonly note?: ReactNode;
  readonly summary?: ReactNode;
  readonly isWide?: boolean;
  readonly name?: string;
  readonly children: ReactNode;
}

/** One aspect of a persona. */
export function Card({ title, note, summary, isWide = false, name, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes.card} data-wide={isWide || undefined} data-card={name} aria-labelledby={id}>
      <CardHead id={id} title={title} note={note} summary={summary} />
      {children}
    </section>
  );
}

/** The head of a card, or of a half of one. */
export function CardHead({
  id,
  title,
  note,
  summary,
}: {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly summary?: ReactNode;
}) {
  return (
    <>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={classes.note}>{note}</span>}
      </div>
      {summary !== undefined && <p className={classes.summary}>{summary}</p>}
    </>
  );
}
