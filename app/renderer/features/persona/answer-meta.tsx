import { useLocalize, useTexts } from '../../i18n/texts.ts';
import type { ToolOutput, TrialAnswer } from '../../stores/persona-trial-store.ts';
import { emotionTitles } from '../../ui/emotion-titles.ts';
import { feelingTexts } from './feeling.texts.ts';
import { speakingTexts } from './speaking.texts.ts';
import classes from './talk.module.css';
import { trialTexts } from './trial.texts.ts';
import { triggerTitle } from './trigger-list.tsx';
import { usePersonaPartOf } from './use-persona.ts';
import { toolTitle, useOfferedTools } from './use-tools.ts';

/** What happened inside before the words: what it recalled and learned, which tools it used, what it turned away. */
export function AnswerNotes({ answer }: { readonly answer: TrialAnswer }) {
  const say = useTexts(trialTexts);
  const saySpeaking = useTexts(speakingTexts);
  const trigger = useTriggerTitle();
  const { recalled, remembered, tools, refused, spokeFirst, heldBack } = answer;
  const notes = [
    ...recalled.map(text => say('remembers', { text })),
    ...remembered.map(text => say('learned', { text })),
    ...(refused === null ? [] : [say('refusedTopic', { topic: refused })]),
    ...(spokeFirst === null ? [] : [say('spokeFirst', { trigger: trigger(spokeFirst) })]),
    ...(heldBack === null ? [] : [say('heldBack', { reason: saySpeaking(heldBack.reason) })]),
  ];
  if (notes.length === 0 && tools.length === 0) return null;
  return (
    <div className={classes.meta}>
      {notes.map(note => (
        <span key={note}>{note}</span>
      ))}
      {tools.map((tool, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls are only ever appended.
        <ToolNote key={index} tool={tool} />
      ))}
    </div>
  );
}

/** A trigger's name by its id, as the persona that is edited has it. */
function useTriggerTitle(): (id: string) => string {
  const say = useTexts(speakingTexts);
  const sayFeeling = useTexts(feelingTexts);
  const triggers = usePersonaPartOf(persona => persona.proactivity.triggers);
  return id => {
    const trigger = triggers?.[id];
    return trigger === undefined ? id : triggerTitle(trigger, say, sayFeeling);
  };
}

function ToolNote({ tool }: { readonly tool: ToolOutput }) {
  const say = useTexts(trialTexts);
  const offered = useOfferedTools();
  const name = toolTitle(tool.tool, offered);
  if (tool.outcome === 'refused') return <span data-tone="warn">{say('toolRefused', { tool: name })}</span>;
  if (tool.outcome === 'failed') {
    return <span data-tone="bad">{say('toolFailed', { tool: name, text: tool.text })}</span>;
  }
  const values = argumentWords(tool.arguments);
  return (
    <span title={tool.text}>
      {values === '' ? say('calls', { tool: name }) : say('callsWith', { tool: name, arguments: values })}
    </span>
  );
}

function argumentWords(value: ToolOutput['arguments']): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
  return Object.values(value)
    .map(part => (typeof part === 'string' ? part : JSON.stringify(part)))
    .join(' ');
}

/** What it felt, and what the answer took: time to the first word, tokens, money, and where it came from. */
export function AnswerFigures({ answer }: { readonly answer: TrialAnswer }) {
  const say = useTexts(trialTexts);
  const localize = useLocalize();
  const { emotion, usage, isOffline, state } = answer;
  const isOver = state === 'done' || state === 'interrupted';
  if (emotion === null && !isOver) return null;
  return (
    <div className={classes.meta}>
      {emotion !== null && <b>{localize(emotionTitles[emotion])}</b>}
      {state === 'interrupted' && <span data-tone="warn">{say('interrupted')}</span>}
      {usage !== null && (
        <>
          {usage.firstMs !== null && (
            <span>{say('firstWord', { seconds: (usage.firstMs / 1_000).toFixed(2) })}</span>
          )}
          {!isOffline && <span>{say('tokens', { count: usage.tokensIn + usage.tokensOut })}</span>}
          {usage.costYuan !== null && usage.costYuan > 0 && (
            <span>{say('cost', { cost: usage.costYuan.toFixed(4) })}</span>
          )}
          <span title={isOffline ? '' : `${usage.provider}/${usage.model}`}>
            {say(isOffline ? 'offline' : 'cloud')}
          </span>
        </>
      )}
    </div>
  );
}
