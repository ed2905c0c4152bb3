import { CloseButton, TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { type NodeDefinition, nodeCategories } from '../../../core/catalogue/node-definition.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { searchNodes } from '../../stores/search-nodes.ts';
import { Icon, NamedIcon } from '../../ui/icon.tsx';
import { nodeHue } from '../../ui/port-hue.ts';
import { addNodeAt } from '../canvas/canvas-actions.ts';
import { startNodeDrag } from '../canvas/node-drag.ts';
import classes from './palette.module.css';
import { paletteTexts } from './palette.texts.ts';

/** The id that the command “search nodes” puts the keyboard on. */
export const paletteSearchId = 'palette-search';

/** All node types, by category or by search. A node is dragged out, or added with Enter. */
export function Palette() {
  const say = useTexts(paletteTexts);
  const nodes = useCatalogueStore(state => state.catalogue.nodes);
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => groupNodes(nodes.values(), query), [nodes, query]);
  const first = groups[0]?.nodes[0];

  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector<HTMLElement>('button')?.focus();
    } else if (event.key === 'Enter' && query !== '' && first !== undefined) {
      event.preventDefault();
      addNodeAt(first);
    } else if (event.key === 'Escape') {
      setQuery('');
      event.currentTarget.blur();
    }
  };
  const onListKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll<Element>('button') ?? [])];
    const place = document.activeElement === null ? -1 : items.indexOf(document.activeElement);
    if (place + step < 0) document.getElementById(paletteSearchId)?.focus();
    else {
      const next = items[Math.min(place + step, items.length - 1)];
      if (next instanceof HTMLElement) next.focus();
    }
  };

  return (
    <div className={classes.palette}>
      <div className={classes.search}>
        <TextInput
          id={paletteSearchId}
          type="search"
          leftSection={<Icon name="search" />}
          rightSection={
            query === '' ? (
              <kbd className={classes.key}>/</kbd>
            ) : (
              <CloseButton size="sm" aria-label={say('clear')} onClick={() => setQuery('')} />
            )
          }
          placeholder={say('search')}
          aria-label={say('search')}
          value={query}
          onChange={event => setQuery(event.currentTarget.value)}
          onKeyDown={onSearchKey}
        />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go from item to item; each item is a button. */}
      <div ref={list} className={classes.list} onKeyDown={onListKey}>
        {groups.map(({ category, nodes: members }) => (
          <section key={category} aria-labelledby={`palette-${category}`}>
            <h2 id={`palette-${category}`} className={classes.category}>
              {say(category)}
            </h2>
            {members.map(definition => (
              <PaletteItem key={definition.type} definition={definition} />
            ))}
          </section>
        ))}
        {groups.length === 0 && (
          <p className={classes.none} role="status">
            {nodes.size === 0 ? (
              say('empty')
            ) : (
              <>
                <strong>{say('noneTitle', { query })}</strong>
                {say('noneText')}
              </>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

function PaletteItem({ definition }: { readonly definition: NodeDefinition }) {
  const say = useTexts(paletteTexts);
  const localize = useLocalize();
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  return (
    <Tooltip
      position="right"
      openDelay={600}
      label={
        <div className={classes.tip}>
          <p>{localize(definition.summary)}</p>
          <p>{say(isReadOnly ? 'readOnly' : 'addHint')}</p>
        </div>
      }
    >
      <button
        type="button"
        className={classes.item}
        style={{ '--hue': nodeHue(definition) }}
        draggable={!isReadOnly}
        aria-disabled={isReadOnly}
        data-node-type={definition.type}
        onDragStart={event => startNodeDrag(event.dataTransfer, definition.type)}
        onDoubleClick={() => addNodeAt(definition)}
        onKeyDown={event => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          addNodeAt(definition);
        }}
      >
        <span className={classes.icon}>
          <NamedIcon name={definition.icon} />
        </span>
        <span className={classes.title}>{localize(definition.title)}</span>
        {definition.badge !== undefined && <small>{definition.badge}</small>}
      </button>
    </Tooltip>
  );
}

interface Group {
  readonly category: (typeof nodeCategories)[number];
  readonly nodes: readonly NodeDefinition[];
}

/** Categories in their order; within one, as found, which for an empty search is by title. */
function groupNodes(definitions: Iterable<NodeDefinition>, query: string): readonly Group[] {
  const found = searchNodes(definitions, query);
  const sorted =
    query.trim() === ''
      ? found.sort((left, right) => left.title.en.localeCompare(right.title.en, 'en'))
      : found;
  const order =
    query.trim() === ''
      ? nodeCategories
      : [...nodeCategories].sort(
          (left, right) =>
            sorted.findIndex(node => node.category === left) -
            sorted.findIndex(node => node.category === right),
        );
  return order
    .map(category => ({ category, nodes: sorted.filter(node => node.category === category) }))
    .filter(group => group.nodes.length > 0);
}
