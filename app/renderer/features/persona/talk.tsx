import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { memo, useLayoutEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { nextElementId } from '../../../core/document/element-ids.ts';
import { useTexts } from '../../i18n/texts.ts';
import {
  type TrialExchange,
  type TrialSlot,
  trialSlots,
  useTrialStore,
} from '../../stores/persona-trial-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { AnswerFigures, AnswerNotes } from './answer-meta.tsx';
import { eventWords } from './event-words.ts';
import { feelingTexts } from './feeling.texts.ts';
import classes from './talk.module.css';
import { trialTexts } from './trial.texts.ts';
import { useEditPersona, useIsReadOnly, usePersonaId } from './use-persona.ts';

/** The conversation, newest at the foot. While words stream in, only their own answer is drawn again. */
export function Talk() {
  const say = useTexts(trialTexts);
  const ids = useTrialStore(useShallow(state => state.exchanges.map(({ id }) => id)));
  const isComparing = useTrialStore(state => state.isComparing);
  const length = useTrialStore(lengthOfLast);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new word may have made it longer.
  useLayoutEffect(() => {
    if (isAtEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [ids, length]);
  return (
    <div
      ref={box}
      className={classes.talk}
      role="log"
      aria-label={say('talk')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard.
      tabIndex={0}
      data-comparing={isComparing || undefined}
      onScroll={event => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      <span className={classes.push} />
      {ids.map(id => (
        <Exchange key={id} id={id} />
      ))}
    </div>
  );
}

/** How much of the last answers there is: what makes the talk grow. */
function lengthOfLast({ exchanges }: { readonly exchanges: readonly TrialExchange[] }): number {
  const answers = Object.values(exchanges.at(-1)?.answers ?? {});
  return answers.reduce(
    (sum, { words, tools, usage }) => sum + words.length + tools.length + (usage ? 1 : 0),
    0,
  );
}

const Exchange = memo(function Exchange({ id }: { readonly id: number }) {
  const sayFeeling = useTexts(feelingTexts);
  const exchange = useTrialStore(state => state.exchanges.find(candidate => candidate.id === id));
  if (exchange === undefined) return null;
  const slots = trialSlots.filter(slot => exchange.answers[slot] !== undefined);
  return (
    <>
      {exchange.kind === 'said' ? (
        <div className={classes.mine}>{exchange.text}</div>
      ) : (
        <div className={classes.event}>
          <Icon name="bolt" size={12} />
          {eventWords(exchange.text, sayFeeling)}
        </div>
      )}
      <div className={classes.answers} data-count={slots.length}>
        {slots.map(slot => (
          <Answer key={slot} exchange={exchange} slot={slot} />
        ))}
      </div>
    </>
  );
});

function Answer({ exchange, slot }: { readonly exchange: TrialExchange; readonly slot: TrialSlot }) {
  const say = useTexts(trialTexts);
  const language = useLanguage();
  const answer = exchange.answers[slot];
  if (answer === undefined) return null;
  if (answer.state === 'failed') {
    const { title, explanation, nextStep } = describeError(answer.error, language);
    return (
      <div className={classes.failed} role="alert">
        <b>
          <Icon name="alert-circle" size={14} /> {title}
        </b>
        <span>{explanation}</span>
        <span>{nextStep}</span>
        {exchange.kind === 'said' && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void useTrialStore.getState().say(exchange.text)}
          >
            {say('send')}
          </Button>
        )}
      </div>
    );
  }
  const isSilent = answer.words === '' && answer.state === 'done' && answer.heldBack === null;
  return (
    <div
      className={classes.answer}
      data-state={answer.state}
      data-slot={slot}
      aria-busy={answer.state !== 'done'}
    >
      <AnswerNotes answer={answer} />
      {answer.state === 'thinking' && <p className={classes.thinking}>{say('thinking')}</p>}
      {answer.words !== '' && (
        <div className={classes.theirs}>
          {answer.words}
          {answer.state === 'done' && exchange.kind === 'said' && slot === 'first' && (
            <KeepExample exchange={exchange} />
          )}
        </div>
      )}
      {isSilent && <p className={classes.thinking}>{say('nothingSaid')}</p>}
      <AnswerFigures answer={answer} />
    </div>
  );
}

/** Keeps a turn as an example of how the persona talks. */
function KeepExample({ exchange }: { readonly exchange: TrialExchange }) {
  const say = useTexts(trialTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const personaId = usePersonaId();
  const talking = useTrialStore(state => state.choices.first.personaId);
  const [isKept, setKept] = useState(false);
  const answer = exchange.answers.first;
  if (answer === undefined || isReadOnly || talking !== personaId) return null;
  const label = say(isKept ? 'keptExample' : 'keepExample');
  const keep = () => {
    const isDone = edit(trialTexts.localized('keepExample'), persona => {
      const id = nextElementId(persona.examples, 'example');
      persona.examples[id] = {
        person: exchange.text,
        reply: [answer.words],
        ...(answer.emotion === null ? {} : { emotion: answer.emotion }),
      };
    });
    setKept(isDone);
  };
  return (
    <Tooltip label={label}>
      <ActionIcon
        className={classes.keep ?? ''}
        size={22}
        aria-label={label}
        disabled={isKept}
        onClick={keep}
      >
        <Icon name={isKept ? 'check' : 'text-plus'} size={13} />
      </ActionIcon>
    </Tooltip>
  );
}
