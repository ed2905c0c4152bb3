import { Portal, ScrollArea, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import { describePortType } from '../../../core/ports/port-names.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { currentGraphView } from '../../stores/graph-view.ts';
import { searchNodes } from '../../stores/search-nodes.ts';
import { Icon, NamedIcon } from '../../ui/icon.tsx';
import { nodeHue } from '../../ui/port-hue.ts';
import { canvasTexts } from './canvas.texts.ts';
import { fittingPort } from './canvas-actions.ts';
import classes from './quick-add.module.css';
import type { WireStart } from './wiring-store.ts';

export interface QuickAddRequest {
  /** Where the menu opens, pixels of the window. */
  readonly clientX: number;
  readonly clientY: number;
  /** Set where a wire was let go on the empty canvas: only what fits is offered. */
  readonly wireFrom?: WireStart;
}

interface QuickAddProps {
  readonly request: QuickAddRequest;
  readonly onChoose: (definition: NodeDefinition) => void;
  readonly onClose: () => void;
}

const menuWidth = 264;
const menuHeight = 320;

/** A small searchable list of node types, at the pointer. */
export function QuickAdd({ request, onChoose, onClose }: QuickAddProps) {
  const say = useTexts(canvasTexts);
  const localize = useLocalize();
  const nodes = useCatalogueStore(state => state.catalogue.nodes);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const outside = useClickOutside<HTMLDivElement>(onClose);
  const list = useRef<HTMLDivElement>(null);
  const { wireFrom } = request;
  const fitting = useMemo(
    () => [...nodes.values()].filter(node => wireFrom === undefined || fittingPort(node, wireFrom) !== null),
    [nodes, wireFrom],
  );
  const found = useMemo(() => searchNodes(fitting, query), [fitting, query]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const type =
    wireFrom === undefined
      ? undefined
      : wireFrom.side === 'output'
        ? currentGraphView().types.output(wireFrom.node, wireFrom.port)
        : currentGraphView().types.input(wireFrom.node, wireFrom.port);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setActive((active + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = found[active];
      if (chosen !== undefined) onChoose(chosen);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <Portal>
      <div
        ref={outside}
        className={classes.menu}
        role="dialog"
        aria-label={say('quickAdd')}
        style={{
          left: Math.min(request.clientX, window.innerWidth - menuWidth - 12),
          top: Math.min(request.clientY, window.innerHeight - menuHeight - 12),
          width: menuWidth,
        }}
      >
        <TextInput
          autoFocus
          data-autofocus
          variant="unstyled"
          className={classes.search ?? ''}
          leftSection={<Icon name="search" />}
          placeholder={say('quickAddSearch')}
          aria-label={say('quickAddSearch')}
          role="combobox"
          aria-expanded
          aria-controls="quick-add-list"
          aria-activedescendant={found[active] === undefined ? undefined : `quick-add-${active}`}
          value={query}
          onChange={event => {
            setQuery(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        {type !== undefined && (
          <div className={classes.filter}>
            {say('quickAddFor', { type: localize(describePortType(type)) })}
          </div>
        )}
        <ScrollArea.Autosize mah={menuHeight - 80} type="scroll">
          <div ref={list} id="quick-add-list" role="listbox" aria-label={say('quickAdd')}>
            {found.map((definition, place) => (
              <button
                key={definition.type}
                id={`quick-add-${place}`}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={place === active}
                className={classes.item}
                style={{ '--hue': nodeHue(definition) }}
                onPointerMove={() => setActive(place)}
                onClick={() => onChoose(definition)}
              >
                <span className={classes.icon}>
                  <NamedIcon name={definition.icon} size={14} />
                </span>
                {localize(definition.title)}
                <small>{definition.badge}</small>
              </button>
            ))}
            {found.length === 0 && <p className={classes.none}>{say('quickAddNone')}</p>}
          </div>
        </ScrollArea.Autosize>
      </div>
    </Portal>
  );
}
