import { Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import type { PushConsents } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useFleetStore } from '../../stores/fleet-store.ts';
import { type Asking, consentFor, useKitStore } from '../../stores/kit-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { consentTexts } from './consent.texts.ts';
import classes from './kits-dialogs.module.css';

/**
 * Asks before a push overrules what it found: a program that is not ours, another board, a newer program. Shown
 * wherever the push was started; once per window.
 */
export default function ConsentDialog() {
  const asking = useKitStore(state => state.asking);
  if (asking === null) return null;
  const [first] = asking.kits;
  if (asking.from === 'one' && first !== undefined) return <OneKit asking={asking} kit={first} />;
  return <ManyKits key={asking.kits.map(({ kitId }) => kitId).join()} asking={asking} />;
}

type AskedKit = Asking['kits'][number];

function useKitTitle(kitId: string): string {
  return useKitStore(state => state.kits.find(kit => kit.kitId === kitId)?.title ?? kitId);
}

/** What was agreed to before, and what is agreed to now. */
function consentsFor(asking: Asking, kits: readonly AskedKit[]): Partial<PushConsents> {
  const agreed = kits.flatMap(({ error }) => consentFor(error) ?? []);
  return { ...asking.consents, ...Object.fromEntries(agreed.map(consent => [consent, true])) };
}

const titles = {
  replaceForeign: 'foreignTitle',
  allowOtherBoard: 'otherTitle',
  allowOlder: 'olderTitle',
} as const;

function OneKit({ asking, kit }: { readonly asking: Asking; readonly kit: AskedKit }) {
  const say = useTexts(consentTexts);
  const language = useLanguage();
  const name = useKitTitle(kit.kitId);
  const consent = consentFor(kit.error) ?? 'replaceForeign';
  const isForeign = consent === 'replaceForeign';
  const { explanation, nextStep } = describeError(kit.error, language);
  const { dismissAsking, run } = useKitStore.getState();
  return (
    <Modal opened onClose={dismissAsking} title={say(titles[consent])} size={460}>
      {isForeign ? (
        <Text>{say('foreignText', { name })}</Text>
      ) : (
        <>
          <Text>{explanation}</Text>
          <Text mt="sm">{nextStep}</Text>
          <Text mt="sm">{say(`does_${consent}`)}</Text>
        </>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={dismissAsking} data-autofocus>
          {say('keep')}
        </Button>
        <Button
          onClick={() => {
            dismissAsking();
            void run(asking.projectId, { kitId: kit.kitId, consents: consentsFor(asking, [kit]) });
          }}
        >
          {say(isForeign ? 'replace' : 'pushAnyway')}
        </Button>
      </Group>
    </Modal>
  );
}

function ManyKits({ asking }: { readonly asking: Asking }) {
  const say = useTexts(consentTexts);
  // Nothing is agreed to by leaving things as they are.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { dismissAsking } = useKitStore.getState();
  const agreed = asking.kits.filter(({ kitId }) => chosen.has(kitId));
  return (
    <Modal opened onClose={dismissAsking} title={say('manyTitle', { count: asking.kits.length })} size={600}>
      <p className={classes.intro}>{say('manyIntro')}</p>
      <ul className={classes.asked}>
        {asking.kits.map(kit => (
          <AskedRow
            key={kit.kitId}
            kit={kit}
            isChosen={chosen.has(kit.kitId)}
            onChoose={isChosen => {
              const next = new Set(chosen);
              if (isChosen) next.add(kit.kitId);
              else next.delete(kit.kitId);
              setChosen(next);
            }}
          />
        ))}
      </ul>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={dismissAsking} data-autofocus>
          {say('leaveAll')}
        </Button>
        <Button
          disabled={agreed.length === 0}
          onClick={() => {
            dismissAsking();
            void useFleetStore.getState().retry(
              agreed.map(({ kitId }) => kitId),
              consentsFor(asking, agreed),
            );
          }}
        >
          {say('pushToChosen', { count: agreed.length })}
        </Button>
      </Group>
    </Modal>
  );
}

interface AskedRowProps {
  readonly kit: AskedKit;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function AskedRow({ kit, isChosen, onChoose }: AskedRowProps) {
  const say = useTexts(consentTexts);
  const language = useLanguage();
  const title = useKitTitle(kit.kitId);
  // Of a table full of the same board, the title alone says nothing.
  const which = useKitStore(state => {
    const known = state.kits.find(({ kitId }) => kitId === kit.kitId);
    return known?.serialNumber ?? known?.path ?? null;
  });
  const consent = consentFor(kit.error);
  return (
    <li>
      <Checkbox
        size="xs"
        checked={isChosen}
        label={which === null ? title : `${title} · ${which}`}
        description={
          <>
            {describeError(kit.error, language).explanation}
            {consent !== null && <b>{say(`does_${consent}`)}</b>}
          </>
        }
        onChange={event => onChoose(event.currentTarget.checked)}
      />
    </li>
  );
}
