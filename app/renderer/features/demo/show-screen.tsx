import { type FormEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { TemplateCard } from '../../../contract/services/catalogue-service.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { peripheralStore } from '../../stores/peripheral-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { DeviceBody } from '../kit-panel/device-body.tsx';
import { DeviceControl } from '../kit-panel/device-control.tsx';
import { layoutDevice } from '../kit-panel/device-layout.ts';
import { CallToAction } from './call-to-action.tsx';
import classes from './demo.module.css';
import { demoTexts } from './demo.texts.ts';
import { DemoCardList } from './demo-card-list.tsx';
import { invitationOf, spokenInputOf } from './demo-invitation.ts';
import type { DemoProject } from './use-demo-show.ts';

const subscribeAttached = (listener: () => void) => peripheralStore.subscribeAttached(listener);
const silence = () => undefined;

function useWindowSize(): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const measure = () => setSize({ width: innerWidth, height: innerHeight });
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  return size;
}

/** Plays scenarios of the sample one after the other; a visitor may take over at any time. */
function usePlay(project: DemoProject, nextScenario: () => string | undefined) {
  const [abort, setAbort] = useState<AbortController | null>(null);
  useEffect(() => () => abort?.abort(), [abort]);
  const play = async () => {
    const scenarioId = nextScenario();
    if (scenarioId === undefined) return;
    const controller = new AbortController();
    setAbort(controller);
    const { projectId, kitId } = project;
    try {
      await getStudio().scenario.play({ projectId, kitId, scenarioId }, { signal: controller.signal });
    } catch (error) {
      if (!controller.signal.aborted) console.warn('Demo: a scenario could not be played.', error);
    }
    setAbort(current => (current === controller ? null : current));
  };
  return { isPlaying: abort !== null, play, stop: () => setAbort(null) };
}

/** A visitor's turn: what to do at the left, the device in the middle, what happened inside at the right. */
export function ShowScreen({
  card,
  project,
}: {
  readonly card: TemplateCard;
  readonly project: DemoProject;
}) {
  const say = useTexts(demoTexts);
  const localize = useLocalize();
  const { kitId, scenarios } = project;
  const [turn, setTurn] = useState(0);
  const ordered = useMemo(
    () =>
      [...scenarios].sort(
        (left, right) => orderOf(card.scenarios, left.id) - orderOf(card.scenarios, right.id),
      ),
    [scenarios, card.scenarios],
  );
  const current = ordered.length === 0 ? undefined : ordered[turn % ordered.length];
  const attached = useSyncExternalStore(subscribeAttached, () => peripheralStore.attached(kitId));
  const layout = useMemo(() => layoutDevice(attached), [attached]);
  const size = useWindowSize();
  const scale = Math.min((size.height - 330) / layout.height, (size.width * 0.34) / layout.width, 3.4);
  const invitation = invitationOf(current?.scenario, attached);
  const spoken = spokenInputOf(ordered.map(({ scenario }) => scenario));
  const { isPlaying, play, stop } = usePlay(project, () => current?.id);
  // What the big button does needs no second control.
  const controls = [...layout.left, ...layout.right, ...layout.below].filter(
    ({ peripheral, control }) =>
      peripheral.id !== invitation?.peripheral.id || control.id !== invitation.control.id,
  );
  return (
    <main className={classes.show}>
      <div className={classes.words}>
        <h1>{localize(current?.scenario.title ?? card.title)}</h1>
        <p>{localize(current?.scenario.invitation ?? card.summary)}</p>
        <div className={classes.actions}>
          {invitation !== null && <CallToAction invitation={invitation} kitId={kitId} />}
          {current !== undefined && (
            <button
              type="button"
              className={classes.quietAction}
              aria-pressed={isPlaying}
              onClick={() => {
                if (isPlaying) stop();
                else void play().then(() => setTurn(before => before + 1));
              }}
            >
              <Icon name={isPlaying ? 'hand-finger' : 'player-play'} size={20} />
              {say(isPlaying ? 'stopShowing' : 'showMe')}
            </button>
          )}
        </div>
        {spoken !== null && <SayField kitId={kitId} node={spoken.node} port={spoken.port} />}
      </div>
      <div className={classes.middle}>
        <DeviceBody layout={layout} kitId={kitId} scale={Math.max(0.8, scale)} onSound={silence} />
        {controls.length > 0 && (
          <div className={classes.controls}>
            {controls.map(({ peripheral, control, label }) => (
              <DeviceControl
                key={`${peripheral.id}/${control.id}`}
                peripheral={peripheral}
                control={control}
                label={label}
                kitId={kitId}
              />
            ))}
          </div>
        )}
      </div>
      <DemoCardList project={project} />
    </main>
  );
}

function orderOf(order: readonly string[], id: string): number {
  const index = order.indexOf(id);
  return index < 0 ? order.length : index;
}

/** Words of a visitor for a sample that listens. */
function SayField({
  kitId,
  node,
  port,
}: {
  readonly kitId: string;
  readonly node: string;
  readonly port: string;
}) {
  const say = useTexts(demoTexts);
  const [text, setText] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    if (value === '') return;
    setText('');
    try {
      await getStudio().device.send({ kitId, node, port, value });
    } catch (error) {
      console.warn('Demo: the words did not arrive.', error);
    }
  };
  return (
    <form className={classes.say} onSubmit={event => void submit(event)}>
      <input
        value={text}
        maxLength={200}
        placeholder={say('say')}
        aria-label={say('say')}
        autoComplete="off"
        onChange={event => setText(event.currentTarget.value)}
      />
      <button type="submit" aria-label={say('send')} disabled={text.trim() === ''}>
        <Icon name="send" size={22} />
      </button>
    </form>
  );
}
