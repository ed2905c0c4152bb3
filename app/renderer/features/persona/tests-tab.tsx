import { Button } from '@mantine/core';
import { describeError } from '../../../contract/errors/studio-error.ts';
import type { ExampleResult } from '../../../contract/services/persona-service.ts';
import type { ExampleDialogue } from '../../../core/persona/persona.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { useExampleTests } from './example-tests-store.ts';
import classes from './examples-tab.module.css';
import { isOffline } from './model-facts.ts';
import { personaTexts } from './persona.texts.ts';
import { trialTexts } from './trial.texts.ts';
import { usePersonaId, usePersonaPart } from './use-persona.ts';

/** The examples as tests: all run in fresh talks, each passes or says why not. */
export function TestsTab() {
  const say = useTexts(trialTexts);
  const sayPersona = useTexts(personaTexts);
  const language = useLanguage();
  const personaId = usePersonaId();
  const projectId = useDocumentStore(state => state.projectId);
  const persona = usePersonaPart(whole => whole);
  const models = useCatalogueStore(state => state.catalogue.models);
  const { results, persona: tested, isRunning, error, run, cancel } = useExampleTests();
  const entries = Object.entries(persona.examples);
  const done = entries.filter(([id]) => results[id] !== undefined).length;
  const isOutdated = tested !== null && tested !== persona && !isRunning;
  const { id: modelId } = persona.model;
  const model = isOffline(modelId, models)
    ? sayPersona('offlineModel')
    : (models.get(modelId)?.title ?? modelId);
  if (entries.length === 0) {
    return (
      <div className={classes.tab}>
        <p className={classes.help}>{say('examplesEmpty')}</p>
      </div>
    );
  }
  return (
    <div className={classes.tab}>
      <p className={classes.help}>{say('testsHelp', { name: persona.name, model })}</p>
      <div className={classes.bar}>
        {isRunning ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="player-stop" size={13} />}
            onClick={cancel}
          >
            {say('cancelRun')}
          </Button>
        ) : (
          <Button
            size="xs"
            leftSection={<Icon name="player-play" size={13} />}
            disabled={projectId === null}
            onClick={() => {
              if (projectId !== null) void run(projectId, personaId, persona);
            }}
          >
            {say(done > 0 ? 'runAgain' : 'runAll')}
          </Button>
        )}
        {(isRunning || done > 0) && (
          <span className={classes.progress} role="status">
            {say('progress', { done, count: entries.length })}
          </span>
        )}
      </div>
      {isOutdated && (
        <span className={classes.outdated}>
          <Icon name="alert-triangle" size={13} />
          {say('testsOutdated')}
        </span>
      )}
      {error !== null && <Failure error={error} language={language} />}
      <ul className={classes.list}>
        {entries.map(([id, example]) => (
          <Result key={id} example={example} result={results[id]} isRunning={isRunning} />
        ))}
      </ul>
    </div>
  );
}

function Failure({ error, language }: { readonly error: unknown; readonly language: 'en' | 'zh' }) {
  const say = useTexts(trialTexts);
  const { explanation, nextStep } = describeError(error, language);
  return (
    <div className={classes.failed} role="alert">
      <b>{say('testsFailed')}</b>
      <span>{explanation}</span>
      <span>{nextStep}</span>
    </div>
  );
}

interface ResultProps {
  readonly example: ExampleDialogue;
  readonly result: ExampleResult | undefined;
  readonly isRunning: boolean;
}

function Result({ example, result, isRunning }: ResultProps) {
  const say = useTexts(trialTexts);
  const state = result === undefined ? 'wait' : result.passed ? 'pass' : 'fail';
  const words =
    result === undefined ? say(isRunning ? 'waiting' : 'notRun') : say(result.passed ? 'passes' : 'fails');
  const firstMs = result?.usage?.firstMs ?? null;
  return (
    <li className={`${classes.example} ${classes.result}`} data-state={state}>
      <Icon name={state === 'pass' ? 'circle-check' : state === 'fail' ? 'alert-circle' : 'circle-dashed'} />
      <b>{example.person}</b>
      <small>
        {words}
        {firstMs !== null && ` · ${(firstMs / 1_000).toFixed(2)} s`}
      </small>
      {result !== undefined && result.reply !== '' && <span className={classes.said}>{result.reply}</span>}
      {result !== undefined && result.reason !== null && (
        <span className={classes.reason}>{result.reason}</span>
      )}
    </li>
  );
}
