import { lazy, Suspense } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import classes from './code.module.css';
import { codeTexts } from './code.texts.ts';
import { type CodeFile, nodeFileText } from './code-files.ts';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

/** The code of one node; what is typed in one go is one step of undo. */
export function NodeFile({ file }: { readonly file: Extract<CodeFile, { kind: 'node' }> }) {
  const say = useTexts(codeTexts);
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const isLocked = useDocumentStore(state => state.readOnly !== null);
  const text = nodeFileText(profile, catalogue, file.node, file.property);
  const edit = (typed: string) => {
    useDocumentStore.getState().transact(
      codeTexts.localized('editCode', { name: file.title }),
      draft => {
        const node = draft.nodes[file.node];
        if (node !== undefined && node.properties[file.property] !== typed) {
          node.properties[file.property] = typed;
        }
      },
      { coalesce: file.key },
    );
  };
  return (
    <>
      <div className={classes.editorFrame}>
        <Suspense fallback={<p className={classes.quiet}>{say('loading')}</p>}>
          <CodeEditor
            key={file.key}
            uri={`cambrian://code/${file.key}.${file.language === 'python' ? 'py' : 'json'}`}
            language={file.language}
            text={text}
            label={file.title}
            isReadOnly={isLocked}
            readOnlyMessage={say('lockedProject')}
            onEdit={edit}
            isSettled={() => true}
          />
        </Suspense>
      </div>
      <div className={classes.statusLine} data-tone="quiet" role="status">
        {say(isLocked ? 'lockedProject' : 'applied')}
      </div>
    </>
  );
}
