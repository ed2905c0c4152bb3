import { Button } from '@mantine/core';
import type { Emotion } from '../../../core/ports/port-type.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { createPersona } from '../../stores/persona-edits.ts';
import { type PersonaPlace, usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { Icon } from '../../ui/icon.tsx';
import classes from './new-persona.module.css';
import { personaTexts } from './persona.texts.ts';
import { startingPoints } from './starting-points.ts';

interface NewPersonaProps {
  readonly place: PersonaPlace | null;
  readonly onDone: () => void;
}

/** A face to be met with: who rests in no mood at all is glad to be asked. */
const faceOf = (rest: Emotion | undefined): Emotion =>
  rest === undefined || rest === 'neutral' ? 'happy' : rest;

/** Where a new persona begins: with somebody, or with a name alone. */
export function NewPersona({ place, onDone }: NewPersonaProps) {
  const say = useTexts(personaTexts);
  const localize = useLocalize();
  const language = useLanguage();
  const begin = (input: Parameters<typeof createPersona>[1]) => {
    const id = createPersona(personaTexts.localized('create'), input, place);
    if (id !== null) usePersonaViewStore.getState().openPersona(id);
  };
  return (
    <main className={classes.page}>
      <h1>{say('newTitle')}</h1>
      <p>{say('newHelp')}</p>
      <ul className={classes.choices}>
        {startingPoints.map(({ id, title, persona }) => {
          const start = persona[language];
          return (
            <li key={id}>
              <button type="button" className={classes.choice} onClick={() => begin(start)}>
                <span className={classes.face} style={{ '--screen-ink': start.color ?? '#6ac5ff' }}>
                  <EmotionFace emotion={faceOf(start.emotion?.rest)} width={48} />
                </span>
                <small>{localize(title)}</small>
                <b>{start.name}</b>
                <span>{start.sentence}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={classes.rest}>
        <button
          type="button"
          className={classes.scratch}
          onClick={() => begin({ name: say('unnamed'), speech: { languages: [language] } })}
        >
          <Icon name="plus" size={14} />
          <b>{say('fromScratch')}</b>
          <span>{say('fromScratchHelp')}</span>
        </button>
        <Button variant="default" onClick={onDone}>
          {say('back')}
        </Button>
      </div>
    </main>
  );
}
