import { Button } from '@mantine/core';
import type { Diagnostic } from '../../../core/diagnostics/diagnostic.ts';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { elementOf, useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reveal } from '../canvas/canvas-api.ts';
import classes from './problems.module.css';
import { problemsTexts } from './problems.texts.ts';

const severities = ['error', 'warning', 'hint'] as const;
const icons = { error: 'alert-circle', warning: 'alert-triangle', hint: 'info-circle' } as const;

/** What the compiler finds, worst first; each leads to its place and offers its quick fixes. */
export default function Problems() {
  const say = useTexts(problemsTexts);
  const found = useDiagnosticsStore(state => state.diagnostics);
  const onOpening = useDocumentStore(state => state.openDiagnostics);
  const pluginProblems = useCatalogueStore(state => state.problems);
  const diagnostics = unite(found, onOpening);
  if (diagnostics.length === 0 && pluginProblems.length === 0) {
    return (
      <div className={classes.empty} role="status">
        <Icon name="circle-check" size={24} />
        <strong>{say('emptyTitle')}</strong>
        {say('emptyText')}
      </div>
    );
  }
  return (
    <div className={classes.problems}>
      {severities.map(severity => {
        const members = diagnostics.filter(diagnostic => diagnostic.severity === severity);
        if (members.length === 0) return null;
        return (
          <section key={severity} aria-label={say(severity)}>
            <h2 className={classes.group}>
              {say(severity)} {members.length}
            </h2>
            <ul className={classes.list}>
              {members.map((diagnostic, place) => (
                <Problem key={keyOf(diagnostic, place)} diagnostic={diagnostic} />
              ))}
            </ul>
          </section>
        );
      })}
      {pluginProblems.length > 0 && (
        <section aria-label={say('plugins')}>
          <h2 className={classes.group}>
            {say('plugins')} {pluginProblems.length}
          </h2>
          <ul className={classes.list}>
            {pluginProblems.map(({ plugin, diagnostic }, place) => (
              <Problem key={keyOf(diagnostic, place)} diagnostic={diagnostic} plugin={plugin} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const keyOf = (diagnostic: Diagnostic, place: number) =>
  `${diagnostic.code} ${JSON.stringify(diagnostic.where)} ${place}`;

/** What opening found is said until the compiler says the same. */
function unite(found: readonly Diagnostic[], onOpening: readonly Diagnostic[]): Diagnostic[] {
  const key = (diagnostic: Diagnostic) => `${diagnostic.code} ${JSON.stringify(diagnostic.where)}`;
  const known = new Set(found.map(key));
  return [...found, ...onOpening.filter(diagnostic => !known.has(key(diagnostic)))];
}

function Problem({ diagnostic, plugin }: { readonly diagnostic: Diagnostic; readonly plugin?: string }) {
  const say = useTexts(problemsTexts);
  const localize = useLocalize();
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const element = plugin === undefined ? elementOf(diagnostic) : null;
  const words = (
    <>
      {plugin !== undefined && <span className={classes.where}>{plugin} </span>}
      {localize(diagnostic.message)}
      <small>{localize(diagnostic.hint)}</small>
    </>
  );
  return (
    <li className={classes.item}>
      <span className={classes.icon} data-severity={diagnostic.severity}>
        <Icon name={icons[diagnostic.severity]} />
      </span>
      {element === null ? (
        <div className={classes.words}>{words}</div>
      ) : (
        <button
          type="button"
          className={classes.words}
          title={say('show')}
          onClick={() => reveal(element.kind === 'node' ? { nodes: [element.id] } : { wires: [element.id] })}
        >
          {words}
        </button>
      )}
      {diagnostic.fixes !== undefined && (
        <span className={classes.fixes}>
          {diagnostic.fixes.map(fix => (
            <Button
              key={fix.title.en}
              size="compact-sm"
              variant="default"
              disabled={isReadOnly}
              onClick={() => useDocumentStore.getState().applyPatches(fix.title, fix.patches)}
            >
              {localize(fix.title)}
            </Button>
          ))}
        </span>
      )}
    </li>
  );
}
