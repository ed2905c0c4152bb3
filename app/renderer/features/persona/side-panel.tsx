import type { KeyboardEvent } from 'react';
import { useTexts } from '../../i18n/texts.ts';
import { type PersonaTab, personaTabs, usePersonaViewStore } from '../../stores/persona-view-store.ts';
import { useExampleTests } from './example-tests-store.ts';
import { ExamplesTab } from './examples-tab.tsx';
import classes from './persona-page.module.css';
import { TestsTab } from './tests-tab.tsx';
import { trialTexts } from './trial.texts.ts';
import { TryTab } from './try-tab.tsx';
import { usePersonaPart } from './use-persona.ts';

const bodies = { try: TryTab, examples: ExamplesTab, tests: TestsTab };

/** Beside the cards: talk with it, its examples, and these as tests. */
export function SidePanel() {
  const say = useTexts(trialTexts);
  const tab = usePersonaViewStore(state => state.tab);
  const { showPersonaTab } = usePersonaViewStore.getState();
  const Body = bodies[tab];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = personaTabs[(personaTabs.indexOf(tab) + step + personaTabs.length) % personaTabs.length];
    if (next === undefined) return;
    showPersonaTab(next);
    document.getElementById(`persona-tab-${next}`)?.focus();
  };
  return (
    <aside className={classes.side} aria-label={say('side')}>
      <div className={classes.tabs} role="tablist" aria-label={say('side')} onKeyDown={onKeyDown}>
        {personaTabs.map(id => (
          <button
            key={id}
            id={`persona-tab-${id}`}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={tab === id}
            aria-controls="persona-tab-body"
            tabIndex={tab === id ? 0 : -1}
            onClick={() => showPersonaTab(id)}
          >
            {say(id)} <TabNote id={id} />
          </button>
        ))}
      </div>
      <div
        id="persona-tab-body"
        className={classes.tabBody}
        role="tabpanel"
        aria-labelledby={`persona-tab-${tab}`}
      >
        <Body />
      </div>
    </aside>
  );
}

/** How many examples there are; how the tests went. */
function TabNote({ id }: { readonly id: PersonaTab }) {
  const say = useTexts(trialTexts);
  const examples = usePersonaPart(persona => persona.examples);
  const { results, isRunning } = useExampleTests();
  const ids = Object.keys(examples);
  if (id === 'try' || ids.length === 0) return null;
  if (id === 'examples') return <small>{ids.length}</small>;
  const known = ids.flatMap(example => results[example] ?? []);
  if (known.length === 0) return isRunning ? <small>{say('running')}</small> : null;
  const failed = known.filter(({ passed }) => !passed).length;
  return failed > 0 ? (
    <small data-tone="bad">{say('failed', { count: failed })}</small>
  ) : (
    <small>{say('passed', { count: known.length })}</small>
  );
}
