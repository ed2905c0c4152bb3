import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { canvasTexts } from './canvas.texts.ts';
import type { NoteNode } from './flow-projection.ts';
import classes from './note-card.module.css';

/** A free note. Double-click or Enter writes, Escape or a click elsewhere ends. */
export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const say = useTexts(canvasTexts);
  const { note } = data;
  const [draft, setDraft] = useState<string | null>(note.text === '' && selected ? '' : null);
  const field = useRef<HTMLTextAreaElement>(null);
  const isEditing = draft !== null;
  useEffect(() => {
    if (isEditing) field.current?.focus();
  }, [isEditing]);
  const commit = () => {
    if (draft !== null && draft !== note.text) {
      useDocumentStore.getState().transact(canvasTexts.localized('editNote'), profile => {
        const target = profile.notes?.[id];
        if (target !== undefined) target.text = draft.slice(0, 20_000);
      });
    }
    setDraft(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the node around it takes focus and Enter.
    <div
      className={classes.note}
      data-selected={selected || undefined}
      onDoubleClick={event => {
        event.stopPropagation();
        setDraft(note.text);
      }}
      onKeyDown={event => {
        if (event.key === 'Enter' && draft === null) setDraft(note.text);
      }}
    >
      <NodeResizer
        isVisible={selected === true}
        minWidth={120}
        minHeight={60}
        lineClassName={classes.resizeLine ?? ''}
        handleClassName={classes.resizeHandle ?? ''}
        onResizeEnd={(_event, { x, y, width, height }) => {
          useDocumentStore.getState().transact(canvasTexts.localized('resizeNote'), profile => {
            const target = profile.notes?.[id];
            if (target === undefined) return;
            target.position.x = Math.round(x);
            target.position.y = Math.round(y);
            target.size.width = Math.round(width);
            target.size.height = Math.round(height);
          });
        }}
      />
      {draft === null ? (
        <p className={note.text === '' ? classes.hint : classes.text}>{note.text || say('noteEmpty')}</p>
      ) : (
        <textarea
          ref={field}
          className={`nodrag nowheel ${classes.field}`}
          aria-label={say('noteText')}
          value={draft}
          onChange={event => setDraft(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={event => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      )}
    </div>
  );
});
