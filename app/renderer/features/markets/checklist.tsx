import { Textarea } from '@mantine/core';
import { useMemo } from 'react';
import { listObligations, type Obligation } from '../../../core/compliance/list-obligations.ts';
import { marketTitle } from '../../../core/compliance/markets.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { compileOptions } from '../../stores/compile-options.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { editDeployment } from './edit-deployment.ts';
import classes from './markets.module.css';
import { marketsTexts } from './markets.texts.ts';

const openOf = ({ requirements }: Obligation) =>
  requirements.filter(({ answeredBy }) => answeredBy === null).length;

/** What the rules of the markets ask, with the team's answers. A rule that is wholly answered is folded away. */
export function Checklist() {
  const say = useTexts(marketsTexts);
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const obligations = useMemo(
    () => listObligations(profile, catalogue, compileOptions()),
    [profile, catalogue],
  );
  const isEmpty = (profile.deployment?.markets ?? []).length === 0;
  return (
    <section>
      <h3 className={classes.heading}>{say('checklist')}</h3>
      {isEmpty || obligations.length === 0 ? (
        <p className={classes.note}>{say(isEmpty ? 'noMarkets' : 'nothingAsked')}</p>
      ) : (
        <ul className={classes.rules}>
          {obligations.map(obligation => (
            <Rule key={obligation.rule.id} obligation={obligation} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Rule({ obligation }: { readonly obligation: Obligation }) {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const { rule, isAhead, isStale } = obligation;
  const open = openOf(obligation);
  const { title, url, checked } = rule.source;
  return (
    <li>
      <details>
        <summary>
          <span className={classes.mark} data-open={open > 0}>
            <Icon name={open > 0 ? 'alert-triangle' : 'circle-check'} size={14} />
          </span>
          <span className={classes.market}>
            {rule.market === null ? say('allMarkets') : localize(marketTitle(rule.market))}
          </span>
          <span className={classes.ruleTitle}>{localize(rule.title)}</span>
          {isAhead && <span className={classes.tag}>{say('ahead', { date: rule.effective ?? '' })}</span>}
          <span className={classes.openCount}>
            {open > 0 ? say('open', { count: open }) : say('answered')}
          </span>
        </summary>
        {obligation.requirements.map(entry => (
          <Answer key={entry.id} entry={entry} />
        ))}
        <p className={classes.source}>
          {rule.id} · {say('source')}:{' '}
          {url === undefined ? (
            title
          ) : (
            <a href={url} target="_blank" rel="noreferrer">
              {title}
            </a>
          )}{' '}
          · {say(isStale ? 'stale' : 'checked', { date: checked })}
        </p>
      </details>
    </li>
  );
}

function Answer({ entry }: { readonly entry: Obligation['requirements'][number] }) {
  const say = useTexts(marketsTexts);
  const localize = useLocalize();
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const given = useDocumentStore(state => state.profile.deployment?.compliance?.[entry.id]);
  const { requirement, answeredBy } = entry;
  if (answeredBy === 'document') {
    return (
      <p className={classes.met}>
        <Icon name="circle-check" size={14} />
        {localize(requirement.title)}: {say('byProfile')}
      </p>
    );
  }
  return (
    <Textarea
      className={classes.answer}
      label={localize(requirement.question)}
      placeholder={say('evidence')}
      autosize
      minRows={1}
      maxRows={6}
      maxLength={2_000}
      disabled={isReadOnly}
      value={typeof given === 'string' ? given : given === true ? say('answered') : ''}
      onChange={event => {
        const words = event.currentTarget.value;
        editDeployment(
          marketsTexts.localized('answer'),
          draft => {
            const answers = { ...draft.compliance };
            if (words === '') delete answers[entry.id];
            else answers[entry.id] = words;
            draft.compliance = answers;
          },
          `answer ${entry.id}`,
        );
      }}
    />
  );
}
