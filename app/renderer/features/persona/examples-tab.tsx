import { Button } from '@mantine/core';
import type { Draft } from 'immer';
import { useState } from 'react';
import { nextElementId } from '../../../core/document/element-ids.ts';
import type { ExampleDialogue } from '../../../core/persona/persona.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmotionSelect } from './emotion-select.tsx';
import classes from './examples-tab.module.css';
import { EditableText, LinesField } from './fields.tsx';
import { trialTexts } from './trial.texts.ts';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';
import { GrantedToolSelect } from './words-card.tsx';

/** How the persona talks, by example. */
export function ExamplesTab() {
  const say = useTexts(trialTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const examples = usePersonaPart(persona => persona.examples);
  const [openId, setOpenId] = useState<string | null>(null);
  const entries = Object.entries(examples);
  const add = () => {
    const id = nextElementId(examples, 'example');
    const isDone = edit(trialTexts.localized('addExampleTitle'), persona => {
      persona.examples[id] = { person: say('newPersonLine'), reply: [say('newReply')] };
    });
    if (isDone) setOpenId(id);
  };
  return (
    <div className={classes.tab}>
      <p className={classes.help}>{say(entries.length === 0 ? 'examplesEmpty' : 'examplesHelp')}</p>
      <ul className={classes.list}>
        {entries.map(([id, example]) => (
          <li key={id} className={classes.example} data-open={openId === id || undefined}>
            <button
              type="button"
              className={classes.row}
              aria-expanded={openId === id}
              onClick={() => setOpenId(openId === id ? null : id)}
            >
              <b>{example.person}</b>
              <span className={classes.reply}>
                {example.emotion !== undefined && <EmotionFace emotion={example.emotion} width={16} />}
                {example.reply[0]}
              </span>
            </button>
            {openId === id && <ExampleEditor id={id} example={example} onGone={() => setOpenId(null)} />}
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={13} />}
          aria-label={say('addExampleTitle')}
          onClick={add}
        >
          {say('addExample')}
        </Button>
      )}
    </div>
  );
}

interface ExampleEditorProps {
  readonly id: string;
  readonly example: ExampleDialogue;
  readonly onGone: () => void;
}

function ExampleEditor({ id, example, onGone }: ExampleEditorProps) {
  const say = useTexts(trialTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const change = (recipe: (example: Draft<ExampleDialogue>) => void, part?: string) =>
    edit(
      trialTexts.localized('changeExample'),
      persona => {
        const target = persona.examples[id];
        if (target !== undefined) recipe(target);
      },
      part === undefined ? undefined : `example ${id} ${part}`,
    );
  return (
    <div className={classes.editor}>
      <EditableText
        label={say('personSays')}
        look="box"
        value={example.person}
        placeholder={say('personSaysPlaceholder', { slot: '{slot}' })}
        maxLength={2_000}
        isRequired
        isReadOnly={isReadOnly}
        autoFocus
        onChange={text =>
          change(draft => {
            draft.person = text;
          }, 'person')
        }
      />
      <LinesField
        label={say('replies')}
        help={say('repliesHelp')}
        lines={example.reply}
        placeholder={say('newReply')}
        maxLines={20}
        maxLength={2_000}
        isRequired
        isReadOnly={isReadOnly}
        onChange={lines =>
          change(draft => {
            draft.reply = lines;
          }, 'reply')
        }
      />
      <div className={classes.pair}>
        <EmotionSelect
          label={say('emotion')}
          value={example.emotion}
          none={say('anyEmotion')}
          isReadOnly={isReadOnly}
          onChange={emotion =>
            change(draft => {
              if (emotion === undefined) delete draft.emotion;
              else draft.emotion = emotion;
            })
          }
        />
        <GrantedToolSelect
          label={say('tool')}
          none={say('noTool')}
          value={example.tool?.id}
          isReadOnly={isReadOnly}
          onChange={tool =>
            change(draft => {
              if (tool === undefined) delete draft.tool;
              else draft.tool = { id: tool, arguments: draft.tool?.arguments ?? {} };
            })
          }
        />
      </div>
      <LinesField
        label={say('mentions')}
        help={say('mentionsHelp')}
        lines={example.mentions ?? []}
        placeholder={say('mentionsPlaceholder')}
        maxLines={40}
        maxLength={200}
        isReadOnly={isReadOnly}
        onChange={lines =>
          change(draft => {
            if (lines.length === 0) delete draft.mentions;
            else draft.mentions = lines;
          }, 'mentions')
        }
      />
      {!isReadOnly && (
        <button
          type="button"
          className={classes.delete}
          onClick={() => {
            onGone();
            edit(trialTexts.localized('removeExample'), persona => {
              delete persona.examples[id];
            });
          }}
        >
          <Icon name="trash" size={13} />
          {say('removeExample')}
        </button>
      )}
    </div>
  );
}
