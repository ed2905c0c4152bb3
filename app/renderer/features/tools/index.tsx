import { Modal } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { McpServerState } from '../../../contract/services/tools-service.ts';
import type { ToolDefinition } from '../../../core/tools/tool-definition.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { NamedIcon } from '../../ui/icon.tsx';
import { reportFailure } from '../../ui/report-failure.tsx';
import { AddServer } from './add-server.tsx';
import { ServerCard } from './server-card.tsx';
import classes from './tools.module.css';
import { toolsTexts } from './tools.texts.ts';

/** What personas can be allowed to use: presets, and the MCP servers of the person. */
export default function ToolsDialog() {
  const say = useTexts(toolsTexts);
  const studio = useStudio();
  const tools = useCatalogueStore(state => state.catalogue.tools);
  const [servers, setServers] = useState<readonly McpServerState[]>([]);
  const load = useCallback(() => {
    studio.tools.servers({}).then(setServers, reportFailure);
  }, [studio]);
  useEffect(() => {
    load();
    return studio.tools.on('onDidChangeServers', setServers);
  }, [studio, load]);
  const all = [...tools.values()];
  return (
    <Modal
      opened
      onClose={useViewStore.getState().closeOverlay}
      title={say('title')}
      size={920}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <p className={classes.intro}>{say('intro')}</p>
      <h3 className={classes.heading}>{say('presets')}</h3>
      <Presets tools={all.filter(tool => tool.runs.kind === 'local')} />
      <h3 className={classes.heading}>{say('cloudPresets')}</h3>
      <Presets tools={all.filter(tool => tool.runs.kind !== 'local')} />
      <h3 className={classes.heading}>{say('servers')}</h3>
      {servers.length === 0 && <p className={classes.hint}>{say('noServers')}</p>}
      {servers.map(server => (
        <ServerCard key={server.id} server={server} onChanged={load} />
      ))}
      <AddServer onAdded={load} />
    </Modal>
  );
}

function Presets({ tools }: { readonly tools: readonly ToolDefinition[] }) {
  const say = useTexts(toolsTexts);
  const localize = useLocalize();
  return (
    <ul className={classes.presets}>
      {tools.map(tool => (
        <li key={tool.id}>
          <NamedIcon name={tool.icon} size={18} />
          <div>
            <b>{localize(tool.title)}</b>
            <span>{localize(tool.summary)}</span>
            <small>
              {say('functions', { count: tool.functions.length })}
              {tool.sandbox !== undefined && ` · ${say('recorded', { date: tool.sandbox.recorded })}`}
            </small>
          </div>
        </li>
      ))}
    </ul>
  );
}
