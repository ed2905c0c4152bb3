import { Button } from '@mantine/core';
import { useState } from 'react';
import { describeError } from '../../../contract/errors/studio-error.ts';
import type { McpServerState } from '../../../contract/services/tools-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './tools.module.css';
import { toolsTexts } from './tools.texts.ts';

const stateWords = {
  'needs-approval': 'needsApproval',
  approved: 'approved',
  starting: 'starting',
  running: 'running',
  failed: 'failed',
} as const;

/** One MCP server: the exact command, its tools, and whether a person approved them. */
export function ServerCard({
  server,
  onChanged,
}: {
  readonly server: McpServerState;
  readonly onChanged: () => void;
}) {
  const say = useTexts(toolsTexts);
  const studio = useStudio();
  const language = useLanguage();
  const [isBusy, setBusy] = useState(false);
  const change = (call: () => Promise<unknown>) => {
    setBusy(true);
    call()
      .then(onChanged, reportFailure)
      .finally(() => setBusy(false));
  };
  const needsApproval = server.state === 'needs-approval';
  const hasNews = server.tools.some(tool => tool.isNewSinceApproval);
  const error = server.error === null ? null : describeError(server.error, language);
  return (
    <section className={classes.server} aria-label={server.title}>
      <header className={classes.serverHead}>
        <h4>{server.title}</h4>
        <span className={classes.state} data-state={server.state}>
          {needsApproval && <Icon name="alert-triangle" size={13} />}
          {say(stateWords[server.state])}
        </span>
        <Button
          className={classes.end ?? ''}
          size="compact-xs"
          variant="subtle"
          disabled={isBusy}
          onClick={() => change(() => studio.tools.removeServer({ id: server.id }))}
        >
          {say('remove')}
        </Button>
      </header>
      <p className={classes.hint}>{say('exactly')}</p>
      <pre className={classes.exact}>{server.commandLine}</pre>
      {error !== null && (
        <p className={classes.failure} role="alert">
          <Icon name="alert-circle" size={13} /> {error.explanation} {error.nextStep}
        </p>
      )}
      {server.tools.length > 0 && (
        <>
          <p className={classes.hint}>{say('toolsOfServer')}</p>
          <ul className={classes.toolList}>
            {server.tools.map(tool => (
              <li key={tool.name}>
                <code>{tool.name}</code>
                {tool.isNewSinceApproval && <b className={classes.fresh}>{say('isNew')}</b>}
                <span>{tool.description}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {needsApproval && (
        <div className={classes.actions}>
          {server.tools.length > 0 && hasNews && <small>{say('changed')}</small>}
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            onClick={() =>
              change(() => studio.tools.inspectServer({ id: server.id, commandLine: server.commandLine }))
            }
          >
            {say('inspect')}
          </Button>
          {server.tools.length > 0 && (
            <Button
              size="xs"
              disabled={isBusy}
              onClick={() =>
                change(() => studio.tools.approveServer({ id: server.id, approvalKey: server.approvalKey }))
              }
            >
              {say('approve')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
