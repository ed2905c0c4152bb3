import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { commandById, runCommand } from '../../commands/commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { isRowActive, useFleetStore } from '../../stores/fleet-store.ts';
import { useKitsViewStore } from '../../stores/kits-view-store.ts';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { printPage, saveFile } from '../../ui/save-file.ts';
import type { KitFacts } from './kit-facts.ts';
import { useNewestSequence } from './kit-list.ts';
import { kitsTexts } from './kits.texts.ts';
import classes from './kits-header.module.css';
import { pushPlan } from './push-plan.ts';

/** Where one is, what is pushed, the report, and the one loud thing: push to what is selected. */
export function KitsHeader({ kits }: { readonly kits: readonly KitFacts[] }) {
  const say = useTexts(kitsTexts);
  const close = useKitsViewStore(state => state.closeKits);
  const profileName = useDocumentStore(state => state.profile.name);
  const sequence = useNewestSequence();
  const attached = kits.filter(({ kit }) => kit.isAttached).length;
  return (
    <header className={classes.header}>
      <Tooltip label={say('back')}>
        <button
          type="button"
          className={classes.brand}
          aria-label={`Cambrian. ${say('back')}`}
          onClick={close}
        >
          <BrandMark />
          <span>Cambrian</span>
        </button>
      </Tooltip>
      <span className={classes.crumb}>
        <span aria-hidden="true">/</span>
        <b>{say('kits')}</b>
        <small>{say('attached', { count: attached })}</small>
      </span>
      <span className={classes.grow} />
      <span className={classes.profile}>
        {say('profile')} <b title={profileName}>{profileName}</b>{' '}
        <span>{sequence === null ? say('notPushedYet') : say('revision', { sequence })}</span>
      </span>
      <ReportMenu kits={kits} />
      <MoreMenu />
      <PushButton kits={kits} />
      <Tooltip label={say('back')}>
        <ActionIcon size={32} aria-label={say('close')} onClick={close}>
          <Icon name="x" />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}

function ReportMenu({ kits }: { readonly kits: readonly KitFacts[] }) {
  const say = useTexts(kitsTexts);
  const { fleet } = useStudio();
  const hasRun = useFleetStore(state => state.run !== null);
  const selected = useKitsViewStore(state => state.selected);
  const real = kits.filter(({ kit }) => kit.transport === 'serial' || kit.transport === 'tcp');
  const chosen = real.filter(({ kit }) => selected.has(kit.kitId));
  const labelled = (chosen.length > 0 ? chosen : real).slice(0, 64).map(({ kit }) => kit.kitId);
  const report = (format: 'csv' | 'json') => {
    const type = format === 'csv' ? 'text/csv;charset=utf-8' : 'application/json';
    fleet.report({ format }).then(({ fileName, text }) => saveFile(fileName, text, type), reportFailure);
  };
  const labels = (use: (file: { fileName: string; html: string }) => void) => {
    fleet.labels({ kitIds: labelled }).then(use, reportFailure);
  };
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <button type="button" className={classes.ghost}>
          {say('runReport')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Icon name="list-details" />}
          disabled={!hasRun}
          onClick={() => report('csv')}
        >
          {say('reportCsv')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="braces" />} disabled={!hasRun} onClick={() => report('json')}>
          {say('reportJson')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="note" />}
          disabled={labelled.length === 0}
          onClick={() => labels(({ html }) => printPage(html))}
        >
          {say('printLabels')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="download" />}
          disabled={labelled.length === 0}
          onClick={() => labels(({ fileName, html }) => saveFile(fileName, html, 'text/html;charset=utf-8'))}
        >
          {say('saveLabels')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const moreCommands = ['kits.addPort', 'kits.examineSystem', 'kits.showSigningKeys'] as const;

function MoreMenu() {
  const say = useTexts(kitsTexts);
  const localize = useLocalize();
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={say('more')}>
          <Icon name="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {moreCommands.map(commandById).map(command => (
          <Menu.Item
            key={command.id}
            leftSection={<Icon name={command.icon} />}
            onClick={() => runCommand(command)}
          >
            {localize(command.title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PushButton({ kits }: { readonly kits: readonly KitFacts[] }) {
  const say = useTexts(kitsTexts);
  const selected = useKitsViewStore(state => state.selected);
  const projectId = useDocumentStore(state => state.projectId);
  const isBusy = useFleetStore(state => state.isBusy);
  const active = useFleetStore(state => state.run?.rows.filter(isRowActive).length ?? 0);
  const { kitIds, interrupted } = pushPlan(kits, selected);
  if (active > 0) {
    return (
      <Button
        variant="default"
        leftSection={<Icon name="x" />}
        onClick={() => void useFleetStore.getState().cancel(null)}
      >
        {say('cancelPush', { count: active })}
      </Button>
    );
  }
  const hint =
    selected.size === 0
      ? say('nothingSelected')
      : kitIds.length === 0
        ? say('selectedCannot')
        : interrupted.length > 0
          ? say('interruptsHint', { names: interrupted.map(({ kit }) => kit.title).join(', ') })
          : null;
  return (
    <Tooltip label={hint ?? ''} disabled={hint === null} w={280}>
      <Button
        loading={isBusy}
        disabled={kitIds.length === 0 || projectId === null}
        leftSection={interrupted.length > 0 ? <Icon name="alert-triangle" /> : undefined}
        onClick={() => runCommand('kits.pushSelected')}
      >
        {kitIds.length === 0 ? say('pushToNone') : say('pushTo', { count: kitIds.length })}
      </Button>
    </Tooltip>
  );
}
