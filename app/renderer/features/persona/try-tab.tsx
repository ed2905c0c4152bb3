import { Menu, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useTexts } from '../../i18n/texts.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { CompareHead } from './compare.tsx';
import { commonEvents, eventWords } from './event-words.ts';
import { feelingTexts } from './feeling.texts.ts';
import { SayField } from './say-field.tsx';
import { Talk } from './talk.tsx';
import { trialTexts } from './trial.texts.ts';
import classes from './try-tab.module.css';
import { useMemoryOf } from './use-memory.ts';
import { usePersonaId, usePersonaPart } from './use-persona.ts';

/** A talk with the persona as it is on the page now; or with two, side by side. */
export function TryTab() {
  const isComparing = useTrialStore(state => state.isComparing);
  const isEmpty = useTrialStore(state => state.exchanges.length === 0);
  return (
    <div className={classes.try}>
      {isComparing && <CompareHead />}
      {isEmpty ? <EmptyTalk /> : <Talk />}
      <EventButtons />
      <SayField />
      <TalkSettings />
    </div>
  );
}

function EmptyTalk() {
  const say = useTexts(trialTexts);
  const name = usePersonaPart(persona => persona.name);
  const lines = usePersonaPart(
    useShallow(persona => {
      const said = Object.values(persona.examples).map(({ person }) => person);
      const heard = Object.values(persona.intents).flatMap(({ phrases }) => phrases[0] ?? []);
      return [...said, ...heard].filter(line => !line.includes('{')).slice(0, 3);
    }),
  );
  const isComparing = useTrialStore(state => state.isComparing);
  return (
    <div className={classes.empty}>
      <b>{isComparing ? say('compareTitle') : say('emptyTitle', { name })}</b>
      <p>{say(isComparing ? 'compareHelp' : 'emptyText')}</p>
      {lines.length > 0 && (
        <>
          <small>{say('tryThese')}</small>
          {lines.map(line => (
            <button
              key={line}
              type="button"
              className={classes.suggestion}
              onClick={() => void useTrialStore.getState().say(line)}
            >
              {line}
            </button>
          ))}
        </>
      )}
    </div>
  );
}

/** Events that stand beside each other; the others are in a menu. */
const shownEvents = 3;

/** Events that this persona knows: they happen at a press, as if the device had noticed them. */
function EventButtons() {
  const say = useTexts(trialTexts);
  const sayFeeling = useTexts(feelingTexts);
  const own = usePersonaPart(
    useShallow(persona => {
      const events = new Set<string>(['arrived', 'left']);
      for (const { when } of Object.values(persona.proactivity.triggers)) {
        if (when.kind === 'event') events.add(when.event);
      }
      for (const { when } of Object.values(persona.emotion.transitions)) {
        if (when.kind === 'event') events.add(when.event);
      }
      return [...events];
    }),
  );
  const others = commonEvents.filter(event => !own.includes(event));
  const happen = (event: string) => void useTrialStore.getState().notice(event);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a field set would be drawn as one.
    <div className={classes.events} role="group" aria-label={say('happens')}>
      <span className={classes.eventsTitle}>{say('happens')}</span>
      {own.slice(0, shownEvents).map(event => (
        <button key={event} type="button" className={classes.event} onClick={() => happen(event)}>
          {eventWords(event, sayFeeling)}
        </button>
      ))}
      <Menu position="top-end">
        <Menu.Target>
          <button type="button" className={classes.event} aria-label={say('happens')}>
            <Icon name="dots" size={13} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {[...own.slice(shownEvents), ...others].map(event => (
            <Menu.Item key={event} onClick={() => happen(event)}>
              {eventWords(event, sayFeeling)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Who talks, which memory, and a fresh start. */
function TalkSettings() {
  const say = useTexts(trialTexts);
  const memoryOf = useMemoryOf(usePersonaId());
  const person = useTrialStore(state => state.person);
  const memory = useTrialStore(state => state.memory);
  const isEmpty = useTrialStore(state => state.exchanges.length === 0);
  const [name, setName] = useState('');
  const { choosePerson, chooseMemory, restart } = useTrialStore.getState();
  const known = memoryOf.kind === 'ready' ? memoryOf.people.map(entry => entry.person) : [];
  const people = person === null || known.includes(person) ? known : [person, ...known];
  const chooseNew = () => {
    const next = name.trim().slice(0, 80);
    setName('');
    if (next !== '') choosePerson(next);
  };
  return (
    <div className={classes.settings}>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={classes.setting}
            aria-label={`${say('person')}: ${person ?? say('somebody')}`}
          >
            <Icon name="user" size={13} />
            {person ?? say('somebody')}
            <Icon name="chevron-up" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {people.map(entry => (
            <Menu.Item key={entry} onClick={() => choosePerson(entry)}>
              {entry}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => choosePerson(null)}>{say('somebody')}</Menu.Item>
          <Menu.Divider />
          <form
            className={classes.newPerson}
            onSubmit={event => {
              event.preventDefault();
              chooseNew();
            }}
          >
            <TextInput
              size="xs"
              aria-label={say('newPersonLabel')}
              placeholder={say('newPerson')}
              maxLength={80}
              value={name}
              onChange={event => setName(event.currentTarget.value)}
              onKeyDown={event => {
                // The menu reads letters as a search of its entries.
                if (event.key !== 'Escape') event.stopPropagation();
              }}
              onBlur={chooseNew}
            />
          </form>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={say(memory === 'scratch' ? 'scratchHelp' : 'projectHelp')}>
        <button
          type="button"
          className={classes.setting}
          aria-label={`${say('memory')}: ${say(memory)}`}
          onClick={() => chooseMemory(memory === 'scratch' ? 'project' : 'scratch')}
        >
          <Icon name={memory === 'scratch' ? 'eraser' : 'book'} size={13} />
          {say('memory')}: {say(memory)}
        </button>
      </Tooltip>
      <button type="button" className={classes.setting} data-end disabled={isEmpty} onClick={restart}>
        <Icon name="refresh" size={13} />
        {say('restart')}
      </button>
    </div>
  );
}
