import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { Kit, Session } from '../../../contract/services/device-service.ts';
import type { AttachedPeripheral } from '../../../core/compiler/bundle.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useBoardDefinition, useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore, useSession, useTargetKit } from '../../stores/kit-store.ts';
import { peripheralStore } from '../../stores/peripheral-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { sessionTexts } from '../../ui/session-words.ts';
import { BuzzerSound } from './buzzer-sound.ts';
import { DrawnDevice } from './drawn-device.tsx';
import classes from './kit-panel.module.css';
import { kitPanelTexts } from './kit-panel.texts.ts';
import { previewPeripherals } from './preview-peripherals.ts';
import { SayFields } from './say-fields.tsx';

const subscribeAttached = (listener: () => void) => peripheralStore.subscribeAttached(listener);

/** What is attached to a running virtual board, else what the profile would attach. */
function useShownPeripherals(kit: Kit | undefined, isAwake: boolean): readonly AttachedPeripheral[] {
  const language = useLanguage();
  const nodes = useDocumentStore(state => state.profile.nodes);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const kitId = kit?.kitId ?? '';
  const attached = useSyncExternalStore(subscribeAttached, () => peripheralStore.attached(kitId));
  const preview = useMemo(
    () => previewPeripherals({ nodes }, catalogue, language),
    [nodes, catalogue, language],
  );
  return isAwake ? attached : preview;
}

/** The drawn device above the inspector: what the target kit shows, and what a person can do to it. */
export default function KitPanel() {
  const sayState = useTexts(sessionTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const kit = useTargetKit(projectId);
  const session = useSession(kit?.kitId);
  const isVirtual = kit === undefined || kit.transport === 'virtual';
  const isAwake = session?.state === 'running' || session?.state === 'pushing';
  return (
    <div className={classes.panel}>
      {isVirtual ? (
        <VirtualDevice kit={kit} session={session} isAwake={isAwake} />
      ) : (
        <>
          <Header kit={kit} session={session} />
          <RealBoard kit={kit} session={session} />
        </>
      )}
      <SayFields kitId={session?.state === 'running' && kit !== undefined ? kit.kitId : null} />
      <p className={classes.srOnly} role="status">
        {sayState(session?.state ?? 'absent')}
      </p>
    </div>
  );
}

function Header({
  kit,
  session,
  children,
}: {
  readonly kit: Kit | undefined;
  readonly session: Session | undefined;
  readonly children?: React.ReactNode;
}) {
  const say = useTexts(kitPanelTexts);
  const sayState = useTexts(sessionTexts);
  const machine = session?.program?.machine;
  const parts = [
    kit === undefined || kit.transport === 'virtual'
      ? say('virtual')
      : kit.transport === 'replay'
        ? kit.boardTitle
        : kit.path,
    sayState(session?.state ?? 'absent'),
  ];
  return (
    <div className={classes.header}>
      <Icon name="device-mobile" />
      <h2 className={classes.title}>{say('device')}</h2>
      <span className={classes.detail} title={machine}>
        {parts.join(' · ')}
      </span>
      <span className={classes.actions}>{children}</span>
    </div>
  );
}

function VirtualDevice({
  kit,
  session,
  isAwake,
}: {
  readonly kit: Kit | undefined;
  readonly session: Session | undefined;
  readonly isAwake: boolean;
}) {
  const say = useTexts(kitPanelTexts);
  const attached = useShownPeripherals(kit, isAwake);
  const sound = useRef<BuzzerSound>(null);
  sound.current ??= new BuzzerSound();
  const [isSounding, setSounding] = useState(false);
  useEffect(() => () => sound.current?.turnOff(), []);
  const onSound = useCallback((peripheral: string, frequencyHz: number) => {
    sound.current?.play(peripheral, frequencyHz);
  }, []);
  const toggleSound = () => {
    if (isSounding) sound.current?.turnOff();
    else sound.current?.turnOn();
    setSounding(!isSounding);
  };
  const hasBuzzer = attached.some(peripheral => peripheral.model === 'buzzer');
  const kitId = isAwake && kit !== undefined ? kit.kitId : null;
  return (
    <>
      <Header kit={kit} session={session}>
        {hasBuzzer && (
          <Tooltip label={say(isSounding ? 'soundOff' : 'soundOn')}>
            <ActionIcon
              size="sm"
              aria-label={say(isSounding ? 'soundOff' : 'soundOn')}
              aria-pressed={isSounding}
              onClick={toggleSound}
            >
              <Icon name={isSounding ? 'volume' : 'volume-off'} />
            </ActionIcon>
          </Tooltip>
        )}
        {kitId !== null && (
          <Tooltip label={say('restart')}>
            <ActionIcon
              size="sm"
              aria-label={say('restart')}
              onClick={() => void useKitStore.getState().reset(kitId, 'soft')}
            >
              <Icon name="refresh" />
            </ActionIcon>
          </Tooltip>
        )}
      </Header>
      {attached.length === 0 ? (
        <Empty title={say('nothingToDraw')} hint={say('nothingToDrawHint')} />
      ) : (
        <>
          <DrawnDevice attached={attached} kitId={kitId} onSound={onSound} />
          {!isAwake && <p className={classes.asleep}>{say('pressToRun')}</p>}
        </>
      )}
    </>
  );
}

/** A real board cannot be pressed from here: its picture, what it is doing, and the way to watch it. */
function RealBoard({ kit, session }: { readonly kit: Kit; readonly session: Session | undefined }) {
  const say = useTexts(kitPanelTexts);
  const profileBoard = useDocumentStore(state => state.profile.board);
  const board = useBoardDefinition(kit.boardId ?? profileBoard);
  const state = session?.state ?? 'detached';
  const isReplay = kit.transport === 'replay';
  const isAway = !isReplay && (state === 'detached' || state === 'gone' || state === 'failed');
  const picture = useMemo(
    () =>
      board?.picture === undefined
        ? undefined
        : `data:image/svg+xml;charset=utf-8,${encodeURIComponent(board.picture)}`,
    [board?.picture],
  );
  return (
    <div className={classes.board} data-state={state}>
      {picture !== undefined && <img className={classes.picture} src={picture} alt={board?.title ?? ''} />}
      <p className={classes.boardTitle}>{isReplay ? kit.title : (board?.title ?? kit.title)}</p>
      <p className={classes.hint}>{say(isReplay ? 'replay' : isAway ? 'connectToWatch' : 'realBoard')}</p>
      {isAway && (
        <Button
          h={24}
          px="sm"
          fz="xs"
          variant="default"
          onClick={() => void useKitStore.getState().connect(kit.kitId)}
        >
          {say('connect')}
        </Button>
      )}
    </div>
  );
}

function Empty({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <div className={classes.empty}>
      <svg viewBox="0 0 120 120" aria-hidden="true" className={classes.silhouette}>
        <rect x="18" y="4" width="84" height="112" rx="30" />
        <circle cx="60" cy="50" r="26" />
        <circle cx="60" cy="96" r="8" />
      </svg>
      <p className={classes.emptyTitle}>{title}</p>
      <p className={classes.hint}>{hint}</p>
    </div>
  );
}
