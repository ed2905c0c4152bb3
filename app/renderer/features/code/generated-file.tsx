import { lazy, Suspense } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { formatBytes } from '../../ui/format-port-value.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './code.module.css';
import { codeTexts } from './code.texts.ts';
import { languageOfPath } from './code-files.ts';

const CodeEditor = lazy(() => import('./code-editor.tsx'));

/** One file of the bundle, as it goes to the board; to be read only. */
export function GeneratedFile({
  path,
  bytes,
  text,
}: {
  readonly path: string;
  readonly bytes: number;
  readonly text: string | null;
}) {
  const say = useTexts(codeTexts);
  if (text === null) {
    return (
      <div className={classes.empty}>
        <Icon name="file" size={24} />
        <p>{say('binary', { size: formatBytes(bytes) })}</p>
      </div>
    );
  }
  return (
    <>
      <div className={classes.editorFrame}>
        <Suspense fallback={<p className={classes.quiet}>{say('loading')}</p>}>
          <CodeEditor
            key={path}
            uri={`cambrian://generated/${path}`}
            language={languageOfPath(path)}
            text={text}
            label={path}
            isReadOnly
            readOnlyMessage={say('generatedHint')}
          />
        </Suspense>
      </div>
      <div className={classes.statusLine} data-tone="quiet">
        <Icon name="lock" size={12} />
        <span>{say('generatedHint')}</span>
      </div>
    </>
  );
}
