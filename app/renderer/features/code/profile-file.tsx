import { Button } from '@mantine/core';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { stringifyCanonically } from '../../../core/document/canonical-json.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './code.module.css';
import { codeTexts } from './code.texts.ts';
import { type ProfileEdit, planProfileEdit } from './profile-edit.ts';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

/** A text that could not be taken over, with the document that it was typed on. */
interface RefusedText {
  readonly text: string;
  readonly reason: Exclude<ProfileEdit, { kind: 'unchanged' | 'change' }>;
  /** The document's text at that time; when it moved on, nothing is overwritten. */
  readonly basis: string;
}

/** `profile.json` as text: each valid edit is one step of the document's history, an invalid one changes nothing. */
export function ProfileFile() {
  const say = useTexts(codeTexts);
  const profile = useDocumentStore(state => state.profile);
  const isLocked = useDocumentStore(state => state.readOnly !== null);
  const documentText = useMemo(() => stringifyCanonically(profile), [profile]);
  const [refused, setRefused] = useState<RefusedText | null>(null);
  const isSettled = useRef(true);
  isSettled.current = refused === null;
  const edit = (text: string) => {
    const plan = planProfileEdit(text, useDocumentStore.getState().profile);
    switch (plan.kind) {
      case 'unchanged':
        setRefused(null);
        break;
      case 'change':
        setRefused(null);
        useDocumentStore.getState().applyPatches(codeTexts.localized('editProfile'), plan.patches);
        break;
      default:
        setRefused(before => ({ text, reason: plan, basis: before?.basis ?? documentText }));
    }
  };
  const hasMovedOn = refused !== null && refused.basis !== documentText;
  return (
    <>
      <div className={classes.editorFrame}>
        <Suspense fallback={<p className={classes.quiet}>{say('loading')}</p>}>
          <CodeEditor
            uri="cambrian://code/profile.json"
            language="json"
            text={refused?.text ?? documentText}
            label={say('profileFile')}
            isReadOnly={isLocked}
            readOnlyMessage={say('lockedProject')}
            onEdit={edit}
            isSettled={() => isSettled.current}
          />
        </Suspense>
      </div>
      <div className={classes.statusLine} data-tone={refused === null ? 'quiet' : 'bad'} role="status">
        {refused !== null && <Icon name="alert-triangle" size={13} />}
        <span>
          {refused === null
            ? say(isLocked ? 'lockedProject' : 'applied')
            : hasMovedOn
              ? say('conflict')
              : reasonText(say, refused.reason)}
        </span>
        {hasMovedOn && (
          <Button h={24} px="sm" fz="xs" variant="default" onClick={() => setRefused(null)}>
            {say('takeOver')}
          </Button>
        )}
      </div>
    </>
  );
}

function reasonText(say: ReturnType<typeof codeTexts.say>, reason: RefusedText['reason']): string {
  switch (reason.kind) {
    case 'not-json':
      return say('notJson', { reason: reason.reason });
    case 'too-deep':
      return say('tooDeep');
    case 'forbidden-key':
      return say('forbiddenKey', { key: reason.key });
    case 'not-profile':
      return say('notProfile', { path: reason.path, reason: reason.reason });
  }
}
