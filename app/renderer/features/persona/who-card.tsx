import { Autocomplete, Checkbox, ColorPicker, Popover } from '@mantine/core';
import { memo, useState } from 'react';
import { type SpokenLanguage, spokenLanguages } from '../../../core/persona/persona.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useTrialStore } from '../../stores/persona-trial-store.ts';
import { EmotionFace } from '../../ui/emotion-face.tsx';
import { emotionTitles } from '../../ui/emotion-titles.ts';
import { Chip } from './chip.tsx';
import fieldClasses from './fields.module.css';
import { EditableText } from './fields.tsx';
import { NumberField } from './number-field.tsx';
import { personaTexts } from './persona.texts.ts';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';
import classes from './who-card.module.css';

const swatches = ['#6ac5ff', '#7dd3fc', '#34d399', '#facc15', '#ffb454', '#fb7185', '#f472b6', '#a78bfa'];

/** Who it is: a face, a name, a sentence, and what its voice is like. Everything is edited where it stands. */
export const WhoCard = memo(function WhoCard() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const name = usePersonaPart(persona => persona.name);
  const sentence = usePersonaPart(persona => persona.sentence);
  return (
    <section className={classes.who} data-card="who" aria-label={name}>
      <Face />
      <div className={classes.words}>
        <EditableText
          label={say('name')}
          look="title"
          value={name}
          maxLength={80}
          isRequired
          isReadOnly={isReadOnly}
          onChange={text =>
            edit(
              personaTexts.localized('changeName'),
              persona => {
                persona.name = text;
              },
              'name',
            )
          }
        />
        <div className={classes.sentence}>
          <EditableText
            label={say('sentence')}
            value={sentence}
            placeholder={say('sentencePlaceholder')}
            maxLength={1_000}
            isMultiline
            isReadOnly={isReadOnly}
            onChange={text =>
              edit(
                personaTexts.localized('changeSentence'),
                persona => {
                  persona.sentence = text;
                },
                'sentence',
              )
            }
          />
        </div>
        <div className={classes.chips}>
          <RoleChip />
          <LanguagesChip />
          <AgesChip />
          <VoiceChip />
        </div>
      </div>
    </section>
  );
});

/** The face as the display would wear it: in the persona's colour, with what it feels in the talk beside it. */
function Face() {
  const say = useTexts(personaTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const name = usePersonaPart(persona => persona.name);
  const color = usePersonaPart(persona => persona.color);
  const rest = usePersonaPart(persona => persona.emotion.rest);
  const emotion = useTrialStore(state => state.emotions.first) ?? rest;
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes.face}
          style={{ '--screen-ink': color }}
          aria-label={`${say('faceNow', { name, emotion: localize(emotionTitles[emotion]) })}. ${say('face')}`}
          data-emotion={emotion}
          disabled={isReadOnly}
          onClick={() => setOpen(!isOpen)}
        >
          <span key={emotion} className={classes.expression}>
            <EmotionFace emotion={emotion} width={66} />
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.palette ?? ''} aria-label={say('face')}>
        <ColorPicker
          format="hex"
          value={color}
          swatches={swatches}
          swatchesPerRow={8}
          saturationLabel={say('face')}
          hueLabel={say('face')}
          onChange={next => {
            const value = next.toLowerCase();
            if (!/^#[0-9a-f]{6}$/.test(value)) return;
            edit(
              personaTexts.localized('changeColor'),
              persona => {
                persona.color = value;
              },
              'color',
            );
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

const knownRoles = ['friend', 'guide', 'helper', 'teacher'] as const;
const isKnownRole = (role: string): role is (typeof knownRoles)[number] =>
  knownRoles.some(known => known === role);

function RoleChip() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const role = usePersonaPart(persona => persona.role);
  const words = isKnownRole(role) ? say(role) : role;
  const titles = knownRoles.map(known => say(known));
  return (
    <Chip
      tone="on"
      label={`${say('role')}: ${words}`}
      isDisabled={isReadOnly}
      editor={
        <Autocomplete
          label={say('role')}
          placeholder={say('rolePlaceholder')}
          data={titles}
          // A list that opens by itself shows all; what stands there already is no search.
          filter={({ options }) => options}
          comboboxProps={{ withinPortal: false }}
          maxLength={60}
          value={words}
          onChange={text => {
            const known = knownRoles[titles.indexOf(text)];
            edit(
              personaTexts.localized('changeRole'),
              persona => {
                persona.role = known ?? text;
              },
              'role',
            );
          }}
        />
      }
    >
      {words === '' ? say('role') : words}
    </Chip>
  );
}

function LanguagesChip() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const languages = usePersonaPart(persona => persona.speech.languages);
  const words = languages.map(language => say(language)).join(', ');
  const choose = (language: SpokenLanguage, isSpoken: boolean) =>
    edit(personaTexts.localized('changeLanguages'), persona => {
      const others = persona.speech.languages.filter(other => other !== language);
      persona.speech.languages = isSpoken ? [...others, language] : others;
    });
  return (
    <Chip
      label={`${say('languages')}: ${words}`}
      isDisabled={isReadOnly}
      editor={
        <>
          {spokenLanguages.map(language => (
            <Checkbox
              key={language}
              size="xs"
              label={say(language)}
              checked={languages.includes(language)}
              // It speaks one at least.
              disabled={languages.length === 1 && languages[0] === language}
              onChange={event => choose(language, event.currentTarget.checked)}
            />
          ))}
          <small className={classes.help}>{say('languagesHelp')}</small>
        </>
      }
    >
      {words}
    </Chip>
  );
}

function AgesChip() {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const { from, to } = usePersonaPart(persona => persona.speech.ages);
  const words =
    to !== undefined
      ? say('agesBand', { from, to })
      : from >= 18
        ? say('grownUps')
        : say('agesFrom', { from });
  const label = personaTexts.localized('changeAges');
  return (
    <Chip
      label={`${say('ages')}: ${words}`}
      isDisabled={isReadOnly}
      editor={
        <>
          <div className={classes.pair}>
            <NumberField
              label={say('from')}
              min={0}
              max={120}
              value={from}
              isReadOnly={isReadOnly}
              onChange={value => {
                if (value === undefined) return;
                edit(
                  label,
                  persona => {
                    persona.speech.ages.from = value;
                  },
                  'ages from',
                );
              }}
            />
            <NumberField
              label={say('to')}
              placeholder={say('andUp')}
              min={0}
              max={120}
              value={to}
              isReadOnly={isReadOnly}
              onChange={value =>
                edit(
                  label,
                  persona => {
                    if (value === undefined) delete persona.speech.ages.to;
                    else persona.speech.ages.to = value;
                  },
                  'ages to',
                )
              }
            />
          </div>
          <small className={classes.help}>{say('agesHelp')}</small>
        </>
      }
    >
      {words}
    </Chip>
  );
}

function VoiceChip() {
  const say = useTexts(personaTexts);
  const localize = useLocalize();
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const voice = usePersonaPart(persona => persona.speech.voice);
  const models = useCatalogueStore(state => state.catalogue.models);
  const voices = new Map(
    [...models.values()].flatMap(model =>
      (model.voices ?? []).map(({ id, title }) => [id, localize(title)] as const),
    ),
  );
  const words =
    voice === undefined ? say('defaultVoice') : say('voiceNamed', { voice: voices.get(voice) ?? voice });
  return (
    <Chip
      label={`${say('voice')}: ${words}`}
      isDisabled={isReadOnly}
      editor={
        <Autocomplete
          label={say('voice')}
          placeholder={say('voicePlaceholder')}
          data={[...voices.keys()]}
          renderOption={({ option }) => (
            <span className={fieldClasses.field}>
              {voices.get(option.value) ?? option.value}
              <small>{option.value}</small>
            </span>
          )}
          filter={({ options, search }) =>
            voices.has(search) || search === ''
              ? options
              : options.filter(option => 'value' in option && option.value.includes(search.toLowerCase()))
          }
          comboboxProps={{ withinPortal: false }}
          maxLength={100}
          value={voice ?? ''}
          onChange={text =>
            edit(
              personaTexts.localized('changeVoice'),
              persona => {
                if (text.trim() === '') delete persona.speech.voice;
                else persona.speech.voice = text.trim();
              },
              'voice',
            )
          }
        />
      }
    >
      {words}
    </Chip>
  );
}
