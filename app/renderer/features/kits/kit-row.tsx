import { ActionIcon, Checkbox, Menu, Progress } from '@mantine/core';
import type { Kit } from '../../../contract/services/device-service.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useKitStore, useRunState, useSession } from '../../stores/kit-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { kitStatus } from './kit-status.ts';
import classes from './kits.module.css';
import { kitsTexts } from './kits.texts.ts';
import { statusWords } from './status-words.ts';

interface KitRowProps {
  readonly kit: Kit;
  readonly isTarget: boolean;
  readonly isShown: boolean;
  readonly isSelected: boolean;
  readonly onShow: () => void;
  readonly onSelect: (isSelected: boolean) => void;
}

/** One kit of the table: what it is, what runs on it, what it is doing, and what can be done. */
export function KitRow({ kit, isTarget, isShown, isSelected, onShow, onSelect }: KitRowProps) {
  const say = useTexts(kitsTexts);
  const language = useLanguage();
  const session = useSession(kit.kitId);
  const run = useRunState(kit.kitId);
  const board = useCatalogueStore(state => state.catalogue.boards.get(kit.boardId ?? ''));
  const status = kitStatus(session, run);
  const words = statusWords(status, language);
  const program = session?.program ?? null;
  const detail = [board?.title ?? say('unknownBoard'), kit.serialNumber ?? kit.manufacturer]
    .filter(part => part !== null)
    .join(' · ');
  const progress = status.kind === 'pushing' ? status.run.progress : null;
  return (
    <tr className={classes.kitRow} data-shown={isShown} data-kit={kit.kitId}>
      <td>
        <Checkbox
          size="xs"
          checked={isSelected}
          aria-label={say('select', { name: kit.title })}
          onChange={event => onSelect(event.currentTarget.checked)}
        />
      </td>
      <td>
        <button type="button" className={classes.kitName} aria-pressed={isShown} onClick={onShow}>
          {kit.title}
        </button>
        {isTarget && <span className={classes.targetChip}>{say('isTarget')}</span>}
        <small>{detail}</small>
      </td>
      <td>
        <code>{kit.transport === 'virtual' ? '–' : kit.path}</code>
      </td>
      <td>
        {program === null ? (
          say(session?.state === 'listening' ? 'otherProgram' : 'noProgram')
        ) : (
          <>
            <code title={program.bundle}>{program.bundle.slice(0, shownHashLength)}</code>
            <small>
              {say('slot', { slot: program.slot.toUpperCase() })}
              {program.state === 'trial' && ` · ${say('trial')}`}
              {program.rollback !== null && ` · ${say('rolledBack')}`}
            </small>
          </>
        )}
      </td>
      <td>
        <span className={classes.status} data-tone={status.tone}>
          {status.kind === 'error' ? <Icon name="alert-circle" size={14} /> : <StateDot tone={status.tone} />}
          {progress !== null && progress.bytesTotal > 0
            ? say('phaseProgress', {
                phase: words,
                done: formatBytes(progress.bytesDone),
                total: formatBytes(progress.bytesTotal),
              })
            : words}
        </span>
        {progress !== null && (
          <Progress
            size={4}
            mt={6}
            value={overallPercent(progress.phase, progress.fraction)}
            aria-label={words}
          />
        )}
      </td>
      <td>
        <RowMenu kit={kit} isTarget={isTarget} />
      </td>
    </tr>
  );
}

/** Enough of a bundle's hash to tell two programs apart at a glance. */
const shownHashLength = 8;

/** Rough share of each phase in a push, so that the bar moves evenly. */
const phaseEnds = {
  compile: 8,
  open: 10,
  listen: 14,
  interrupt: 18,
  probe: 22,
  compare: 24,
  write: 76,
  verify: 84,
  switch: 86,
  boot: 96,
  confirm: 100,
} as const;

/** How far a whole push is, percent. */
export function overallPercent(phase: keyof typeof phaseEnds, fraction: number): number {
  const names = Object.keys(phaseEnds) as (keyof typeof phaseEnds)[];
  const before = names[names.indexOf(phase) - 1];
  const start = before === undefined ? 0 : phaseEnds[before];
  return start + (phaseEnds[phase] - start) * Math.min(1, Math.max(0, fraction));
}

function RowMenu({ kit, isTarget }: { readonly kit: Kit; readonly isTarget: boolean }) {
  const say = useTexts(kitsTexts);
  const projectId = useDocumentStore(state => state.projectId);
  const session = useSession(kit.kitId);
  const run = useRunState(kit.kitId);
  const store = useKitStore.getState();
  const { kitId } = kit;
  const state = session?.state ?? 'detached';
  const isAway = state === 'detached' || state === 'gone' || state === 'failed';
  const isPushing = run.kind === 'pushing';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={say('actionsOf', { name: kit.title })}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isPushing ? (
          <Menu.Item leftSection={<Icon name="x" />} onClick={() => store.cancelRun(kitId)}>
            {say('cancel')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<Icon name="player-play" />}
            disabled={projectId === null}
            onClick={() => projectId !== null && void store.run(projectId, { kitId })}
          >
            {say('run')}
          </Menu.Item>
        )}
        {!isTarget && projectId !== null && (
          <Menu.Item
            leftSection={<Icon name="target" />}
            onClick={() => store.chooseTarget(projectId, kitId)}
          >
            {say('makeTarget')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {isAway ? (
          <Menu.Item leftSection={<Icon name="plug-connected" />} onClick={() => void store.connect(kitId)}>
            {say('connect')}
          </Menu.Item>
        ) : (
          <>
            <Menu.Item
              leftSection={<Icon name="player-stop" />}
              disabled={isPushing}
              onClick={() => void store.stop(kitId)}
            >
              {say('stop')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="refresh" />}
              disabled={isPushing}
              onClick={() => void store.reset(kitId, 'soft')}
            >
              {say('softReset')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="bolt" />}
              disabled={isPushing}
              onClick={() => void store.reset(kitId, 'hard')}
            >
              {say('hardReset')}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="plug-x" />}
              disabled={isPushing}
              onClick={() => void store.disconnect(kitId)}
            >
              {say('disconnect')}
            </Menu.Item>
          </>
        )}
        {kit.transport !== 'virtual' && kit.vendorId === null && (
          <Menu.Item
            leftSection={<Icon name="trash" />}
            disabled={isPushing}
            onClick={() => void store.removePort(kitId)}
          >
            {say('forget')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
