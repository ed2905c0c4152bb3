import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { useId, useState } from 'react';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import { renameNode, setPlacement } from '../../../core/document/edits.ts';
import { type ProfileNode, placements } from '../../../core/document/profile.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { placementOf } from '../../stores/graph-view.ts';
import { Icon, NamedIcon } from '../../ui/icon.tsx';
import { nodeHue } from '../../ui/port-hue.ts';
import { NodeHelp } from '../help/node-help.tsx';
import { Findings } from './findings.tsx';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';
import { PinsSection } from './pins-section.tsx';
import { PropertyField } from './property-field.tsx';
import { propertyValue } from './set-property.ts';

interface NodeInspectorProps {
  readonly id: string;
  readonly node: ProfileNode;
  readonly definition: NodeDefinition | undefined;
}

/** Everything that can be set of one node, generated from its definition. */
export default function NodeInspector({ id, node, definition }: NodeInspectorProps) {
  const say = useTexts(inspectorTexts);
  const localize = useLocalize();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const diagnostics = useDiagnosticsStore(state => state.diagnostics);
  const own = diagnostics.filter(({ where }) => 'node' in where && where.node === id);
  const properties = definition?.properties ?? [];
  const isOfField = (property: string) => properties.some(candidate => candidate.id === property);
  const general = own.filter(({ where }) => where.kind !== 'property' || !isOfField(where.property));
  return (
    <div className={classes.inspector} style={{ '--hue': nodeHue(definition) }}>
      <div className={classes.title}>
        <span className={classes.titleIcon}>
          {definition === undefined ? <Icon name="help-circle" /> : <NamedIcon name={definition.icon} />}
        </span>
        <NameField id={id} node={node} placeholder={definition ? localize(definition.title) : node.type} />
        {(node.name !== undefined || definition === undefined) && (
          <small>{definition === undefined ? say('unknownTitle') : localize(definition.title)}</small>
        )}
        {definition !== undefined && (
          <Tooltip label={say(isHelpOpen ? 'closeHelp' : 'help')}>
            <ActionIcon
              aria-label={say(isHelpOpen ? 'closeHelp' : 'help')}
              aria-expanded={isHelpOpen}
              onClick={() => setHelpOpen(!isHelpOpen)}
            >
              <Icon name="help-circle" />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {definition === undefined ? (
        <p className={classes.summary}>
          {say('unknownText', { type: node.type, pack: node.type.split('/')[0] ?? node.type })}
        </p>
      ) : isHelpOpen ? (
        <NodeHelp type={definition.type} />
      ) : (
        <p className={classes.summary}>{localize(definition.summary)}</p>
      )}
      <Findings diagnostics={general} />
      {definition !== undefined && definition.placements.length > 1 && (
        <PlacementField id={id} node={node} definition={definition} />
      )}
      {properties.map(property => (
        <PropertyField
          key={property.id}
          node={id}
          property={property}
          value={propertyValue(node.properties, property)}
          diagnostics={own.filter(({ where }) => where.kind === 'property' && where.property === property.id)}
        />
      ))}
      {definition !== undefined && properties.length === 0 && (
        <p className={classes.hint}>{say('noSettings')}</p>
      )}
      {definition !== undefined && placementOf(node, definition) === 'device' && (
        <PinsSection id={id} node={node} definition={definition} />
      )}
    </div>
  );
}

/** The name that a person gives; empty, the node is called by its type. */
function NameField({
  id,
  node,
  placeholder,
}: {
  readonly id: string;
  readonly node: ProfileNode;
  readonly placeholder: string;
}) {
  const say = useTexts(inspectorTexts);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const { profile, applyPatches } = useDocumentStore.getState();
    applyPatches(inspectorTexts.localized('rename'), renameNode(profile, id, draft));
    setDraft(null);
  };
  return (
    <input
      className={classes.nameField}
      aria-label={say('name')}
      placeholder={placeholder}
      maxLength={200}
      readOnly={isReadOnly}
      value={draft ?? node.name ?? ''}
      onChange={event => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}

function PlacementField({
  id,
  node,
  definition,
}: {
  readonly id: string;
  readonly node: ProfileNode;
  readonly definition: NodeDefinition;
}) {
  const say = useTexts(inspectorTexts);
  const labelId = useId();
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const able = placements.filter(placement => definition.placements.includes(placement));
  return (
    <div className={classes.field}>
      <div className={classes.label}>
        <span id={labelId}>{say('runs')}</span>
      </div>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby={labelId}
        disabled={isReadOnly}
        data={able.map(placement => ({ value: placement, label: say(placement) }))}
        value={placementOf(node, definition)}
        onChange={next => {
          const placement = able.find(candidate => candidate === next);
          if (placement === undefined) return;
          const { profile, applyPatches } = useDocumentStore.getState();
          const isDefault = placement === definition.placements[0];
          applyPatches(
            inspectorTexts.localized('changePlacement'),
            setPlacement(profile, id, isDefault ? null : placement),
          );
        }}
      />
    </div>
  );
}
