import { Select } from '@mantine/core';
import type { Draft } from 'immer';
import { memo, useId, useState } from 'react';
import { nextElementId } from '../../../core/document/element-ids.ts';
import type { PersonaIntent } from '../../../core/persona/persona.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Card, CardHead } from './card.tsx';
import { EmotionSelect } from './emotion-select.tsx';
import { LinesField } from './fields.tsx';
import { personaTexts } from './persona.texts.ts';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';
import { toolTitle, useOfferedTools } from './use-tools.ts';
import classes from './words-card.module.css';

/** What the offline model says: intents, and lines for what it does not know. */
export const WordsCard = memo(function WordsCard() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const intentsId = useId();
  const isReadOnly = useIsReadOnly();
  const intents = usePersonaPart(persona => persona.intents);
  const fallback = usePersonaPart(persona => persona.fallback);
  const [openId, setOpenId] = useState<string | null>(null);
  const add = () => {
    const id = nextElementId(intents, 'intent');
    const isDone = edit(personaTexts.localized('addIntent'), persona => {
      persona.intents[id] = { phrases: [say('hearsPlaceholder')], reply: [] };
    });
    if (isDone) setOpenId(id);
  };
  return (
    <Card name="words" title={say('words')} summary={say('wordsHelp')} isWide>
      <div className={classes.halves}>
        <section aria-labelledby={intentsId}>
          <CardHead id={intentsId} title={say('intents')} />
          {Object.keys(intents).length === 0 && <p className={classes.empty}>{say('noIntents')}</p>}
          <ul className={classes.intents}>
            {Object.entries(intents).map(([id, intent]) => (
              <li key={id}>
                <button
                  type="button"
                  className={classes.intent}
                  aria-expanded={openId === id}
                  onClick={() => setOpenId(openId === id ? null : id)}
                >
                  <b>{intent.phrases[0]}</b>
                  {intent.phrases.length > 1 && <small>+{intent.phrases.length - 1}</small>}
                  <span aria-hidden="true">→</span>
                  <span className={classes.reply}>{intent.reply[0] ?? intent.tool?.id ?? '…'}</span>
                  {intent.emotion !== undefined && <EmotionFace emotion={intent.emotion} width={18} />}
                </button>
                {openId === id && <IntentEditor id={id} intent={intent} onGone={() => setOpenId(null)} />}
              </li>
            ))}
          </ul>
          {!isReadOnly && (
            <button type="button" className={classes.add} onClick={add}>
              <Icon name="plus" size={12} />
              {say('addIntent')}
            </button>
          )}
        </section>
        <LinesField
          label={say('fallback')}
          help={say('fallbackHelp')}
          lines={fallback}
          placeholder={say('fallbackPlaceholder')}
          maxLines={40}
          maxLength={2_000}
          isReadOnly={isReadOnly}
          onChange={lines =>
            edit(
              personaTexts.localized('changeFallback'),
              persona => {
                persona.fallback = lines;
              },
              'fallback',
            )
          }
        />
      </div>
    </Card>
  );
});

interface IntentEditorProps {
  readonly id: string;
  readonly intent: PersonaIntent;
  readonly onGone: () => void;
}

function IntentEditor({ id, intent, onGone }: IntentEditorProps) {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const change = (recipe: (intent: Draft<PersonaIntent>) => void, part?: string) =>
    edit(
      personaTexts.localized('changeIntents'),
      persona => {
        const target = persona.intents[id];
        if (target !== undefined) recipe(target);
      },
      part === undefined ? undefined : `intent ${id} ${part}`,
    );
  return (
    <div className={classes.editor}>
      <LinesField
        label={say('hears')}
        help={say('hearsHelp', { slot: '{slot}' })}
        lines={intent.phrases}
        placeholder={say('hearsPlaceholder')}
        maxLines={100}
        maxLength={2_000}
        isRequired
        isReadOnly={isReadOnly}
        onChange={lines =>
          change(draft => {
            draft.phrases = lines;
          }, 'phrases')
        }
      />
      <LinesField
        label={say('answers')}
        help={say('answersHelp', { name: '{name}' })}
        lines={intent.reply}
        placeholder={say('answersPlaceholder', { name: '{name}' })}
        maxLines={20}
        maxLength={2_000}
        isReadOnly={isReadOnly}
        onChange={lines =>
          change(draft => {
            draft.reply = lines;
          }, 'reply')
        }
      />
      <div className={classes.pair}>
        <EmotionSelect
          label={say('feels')}
          value={intent.emotion}
          none={say('noEmotion')}
          isReadOnly={isReadOnly}
          onChange={emotion =>
            change(draft => {
              if (emotion === undefined) delete draft.emotion;
              else draft.emotion = emotion;
            })
          }
        />
        <GrantedToolSelect
          label={say('uses')}
          none={say('noTool')}
          value={intent.tool?.id}
          isReadOnly={isReadOnly}
          onChange={tool =>
            change(draft => {
              if (tool === undefined) delete draft.tool;
              else draft.tool = { id: tool, arguments: draft.tool?.arguments ?? {} };
            })
          }
        />
      </div>
      {!isReadOnly && (
        <button
          type="button"
          className={classes.delete}
          onClick={() => {
            onGone();
            edit(personaTexts.localized('changeIntents'), persona => {
              delete persona.intents[id];
            });
          }}
        >
          <Icon name="trash" size={13} />
          {say('delete')}
        </button>
      )}
    </div>
  );
}

interface GrantedToolSelectProps {
  readonly label: string;
  readonly none: string;
  readonly value: string | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (tool: string | undefined) => void;
}

/** A tool by its id: of those that there are, or the one that stands there already. */
export function GrantedToolSelect({ label, none, value, isReadOnly, onChange }: GrantedToolSelectProps) {
  const offered = useOfferedTools();
  // A call names one function; what stands for a whole tool cannot be called.
  const ids = [...offered.keys()].filter(id => !id.endsWith('/*'));
  if (value !== undefined && !ids.includes(value)) ids.push(value);
  return (
    <Select
      size="xs"
      label={label}
      data={[{ value: '', label: none }, ...ids.map(id => ({ value: id, label: toolTitle(id, offered) }))]}
      value={value ?? ''}
      searchable
      allowDeselect={false}
      disabled={isReadOnly}
      onChange={next => onChange(next === null || next === '' ? undefined : next)}
    />
  );
}
