import { SegmentedControl, Tooltip } from '@mantine/core';
import { memo, useId, useState } from 'react';
import { nextElementId } from '../../../core/document/element-ids.ts';
import { replyChecks } from '../../../core/persona/check-reply.ts';
import type { ToolGrant } from '../../../core/persona/persona.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import cardClasses from './card.module.css';
import { CardHead } from './card.tsx';
import { Chip } from './chip.tsx';
import { doingTexts } from './doing.texts.ts';
import classes from './doing-card.module.css';
import { EditableText, LinesField } from './fields.tsx';
import { LimitChips } from './limit-chips.tsx';
import { ToolPicker } from './tool-picker.tsx';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';
import { groupOfTool, type OfferedTool, toolGroups, toolTitle, useOfferedTools } from './use-tools.ts';

/** What the persona may do, and what it never does. */
export const DoingCard = memo(function DoingCard() {
  return (
    <div className={`${cardClasses.card} ${classes.doing}`} data-wide data-card="doing">
      <MayDo />
      <NeverDo />
    </div>
  );
});

function MayDo() {
  const say = useTexts(doingTexts);
  const edit = useEditPersona();
  const id = useId();
  const isReadOnly = useIsReadOnly();
  const tools = usePersonaPart(persona => persona.tools);
  const offered = useOfferedTools();
  const grants = Object.entries(tools);
  const add = (tool: string) =>
    edit(doingTexts.localized('addToolTitle'), persona => {
      const grant = nextElementId(persona.tools, 'tool');
      persona.tools[grant] = { id: tool, approval: 'always' };
    });
  return (
    <section aria-labelledby={id}>
      <CardHead id={id} title={say('may')} />
      {toolGroups.map(group => {
        const members = grants.filter(([, grant]) => groupOfTool(grant.id) === group);
        return members.length === 0 ? null : (
          <div key={group} className={classes.group}>
            <span className={classes.groupName}>{say(group)}</span>
            <div className={classes.chips}>
              {members.map(([key, grant]) => (
                <GrantChip key={key} grantId={key} grant={grant} offered={offered} />
              ))}
            </div>
          </div>
        );
      })}
      {grants.length === 0 && <p className={classes.empty}>{say('mayNothing')}</p>}
      {!isReadOnly && (
        <div className={classes.chips} style={{ marginTop: 8 }}>
          <ToolPicker
            offered={offered}
            granted={new Set(grants.map(([, grant]) => grant.id))}
            onChoose={add}
          />
        </div>
      )}
    </section>
  );
}

interface GrantChipProps {
  readonly grantId: string;
  readonly grant: ToolGrant;
  readonly offered: ReadonlyMap<string, OfferedTool>;
}

function GrantChip({ grantId, grant, offered }: GrantChipProps) {
  const say = useTexts(doingTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const title = toolTitle(grant.id, offered);
  const isThere = title !== grant.id || offered.size === 0;
  const words = grant.approval === 'ask' ? say('askEach', { tool: title }) : title;
  const tool = offered.get(grant.id);
  return (
    <Chip
      tone={!isThere ? 'warn' : grant.approval === 'ask' ? 'quiet' : 'on'}
      label={`${say('toolLabel', { tool: words })}${isThere ? '' : `, ${say('missing')}`}`}
      isDisabled={isReadOnly}
      editor={close => (
        <>
          <div className={classes.tool}>
            <b>{title}</b>
            <small>{isThere ? (tool?.description ?? '') : say('missingHelp')}</small>
            <code>{grant.id}</code>
          </div>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={say('approval')}
            data={[
              { value: 'always', label: say('always') },
              { value: 'ask', label: say('ask') },
            ]}
            value={grant.approval}
            onChange={next =>
              edit(doingTexts.localized('changeTool'), persona => {
                const target = persona.tools[grantId];
                if (target !== undefined) target.approval = next === 'ask' ? 'ask' : 'always';
              })
            }
          />
          <small className={classes.help}>{say(grant.approval === 'ask' ? 'askHelp' : 'alwaysHelp')}</small>
          <button
            type="button"
            className={classes.delete}
            onClick={() => {
              close();
              edit(doingTexts.localized('removeTool'), persona => {
                delete persona.tools[grantId];
              });
            }}
          >
            <Icon name="trash" size={13} />
            {say('removeTool')}
          </button>
        </>
      )}
    >
      {!isThere && <Icon name="alert-triangle" size={12} />}
      <span className={classes.clip}>{words}</span>
    </Chip>
  );
}

function NeverDo() {
  const say = useTexts(doingTexts);
  const edit = useEditPersona();
  const id = useId();
  const isReadOnly = useIsReadOnly();
  const never = usePersonaPart(persona => persona.never);
  const [added, setAdded] = useState<string | null>(null);
  const topics = Object.entries(never);
  const add = () => {
    const topic = nextElementId(never, 'topic');
    const isDone = edit(doingTexts.localized('addTopicTitle'), persona => {
      persona.never[topic] = { title: say('newTopic'), phrases: [], reply: [] };
    });
    if (isDone) setAdded(topic);
  };
  return (
    <section aria-labelledby={id}>
      <CardHead id={id} title={say('never')} note={<Checks />} />
      <div className={classes.chips}>
        {topics.map(([topicId, topic]) => (
          <Chip
            key={topicId}
            label={say('topic', { topic: topic.title })}
            isDisabled={isReadOnly}
            isOpenAtFirst={topicId === added}
            width={300}
            editor={close => (
              <>
                <EditableText
                  label={say('topicTitle')}
                  look="box"
                  value={topic.title}
                  maxLength={80}
                  isRequired
                  isReadOnly={isReadOnly}
                  onChange={text =>
                    edit(
                      doingTexts.localized('changeTopics'),
                      persona => {
                        const target = persona.never[topicId];
                        if (target !== undefined) target.title = text;
                      },
                      `topic ${topicId} title`,
                    )
                  }
                />
                <LinesField
                  label={say('phrases')}
                  help={say('phrasesHelp')}
                  placeholder={say('phrasesPlaceholder')}
                  lines={topic.phrases}
                  maxLines={100}
                  maxLength={200}
                  isReadOnly={isReadOnly}
                  onChange={lines =>
                    edit(
                      doingTexts.localized('changeTopics'),
                      persona => {
                        const target = persona.never[topicId];
                        if (target !== undefined) target.phrases = lines;
                      },
                      `topic ${topicId} phrases`,
                    )
                  }
                />
                <LinesField
                  label={say('replies')}
                  help={say('repliesHelp')}
                  placeholder={say('repliesPlaceholder')}
                  lines={topic.reply}
                  maxLines={10}
                  maxLength={2_000}
                  isReadOnly={isReadOnly}
                  onChange={lines =>
                    edit(
                      doingTexts.localized('changeTopics'),
                      persona => {
                        const target = persona.never[topicId];
                        if (target !== undefined) target.reply = lines;
                      },
                      `topic ${topicId} reply`,
                    )
                  }
                />
                <button
                  type="button"
                  className={classes.delete}
                  onClick={() => {
                    close();
                    edit(doingTexts.localized('removeTopic'), persona => {
                      delete persona.never[topicId];
                    });
                  }}
                >
                  <Icon name="trash" size={13} />
                  {say('removeTopic')}
                </button>
              </>
            )}
          >
            <span className={classes.clip}>{topic.title}</span>
          </Chip>
        ))}
        <LimitChips />
        {!isReadOnly && (
          <button type="button" className={classes.add} aria-label={say('addTopicTitle')} onClick={add}>
            <Icon name="plus" size={12} />
            {say('addTopic')}
          </button>
        )}
      </div>
      {topics.length === 0 && <p className={classes.empty}>{say('neverNothing')}</p>}
    </section>
  );
}

/** How many checks run on each reply; which ones, on hover and focus. */
function Checks() {
  const say = useTexts(doingTexts);
  const localize = useLocalize();
  const words = replyChecks.map(({ title, explanation }) => `${localize(title)}: ${localize(explanation)}`);
  return (
    <Tooltip
      w={320}
      events={{ hover: true, focus: true, touch: true }}
      label={
        <ul className={classes.checks}>
          {replyChecks.map(({ id, title, explanation }) => (
            <li key={id}>
              <b>{localize(title)}</b>
              <br />
              {localize(explanation)}
            </li>
          ))}
        </ul>
      }
    >
      <button type="button" className={classes.checkCount} aria-description={words.join(' ')}>
        {say('checks', { count: replyChecks.length })}
      </button>
    </Tooltip>
  );
}
