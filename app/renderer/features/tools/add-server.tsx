import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { McpServer } from '../../../contract/services/tools-service.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import classes from './tools.module.css';
import { toolsTexts } from './tools.texts.ts';

const idPattern = /^[a-z0-9-]{1,40}$/;

/** Adds an MCP server. Adding runs nothing: its command is shown in full and approved first. */
export function AddServer({ onAdded }: { readonly onAdded: () => void }) {
  const say = useTexts(toolsTexts);
  const studio = useStudio();
  const [kind, setKind] = useState<McpServer['kind']>('stdio');
  const [id, setId] = useState('');
  const [command, setCommand] = useState('');
  const [lines, setLines] = useState('');
  const [variables, setVariables] = useState('');
  const [url, setUrl] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isComplete =
    idPattern.test(id) && (kind === 'stdio' ? command.trim() !== '' : URL.parse(url) !== null);
  const server = (): McpServer =>
    kind === 'http'
      ? { kind, url: url.trim() }
      : {
          kind,
          command: command.trim(),
          arguments: lines.split('\n').filter(line => line !== ''),
          environment: variables
            .split(/[,，\s]+/u)
            .map(name => name.trim())
            .filter(name => name !== ''),
        };
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault();
        if (!isComplete) return;
        setBusy(true);
        studio.tools
          .addServer({ id, title: id, server: server() })
          .then(() => {
            onAdded();
            setId('');
            setCommand('');
            setLines('');
            setVariables('');
            setUrl('');
          }, reportFailure)
          .finally(() => setBusy(false));
      }}
    >
      <div className={classes.formRow}>
        <TextInput
          size="xs"
          label={say('id')}
          placeholder="files"
          spellCheck={false}
          error={id !== '' && !idPattern.test(id)}
          value={id}
          onChange={event => setId(event.currentTarget.value)}
        />
        <div>
          <span className={classes.label}>{say('kind')}</span>
          <SegmentedControl
            size="xs"
            value={kind}
            onChange={value => setKind(value === 'http' ? 'http' : 'stdio')}
            data={[
              { value: 'stdio', label: say('stdio') },
              { value: 'http', label: say('http') },
            ]}
          />
        </div>
      </div>
      {kind === 'stdio' ? (
        <>
          <TextInput
            size="xs"
            label={say('command')}
            description={say('commandHint')}
            spellCheck={false}
            value={command}
            onChange={event => setCommand(event.currentTarget.value)}
          />
          <Textarea
            size="xs"
            label={say('arguments')}
            autosize
            minRows={2}
            maxRows={6}
            spellCheck={false}
            value={lines}
            onChange={event => setLines(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={say('environment')}
            spellCheck={false}
            value={variables}
            onChange={event => setVariables(event.currentTarget.value)}
          />
        </>
      ) : (
        <TextInput
          size="xs"
          label={say('url')}
          placeholder="https://…/mcp"
          spellCheck={false}
          value={url}
          onChange={event => setUrl(event.currentTarget.value)}
        />
      )}
      <div>
        <Button size="xs" type="submit" variant="default" disabled={!isComplete} loading={isBusy}>
          {say('add')}
        </Button>
      </div>
    </form>
  );
}
