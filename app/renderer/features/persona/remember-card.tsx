import { Select, Switch } from '@mantine/core';
import { memo } from 'react';
import type { MemoryPolicy } from '../../../core/persona/persona.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Card } from './card.tsx';
import { Chip } from './chip.tsx';
import { NumberField } from './number-field.tsx';
import { personaTexts } from './persona.texts.ts';
import classes from './remember-card.module.css';
import { RememberedLines } from './remembered-lines.tsx';
import { useMemoryOf } from './use-memory.ts';
import { useEditPersona, useIsReadOnly, usePersonaId, usePersonaPart } from './use-persona.ts';

const keeps = [
  { value: 'nothing', title: 'keepsNothing', help: 'keepsNothingHelp' },
  { value: 'facts', title: 'keepsFacts', help: 'keepsFactsHelp' },
  { value: 'facts-and-episodes', title: 'keepsEpisodes', help: 'keepsEpisodesHelp' },
] as const;

/** What is remembered, how long, and the first lines of it. */
export const RememberCard = memo(function RememberCard() {
  const say = useTexts(personaTexts);
  const name = usePersonaPart(persona => persona.name);
  const policy = usePersonaPart(persona => persona.memory);
  const memory = useMemoryOf(usePersonaId());
  const people =
    memory.kind === 'ready' && memory.people.length > 0
      ? memory.people
          .slice(0, 3)
          .map(({ person, facts, episodes }) => say('aboutPerson', { count: facts + episodes, person }))
          .join(' · ')
      : say('nobodyYet');
  const total =
    memory.kind === 'ready'
      ? memory.people.reduce((sum, { facts, episodes }) => sum + facts + episodes, 0)
      : 0;
  const place =
    memory.kind === 'ready' && memory.server !== null
      ? say('memoryServer', { where: memory.server })
      : say('memoryPlace');
  return (
    <Card name="remember" title={say('remembers')} note={people} summary={place}>
      <PolicyChips policy={policy} />
      <RememberedLines name={name} isKept={policy.keeps !== 'nothing'} total={total} />
    </Card>
  );
});

function PolicyChips({ policy }: { readonly policy: MemoryPolicy }) {
  const say = useTexts(personaTexts);
  const edit = useEditPersona();
  const isReadOnly = useIsReadOnly();
  const label = personaTexts.localized('changeMemory');
  const kept = keeps.find(({ value }) => value === policy.keeps) ?? keeps[0];
  return (
    <div className={classes.policy}>
      <Chip
        tone="on"
        label={`${say('keeps')}: ${say(kept.title)}`}
        isDisabled={isReadOnly}
        editor={
          <Select
            label={say('keeps')}
            description={say(kept.help)}
            data={keeps.map(({ value, title }) => ({ value, label: say(title) }))}
            value={policy.keeps}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={next => {
              const choice = keeps.find(({ value }) => value === next);
              if (choice === undefined) return;
              edit(label, persona => {
                persona.memory.keeps = choice.value;
              });
            }}
          />
        }
      >
        {say(kept.title)}
      </Chip>
      {policy.keeps !== 'nothing' && (
        <>
          <Chip
            label={say('keepDays', { days: policy.keepDays })}
            isDisabled={isReadOnly}
            editor={
              <NumberField
                label={say('keepDaysLabel')}
                description={say('keepDaysHelp')}
                min={1}
                max={3_650}
                value={policy.keepDays}
                isReadOnly={isReadOnly}
                onChange={value => {
                  if (value === undefined) return;
                  edit(
                    label,
                    persona => {
                      persona.memory.keepDays = value;
                    },
                    'keep days',
                  );
                }}
              />
            }
          >
            {say('keepDays', { days: policy.keepDays })}
          </Chip>
          <Chip
            label={say(policy.faces ? 'faces' : 'noFaces')}
            isDisabled={isReadOnly}
            editor={
              <Switch
                size="xs"
                label={say('facesLabel')}
                description={say('facesHelp')}
                checked={policy.faces}
                onChange={event => {
                  const isOn = event.currentTarget.checked;
                  edit(label, persona => {
                    persona.memory.faces = isOn;
                  });
                }}
              />
            }
          >
            {say(policy.faces ? 'faces' : 'noFaces')}
          </Chip>
        </>
      )}
    </div>
  );
}
