import { Select } from '@mantine/core';
import { useShallow } from 'zustand/react/shallow';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { figuresOf, type TrialSlot, trialSlots, useTrialStore } from '../../stores/persona-trial-store.ts';
import { offlineModel } from './model-facts.ts';
import { personaTexts } from './persona.texts.ts';
import { trialTexts } from './trial.texts.ts';
import classes from './try-tab.module.css';

/** Who answers on either side, and what their answers took. */
export function CompareHead() {
  return (
    <div className={classes.compare}>
      {trialSlots.map(slot => (
        <Side key={slot} slot={slot} />
      ))}
    </div>
  );
}

const ownModel = '';

function Side({ slot }: { readonly slot: TrialSlot }) {
  const say = useTexts(trialTexts);
  const sayPersona = useTexts(personaTexts);
  const choice = useTrialStore(state => state.choices[slot]);
  const personas = useDocumentStore(
    useShallow(state =>
      Object.entries(state.profile.personas ?? {}).map(([id, { name }]) => `${id} ${name}`),
    ),
  );
  const models = useCatalogueStore(state => state.catalogue.models);
  const side = say(slot === 'first' ? 'left' : 'right');
  const chats = [...models.values()].filter(({ kind, name }) => kind === 'chat' && name !== offlineModel);
  return (
    <section className={classes.side} aria-label={say('whoAnswers', { side })} data-slot={slot}>
      <div className={classes.picks}>
        <Select
          size="xs"
          aria-label={say('whoAnswers', { side })}
          data={personas.map(entry => {
            const at = entry.indexOf(' ');
            return { value: entry.slice(0, at), label: entry.slice(at + 1) };
          })}
          value={choice.personaId}
          allowDeselect={false}
          onChange={personaId => {
            if (personaId !== null) useTrialStore.getState().choose(slot, { personaId });
          }}
        />
        <Select
          size="xs"
          aria-label={say('modelOf', { side })}
          data={[
            { value: ownModel, label: say('ownModel') },
            { value: offlineModel, label: sayPersona('offlineModel') },
            ...chats.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          value={choice.model}
          searchable
          allowDeselect={false}
          onChange={model => useTrialStore.getState().choose(slot, { model: model ?? ownModel })}
        />
      </div>
      <Figures slot={slot} />
    </section>
  );
}

function Figures({ slot }: { readonly slot: TrialSlot }) {
  const say = useTexts(trialTexts);
  const figures = useTrialStore(useShallow(state => figuresOf(state.exchanges, slot)));
  const none = say('noFigure');
  const rows = [
    [say('answersFigure'), String(figures.answers)],
    [say('firstWordFigure'), figures.firstMs === null ? none : `${(figures.firstMs / 1_000).toFixed(2)} s`],
    [say('tokensFigure'), figures.answers === 0 ? none : String(figures.tokens)],
    [say('costFigure'), figures.answers === 0 ? none : `¥${figures.costYuan.toFixed(4)}`],
    [say('offlineFigure'), figures.answers === 0 ? none : `${figures.offline}/${figures.answers}`],
  ] as const;
  return (
    <dl className={classes.figures}>
      {rows.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
