import { openSpotlight, Spotlight } from '@mantine/spotlight';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { commandState } from '../../commands/command.ts';
import { commands, runCommand } from '../../commands/commands.ts';
import { switchProject } from '../../commands/project-commands.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon, NamedIcon } from '../../ui/icon.tsx';
import { nodeHue } from '../../ui/port-hue.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import { ShortcutKeys } from '../../ui/shortcut-keys.tsx';
import { addNodeAt } from '../canvas/canvas-actions.ts';
import { reveal } from '../canvas/canvas-api.ts';
import classes from './command-palette.module.css';
import { commandPaletteTexts } from './command-palette.texts.ts';
import { findEntries, type PaletteEntry } from './palette-entries.ts';

/** An action may have opened something else meanwhile; only the palette itself is closed. */
function close(): void {
  const { overlay, closeOverlay } = useViewStore.getState();
  if (overlay.kind === 'commands') closeOverlay();
}

/** Everything the studio can do, and everything on the canvas, by typing. */
export default function CommandPalette() {
  const say = useTexts(commandPaletteTexts);
  const [query, setQuery] = useState('');
  useEffect(() => openSpotlight(), []);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={close}
      // The command table owns the shortcut.
      shortcut={null}
      scrollable
      maxHeight={420}
      size={560}
      radius="lg"
      centered={false}
      yOffset={88}
      overlayProps={{ backgroundOpacity: 0.2, blur: 0 }}
      transitionProps={{ duration: 80 }}
    >
      <Spotlight.Search
        placeholder={say('search')}
        aria-label={say('search')}
        leftSection={<Icon name="search" />}
        size="md"
      />
      <Spotlight.ActionsList>
        <Entries query={query} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Entries({ query }: { readonly query: string }) {
  const say = useTexts(commandPaletteTexts);
  const language = useLanguage();
  const { catalogue, templates } = useCatalogueStore();
  const nodes = useDocumentStore(state => state.profile.nodes);
  const personas = useDocumentStore(state => state.profile.personas);
  const entries = useMemo(
    () =>
      findEntries(query, {
        commands,
        state: commandState(),
        definitions: catalogue.nodes,
        templates,
        nodes,
        ...(personas === undefined ? {} : { personas }),
        language,
      }),
    [query, catalogue, templates, nodes, personas, language],
  );
  if (entries.length === 0) return <Spotlight.Empty>{say('nothing')}</Spotlight.Empty>;
  return [...groupEntries(entries)].map(([group, members]) => (
    <Spotlight.ActionsGroup key={group} label={say(group)}>
      {members.map(entry => (
        <Entry key={keyOf(entry)} entry={entry} />
      ))}
    </Spotlight.ActionsGroup>
  ));
}

type Group = Exclude<Parameters<ReturnType<typeof commandPaletteTexts.say>>[0], 'editPersona'>;

function groupEntries(entries: readonly PaletteEntry[]): ReadonlyMap<Group, readonly PaletteEntry[]> {
  return Map.groupBy(entries, (entry): Group => {
    switch (entry.kind) {
      case 'command':
        return entry.command.group;
      case 'onCanvas':
        return 'onCanvas';
      case 'addNode':
        return 'addNode';
      case 'persona':
        return 'personas';
      case 'template':
        return 'templates';
    }
  });
}

function keyOf(entry: PaletteEntry): string {
  switch (entry.kind) {
    case 'command':
      return entry.command.id;
    case 'onCanvas':
      return `node ${entry.id}`;
    case 'addNode':
      return `type ${entry.definition.type}`;
    case 'persona':
      return `persona ${entry.id}`;
    case 'template':
      return `template ${entry.template.id}`;
  }
}

function Entry({ entry }: { readonly entry: PaletteEntry }): ReactNode {
  const say = useTexts(commandPaletteTexts);
  const localize = useLocalize();
  const studio = useStudio();
  switch (entry.kind) {
    case 'command': {
      const { command } = entry;
      return (
        <Line
          icon={<Icon name={command.icon} />}
          title={localize(command.title)}
          right={command.shortcuts?.[0] !== undefined && <ShortcutKeys shortcut={command.shortcuts[0]} />}
          onClick={() => runCommand(command)}
        />
      );
    }
    case 'onCanvas':
      return (
        <Line
          icon={<Icon name="focus-centered" />}
          title={entry.name}
          right={<small className={classes.note}>{entry.type}</small>}
          onClick={() => reveal({ nodes: [entry.id] })}
        />
      );
    case 'addNode':
      return (
        <Line
          icon={
            <span style={{ color: nodeHue(entry.definition), display: 'flex' }}>
              <NamedIcon name={entry.definition.icon} />
            </span>
          }
          title={localize(entry.definition.title)}
          right={<small className={classes.note}>{entry.definition.badge}</small>}
          onClick={() => addNodeAt(entry.definition)}
        />
      );
    case 'persona':
      return (
        <Line
          icon={<Icon name="robot-face" />}
          title={say('editPersona', { name: entry.name })}
          right={null}
          onClick={() => usePersonaViewStore.getState().openPersona(entry.id)}
        />
      );
    case 'template':
      return (
        <Line
          icon={<Icon name="template" />}
          title={localize(entry.template.title)}
          right={null}
          onClick={() => {
            switchProject(() => studio.project.openTemplate({ templateId: entry.template.id })).catch(
              reportFailure,
            );
          }}
        />
      );
  }
}

interface LineProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly right: ReactNode;
  readonly onClick: () => void;
}

function Line({ icon, title, right, onClick }: LineProps) {
  return (
    <Spotlight.Action onClick={onClick} className={classes.line ?? ''}>
      <span className={classes.icon}>{icon}</span>
      <span className={classes.title}>{title}</span>
      {right}
    </Spotlight.Action>
  );
}
