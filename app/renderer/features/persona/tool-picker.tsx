import { Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.tsx';
import chipClasses from './chip.module.css';
import { doingTexts } from './doing.texts.ts';
import classes from './doing-card.module.css';
import { type OfferedTool, toolGroups } from './use-tools.ts';

interface ToolPickerProps {
  readonly offered: ReadonlyMap<string, OfferedTool>;
  readonly granted: ReadonlySet<string>;
  readonly onChoose: (id: string) => void;
}

/** The chip "+ tool": a searched list of all that can be granted and is not yet. */
export function ToolPicker({ offered, granted, onChoose }: ToolPickerProps) {
  const say = useTexts(doingTexts);
  const [query, setQuery] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setQuery('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = [...offered.values()].filter(({ id, title, description }) => {
    const text = `${id} ${title} ${description}`.toLowerCase();
    return !granted.has(id) && words.every(word => text.includes(word));
  });
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom-start"
      onOptionSubmit={id => {
        onChoose(id);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <button
          type="button"
          className={chipClasses.chip}
          data-tone="add"
          aria-label={say('addToolTitle')}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          <Icon name="plus" size={12} />
          {say('addTool')}
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label={say('searchTools')}
          placeholder={say('searchTools')}
          value={query}
          onChange={event => {
            setQuery(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
        />
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }}>
          {fitting.length === 0 && <Combobox.Empty>{say('noTools')}</Combobox.Empty>}
          {toolGroups.map(group => {
            const members = fitting.filter(tool => tool.group === group);
            return members.length === 0 ? null : (
              <Combobox.Group key={group} label={say(group)}>
                {members.map(({ id, title, description }) => (
                  <Combobox.Option key={id} value={id}>
                    <span className={classes.offer}>
                      <span>{title}</span>
                      <small>{description}</small>
                    </span>
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            );
          })}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
