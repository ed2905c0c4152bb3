import { Button, Textarea } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import { runCommand } from '../../commands/commands.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './inspector.module.css';
import { inspectorTexts } from './inspector.texts.ts';
import { ProfileInspector } from './profile-inspector.tsx';
import { WireInspector } from './wire-inspector.tsx';

/** The editors of settings are not needed before the first node is selected. */
const NodeInspector = lazy(() => import('./node-inspector.tsx'));

/** What is selected, and everything that can be set of it. */
export function Inspector() {
  const selection = useViewStore(state => state.selection);
  const profile = useDocumentStore(state => state.profile);
  const definitions = useCatalogueStore(state => state.catalogue.nodes);
  const nodes = [...selection.nodes].filter(id => Object.hasOwn(profile.nodes, id));
  const wires = [...selection.wires].filter(id => Object.hasOwn(profile.wires, id));
  const notes = [...selection.notes].filter(id => Object.hasOwn(profile.notes ?? {}, id));
  const count = nodes.length + wires.length + notes.length;
  const [nodeId] = nodes;
  const [wireId] = wires;
  const [noteId] = notes;
  if (count === 0) return <ProfileInspector />;
  if (count > 1) return <SeveralInspector count={count} />;
  const node = nodeId === undefined ? undefined : profile.nodes[nodeId];
  if (nodeId !== undefined && node !== undefined) {
    return (
      <Suspense fallback={null}>
        <NodeInspector key={nodeId} id={nodeId} node={node} definition={definitions.get(node.type)} />
      </Suspense>
    );
  }
  const wire = wireId === undefined ? undefined : profile.wires[wireId];
  if (wireId !== undefined && wire !== undefined) return <WireInspector id={wireId} wire={wire} />;
  return noteId === undefined ? null : <NoteInspector key={noteId} id={noteId} />;
}

function SeveralInspector({ count }: { readonly count: number }) {
  const say = useTexts(inspectorTexts);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  return (
    <div className={classes.inspector}>
      <div className={classes.title}>
        <h2 className={classes.heading}>{say('several', { count })}</h2>
      </div>
      <p className={classes.summary}>{say('severalText')}</p>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<Icon name="stack-2" />}
          disabled={isReadOnly}
          onClick={() => runCommand('canvas.duplicateSelection')}
        >
          {say('duplicate')}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="wand" />}
          disabled={isReadOnly}
          onClick={() => runCommand('canvas.tidyUp')}
        >
          {say('tidyUp')}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="trash" />}
          disabled={isReadOnly}
          onClick={() => runCommand('canvas.deleteSelection')}
        >
          {say('delete')}
        </Button>
      </div>
    </div>
  );
}

function NoteInspector({ id }: { readonly id: string }) {
  const say = useTexts(inspectorTexts);
  const fieldId = useId();
  const text = useDocumentStore(state => state.profile.notes?.[id]?.text ?? '');
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  return (
    <div className={classes.inspector}>
      <div className={classes.title}>
        <h2 className={classes.heading}>{say('note')}</h2>
      </div>
      <label className={classes.label} htmlFor={fieldId}>
        {say('noteText')}
      </label>
      <Textarea
        id={fieldId}
        autosize
        minRows={3}
        maxLength={20_000}
        value={text}
        disabled={isReadOnly}
        onChange={event => {
          const next = event.currentTarget.value;
          useDocumentStore.getState().transact(
            inspectorTexts.localized('note'),
            draft => {
              const note = draft.notes?.[id];
              if (note !== undefined) note.text = next;
            },
            { coalesce: `note ${id}` },
          );
        }}
      />
    </div>
  );
}
