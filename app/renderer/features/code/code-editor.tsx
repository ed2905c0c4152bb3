import { useEffect, useRef } from 'react';
import { useDocumentStore } from '../../stores/document-store.ts';
import classes from './code.module.css';
import { minimalEdit } from './minimal-edit.ts';
import { applyTheme, monaco } from './monaco.ts';

export interface CodeEditorProps {
  /** Which file it is: another one gets a model of its own. */
  readonly uri: string;
  readonly language: 'json' | 'python' | 'plaintext';
  /** What the file says now, outside the editor; a change comes into the editor where it is not being typed over. */
  readonly text: string;
  readonly label: string;
  readonly isReadOnly: boolean;
  /** Said when someone types into a read-only file. */
  readonly readOnlyMessage?: string | undefined;
  /** A pause in typing, leaving the editor, or the save key. */
  readonly onEdit?: ((text: string) => void) | undefined;
  /** Whether what is typed now has been taken over; then undo is the document's. */
  readonly isSettled?: (() => boolean) | undefined;
}

/** A pause in typing after which an edit counts. */
const pauseMs = 500;

/** Monaco on one file. The document's undo history holds wherever the text has been taken over by the document. */
export default function CodeEditor(props: CodeEditorProps) {
  const { uri, language, text, label, isReadOnly, readOnlyMessage } = props;
  const place = useRef<HTMLDivElement>(null);
  const editorRef = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    applyTheme();
    const model = monaco.editor.createModel(newest.current.text, language, monaco.Uri.parse(uri));
    model.updateOptions({
      tabSize: language === 'python' ? 4 : 2,
      insertSpaces: true,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const editor = monaco.editor.create(element, {
      model,
      ariaLabel: newest.current.label,
      automaticLayout: true,
      fontFamily: getComputedStyle(element).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 19,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      renderLineHighlight: 'line',
      lineNumbersMinChars: 4,
      folding: true,
      padding: { top: 8, bottom: 8 },
      overviewRulerBorder: false,
      fixedOverflowWidgets: true,
      wordBasedSuggestions: 'currentDocument',
      unicodeHighlight: { ambiguousCharacters: false },
    });
    editorRef.current = editor;

    let timer: ReturnType<typeof setTimeout> | null = null;
    const flush = () => {
      if (timer === null) return;
      clearTimeout(timer);
      timer = null;
      newest.current.onEdit?.(model.getValue());
    };
    const typed = model.onDidChangeContent(event => {
      if (event.isFlush || isTakingOver.current) return;
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(flush, pauseMs);
    });
    const left = editor.onDidBlurEditorText(flush);
    const { KeyMod, KeyCode } = monaco;
    editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyS, flush);
    const stepHistory = (local: 'undo' | 'redo', step: () => unknown) => {
      // What is typed and not taken over yet is undone as text; everything else is the document's history.
      const isSettled = timer === null && (newest.current.isSettled?.() ?? false);
      if (isSettled) step();
      else editor.trigger('keyboard', local, null);
    };
    const undo = () => stepHistory('undo', () => useDocumentStore.getState().undo());
    const redo = () => stepHistory('redo', () => useDocumentStore.getState().redo());
    editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyZ, undo);
    editor.addCommand(KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, redo);
    editor.addCommand(KeyMod.CtrlCmd | KeyCode.KeyY, redo);

    const theme = new MutationObserver(applyTheme);
    theme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => {
      flush();
      theme.disconnect();
      typed.dispose();
      left.dispose();
      editor.dispose();
      model.dispose();
      editorRef.current = null;
    };
  }, [uri, language]);

  const isTakingOver = useRef(false);
  // A change from outside: only the stretch that differs is replaced, so that cursor and view stay.
  useEffect(() => {
    const model = editorRef.current?.getModel();
    if (!model) return;
    const edit = minimalEdit(model.getValue(), text);
    if (edit === null) return;
    isTakingOver.current = true;
    model.pushEditOperations(
      [],
      [
        {
          range: monaco.Range.fromPositions(model.getPositionAt(edit.start), model.getPositionAt(edit.end)),
          text: edit.text,
        },
      ],
      () => null,
    );
    isTakingOver.current = false;
  }, [text]);

  useEffect(() => {
    editorRef.current?.updateOptions({
      readOnly: isReadOnly,
      ariaLabel: label,
      ...(readOnlyMessage === undefined ? {} : { readOnlyMessage: { value: readOnlyMessage } }),
    });
  }, [isReadOnly, label, readOnlyMessage]);

  return <div ref={place} className={classes.editor} data-testid="code-editor" />;
}
