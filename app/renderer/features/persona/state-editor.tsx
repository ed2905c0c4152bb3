import { Button } from '@mantine/core';
import type { EmotionMachine } from '../../../core/persona/emotion-machine.ts';
import type { Emotion } from '../../../core/ports/port-type.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { emotionTitles } from '../../ui/emotion-titles.ts';
import { Icon } from '../../ui/icon.tsx';
import { holdState, removeState, restAt } from './emotion-edits.ts';
import classes from './feel-card.module.css';
import { feelingTexts } from './feeling.texts.ts';
import { NumberField } from './number-field.tsx';
import { useEditPersona, useIsReadOnly } from './use-persona.ts';

interface StateEditorProps {
  readonly emotion: Emotion;
  readonly machine: EmotionMachine;
  readonly onGone: () => void;
}

/** How long a chosen emotion stays, and whether it is the one at rest. */
export function StateEditor({ emotion, machine, onGone }: StateEditorProps) {
  const say = useTexts(feelingTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const isRest = machine.rest === emotion;
  return (
    <div className={classes.state}>
      <b>{localize(emotionTitles[emotion])}</b>
      {isRest ? (
        <span className={classes.quiet}>{say('rests')}</span>
      ) : (
        <>
          <NumberField
            label={say('hold')}
            isLabelHidden
            width={150}
            prefix={`${say('hold')} `}
            suffix={say('holdUnit')}
            placeholder={say('holdForever')}
            min={1}
            max={86_400}
            isReadOnly={isReadOnly}
            value={machine.states[emotion]?.holdSeconds}
            onChange={value =>
              edit(feelingTexts.localized('changeHold'), holdState(emotion, value ?? null), `hold ${emotion}`)
            }
          />
          {!isReadOnly && (
            <>
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => edit(feelingTexts.localized('changeRest'), restAt(emotion))}
              >
                {say('restHere')}
              </Button>
              <button
                type="button"
                className={classes.remove}
                aria-label={say('removeState')}
                onClick={() => {
                  onGone();
                  edit(feelingTexts.localized('removeState'), removeState(emotion));
                }}
              >
                <Icon name="trash" size={14} />
              </button>
            </>
          )}
        </>
      )}
    </div>
  );
}
