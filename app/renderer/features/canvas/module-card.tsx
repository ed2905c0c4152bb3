import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type CSSProperties, createContext, type KeyboardEvent, memo, use } from 'react';
import type { Diagnostic } from '../../../core/diagnostics/diagnostic.ts';
import { describePortType } from '../../../core/ports/port-names.ts';
import { useTexts } from '../../i18n/texts.ts';
import { elementOf, useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { nodeName } from '../../stores/names.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon, NamedIcon } from '../../ui/icon.tsx';
import { nodeHue, portHue } from '../../ui/port-hue.ts';
import { canvasTexts } from './canvas.texts.ts';
import { inputHandle, type ModuleNode, outputHandle, type PortRow } from './flow-projection.ts';
import {
  cancelKeyboardWiring,
  finishKeyboardWiring,
  startKeyboardWiring,
  stepKeyboardWiring,
} from './keyboard-wiring.ts';
import classes from './module-card.module.css';
import { PortValueText } from './port-value.tsx';
import { useWiringStore } from './wiring-store.ts';

/** True while the canvas is zoomed out so far that a card's words cannot be read. */
export const FarContext = createContext(false);

type Hue = CSSProperties & { '--hue': string };

/** A node of the graph: what it is, where it runs, its ports and what they carry now. */
export const ModuleCard = memo(function ModuleCard(props: NodeProps<ModuleNode>) {
  return use(FarContext) ? <FarCard {...props} /> : <NearCard {...props} />;
});

/** From far away a card is its shape, its hue and its name: what nobody could read is not drawn. */
function FarCard({ data, selected }: NodeProps<ModuleNode>) {
  const { node, definition, severity } = data;
  const language = useLanguage();
  const hue: Hue = { '--hue': nodeHue(definition) };
  return (
    <div
      className={`${classes.card} ${classes.far}`}
      style={hue}
      data-selected={selected || undefined}
      data-severity={severity ?? undefined}
    >
      {nodeName(node, definition, language)}
    </div>
  );
}

function NearCard({ id, data, selected }: NodeProps<ModuleNode>) {
  const { node, definition, rows, placement, severity } = data;
  const language = useLanguage();
  const say = useTexts(canvasTexts);
  const name = nodeName(node, definition, language);
  const hue: Hue = { '--hue': nodeHue(definition) };
  return (
    <div
      className={classes.card}
      style={hue}
      data-selected={selected || undefined}
      data-unknown={definition === undefined || undefined}
      data-severity={severity ?? undefined}
    >
      <div className={classes.header}>
        <span className={classes.icon}>
          {definition === undefined ? <Icon name="help-circle" /> : <NamedIcon name={definition.icon} />}
        </span>
        <span className={classes.name} title={name}>
          {name}
        </span>
        {severity !== null && <SeverityBadge node={id} severity={severity} />}
        {placement !== 'device' && (
          <span className={classes.place} title={say(placement === 'hub' ? 'hubHelp' : 'cloudHelp')}>
            <Icon name={placement === 'hub' ? 'device-desktop' : 'cloud'} size={13} />
            {say(placement)}
          </span>
        )}
      </div>
      {definition === undefined && rows.length === 0 && (
        <div className={classes.empty} title={say('missingTypeHelp')}>
          {say('missingType', { type: node.type })}
        </div>
      )}
      {definition !== undefined && rows.length === 0 && <div className={classes.empty}>{say('noPorts')}</div>}
      {rows.map(row => (
        <Port key={`${row.side}:${row.id}`} node={id} name={name} row={row} isReachable={selected === true} />
      ))}
    </div>
  );
}

interface PortProps {
  readonly node: string;
  readonly name: string;
  readonly row: PortRow;
  /** Whether Tab stops here: on the ports of a selected node. */
  readonly isReachable: boolean;
}

function Port({ node, name, row, isReachable }: PortProps) {
  const language = useLanguage();
  const say = useTexts(canvasTexts);
  const isInput = row.side === 'input';
  const words = {
    node: name,
    port: row.title[language],
    type: row.type === undefined ? say('portUnknown') : describePortType(row.type)[language],
  };
  const plain = isInput ? say('input', words) : say('output', words);
  const label = row.isWired ? say('portWired', { label: plain }) : plain;
  const hue: Hue = { '--hue': portHue(row.type?.kind) };
  const value = (
    <PortValueText node={node} port={row.id} type={row.type} isInput={isInput} isWired={row.isWired} />
  );
  return (
    <div
      className={classes.port}
      style={hue}
      data-side={row.side}
      data-ghost={row.type === undefined || undefined}
    >
      {!isInput && value}
      <span className={classes.portName}>{row.title[language]}</span>
      {isInput && value}
      <Handle
        id={isInput ? inputHandle(row.id) : outputHandle(row.id)}
        type={isInput ? 'target' : 'source'}
        position={isInput ? Position.Left : Position.Right}
        className={classes.handle ?? ''}
        role="button"
        tabIndex={isReachable ? 0 : -1}
        aria-label={label}
        aria-description={say('portHelp')}
        data-wired={row.isWired || undefined}
        onKeyDown={event => handlePortKey(event, { node, port: row.id, side: row.side })}
      />
    </div>
  );
}

/** Enter starts a wire and draws it; arrows choose where it goes; Escape ends. */
function handlePortKey(
  event: KeyboardEvent<HTMLElement>,
  start: { readonly node: string; readonly port: string; readonly side: 'input' | 'output' },
): void {
  // With Ctrl and the like it is a shortcut of the studio, such as Run.
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isWiring = useWiringStore.getState().wiring.kind === 'keyboard';
  const handled = (): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  switch (event.key) {
    case 'Enter':
    case ' ':
      handled();
      if (isWiring) finishKeyboardWiring();
      else startKeyboardWiring(start);
      return;
    case 'ArrowDown':
    case 'ArrowRight':
      handled();
      if (isWiring) stepKeyboardWiring(1);
      else focusSibling(event.currentTarget, 1);
      return;
    case 'ArrowUp':
    case 'ArrowLeft':
      handled();
      if (isWiring) stepKeyboardWiring(-1);
      else focusSibling(event.currentTarget, -1);
      return;
    case 'Escape':
      if (!isWiring) return;
      handled();
      cancelKeyboardWiring();
      return;
    case 'Tab':
      cancelKeyboardWiring();
      return;
  }
}

/** Goes to the port above or below on the same node. */
function focusSibling(handle: HTMLElement, step: 1 | -1): void {
  const handles = [
    ...(handle.closest('.react-flow__node')?.querySelectorAll<HTMLElement>('.react-flow__handle') ?? []),
  ];
  handles[(handles.indexOf(handle) + step + handles.length) % handles.length]?.focus();
}

function SeverityBadge({
  node,
  severity,
}: {
  readonly node: string;
  readonly severity: Diagnostic['severity'];
}) {
  const language = useLanguage();
  const say = useTexts(canvasTexts);
  const messages = useDiagnosticsStore(state => state.diagnostics)
    .filter(diagnostic => {
      const element = elementOf(diagnostic);
      return element?.kind === 'node' && element.id === node && diagnostic.severity !== 'hint';
    })
    .map(diagnostic => diagnostic.message[language])
    .join('\n');
  const word = say(severity === 'error' ? 'error' : 'warning');
  return (
    <span className={classes.badge} data-severity={severity} role="img" aria-label={word} title={messages}>
      <Icon name={severity === 'error' ? 'alert-circle' : 'alert-triangle'} size={14} />
    </span>
  );
}
