import type { PersonaLimits } from '../../../core/persona/persona.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Chip } from './chip.tsx';
import { doingTexts } from './doing.texts.ts';
import classes from './doing-card.module.css';
import { NumberField } from './number-field.tsx';
import { useEditPersona, useIsReadOnly, usePersonaPart } from './use-persona.ts';

const dailyLimits = ['costPerDayYuan', 'tokensPerDay', 'minutesPerDay'] as const;
const titles = {
  costPerDayYuan: 'costPerDay',
  tokensPerDay: 'tokensPerDay',
  minutesPerDay: 'minutesPerDay',
} as const;

/** The caps: those of a day that are set stand as chips; all of them open under the last one. */
export function LimitChips() {
  const say = useTexts(doingTexts);
  const isReadOnly = useIsReadOnly();
  const limits = usePersonaPart(persona => persona.limits);
  const set = dailyLimits.flatMap(id => {
    const value = limits[id];
    return value === undefined ? [] : [{ id, words: say(titles[id], { value: figure(id, value) }) }];
  });
  return (
    <>
      {set.map(({ id, words }) => (
        <Chip key={id} label={words} isDisabled={isReadOnly} editor={<LimitFields limits={limits} />}>
          {words}
        </Chip>
      ))}
      <Chip
        tone={set.length === 0 ? 'add' : 'quiet'}
        label={say('limitsTitle')}
        isDisabled={isReadOnly}
        editor={<LimitFields limits={limits} />}
      >
        {say('limits')}
      </Chip>
    </>
  );
}

function figure(id: (typeof dailyLimits)[number], value: number): string {
  return id === 'costPerDayYuan' ? value.toFixed(2) : String(value);
}

function LimitFields({ limits }: { readonly limits: PersonaLimits }) {
  const say = useTexts(doingTexts);
  const edit = useEditPersona();
  const label = doingTexts.localized('changeLimits');
  const setDaily = (id: (typeof dailyLimits)[number]) => (value: number | undefined) =>
    edit(
      label,
      persona => {
        if (value === undefined) delete persona.limits[id];
        else persona.limits[id] = value;
      },
      `limit ${id}`,
    );
  const setEach =
    (id: 'tokensPerReply' | 'firstWordMs' | 'toolCallsPerTurn') => (value: number | undefined) => {
      if (value === undefined) return;
      edit(
        label,
        persona => {
          persona.limits[id] = id === 'firstWordMs' ? Math.round(value * 1_000) : value;
        },
        `limit ${id}`,
      );
    };
  const shared = { isReadOnly: false };
  return (
    <>
      <NumberField
        {...shared}
        label={say('costPerDayLabel')}
        prefix="¥"
        placeholder={say('noLimit')}
        min={0.01}
        max={10_000}
        step={0.1}
        decimals={2}
        value={limits.costPerDayYuan}
        onChange={setDaily('costPerDayYuan')}
      />
      <NumberField
        {...shared}
        label={say('tokensPerDayLabel')}
        placeholder={say('noLimit')}
        min={1}
        max={1_000_000_000}
        step={1_000}
        value={limits.tokensPerDay}
        onChange={setDaily('tokensPerDay')}
      />
      <NumberField
        {...shared}
        label={say('minutesPerDayLabel')}
        placeholder={say('noLimit')}
        min={1}
        max={1_440}
        value={limits.minutesPerDay}
        onChange={setDaily('minutesPerDay')}
      />
      <NumberField
        {...shared}
        label={say('tokensPerReplyLabel')}
        min={1}
        max={100_000}
        step={50}
        value={limits.tokensPerReply}
        onChange={setEach('tokensPerReply')}
      />
      <NumberField
        {...shared}
        label={say('firstWordLabel')}
        suffix=" s"
        min={0.1}
        max={60}
        step={0.5}
        decimals={1}
        value={limits.firstWordMs / 1_000}
        onChange={setEach('firstWordMs')}
      />
      <NumberField
        {...shared}
        label={say('toolCallsLabel')}
        min={0}
        max={20}
        value={limits.toolCallsPerTurn}
        onChange={setEach('toolCallsPerTurn')}
      />
      <small className={classes.help}>{say('limitsHelp')}</small>
    </>
  );
}
