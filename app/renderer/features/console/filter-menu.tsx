import { ActionIcon, Menu, SegmentedControl } from '@mantine/core';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './console.module.css';
import { consoleTexts } from './console.texts.ts';
import { type LineKind, levels, lineKinds } from './console-filter.ts';
import { timestampModes } from './console-render.ts';
import { useConsoleView } from './console-view-store.ts';

/** Whose lines are shown, from which level on. */
export function FilterMenu() {
  const say = useTexts(consoleTexts);
  const { filter, changeFilter } = useConsoleView();
  const isActive = filter.kinds.size < lineKinds.length || filter.level !== 'debug';
  const toggle = (kind: LineKind) => {
    const kinds = new Set(filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    changeFilter({ kinds });
  };
  return (
    <Menu position="bottom-start" closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <ActionIcon
          size="sm"
          aria-label={say('lines')}
          title={say('lines')}
          variant={isActive ? 'light' : 'subtle'}
          color={isActive ? 'teal' : 'gray'}
        >
          <Icon name="adjustments" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say('lines')}</Menu.Label>
        {lineKinds.map(kind => (
          <Menu.CheckboxItem key={kind} checked={filter.kinds.has(kind)} onChange={() => toggle(kind)}>
            {say(`kind.${kind}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Label>{say('level')}</Menu.Label>
        <div className={classes.level}>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={say('level')}
            value={filter.level}
            data={levels.map(value => ({ value, label: say(`level.${value}`) }))}
            onChange={value => {
              const level = levels.find(known => known === value);
              if (level !== undefined) changeFilter({ level });
            }}
          />
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

/** No time, the time of day, or the time since the first line. */
export function TimestampMenu() {
  const say = useTexts(consoleTexts);
  const timestamps = useConsoleView(state => state.timestamps);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon
          size="sm"
          aria-label={say('timestamps')}
          title={say('timestamps')}
          variant={timestamps === 'off' ? 'subtle' : 'light'}
          color={timestamps === 'off' ? 'gray' : 'teal'}
        >
          <Icon name="clock" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={timestamps}
          onChange={value => {
            const mode = timestampModes.find(known => known === value);
            if (mode !== undefined) useConsoleView.setState({ timestamps: mode });
          }}
        >
          {timestampModes.map(mode => (
            <Menu.RadioItem key={mode} value={mode}>
              {say(`timestamps.${mode}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
