import { createContext, use, useEffect, useMemo, useState } from 'react';
import type { McpServerState } from '../../../contract/services/tools-service.ts';
import type { DeviceTool } from '../../../core/tools/device-tool.ts';
import type { ToolDefinition } from '../../../core/tools/tool-definition.ts';
import { useStudio } from '../../bootstrap/studio-context.tsx';
import { useLocalize, useTexts } from '../../i18n/texts.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';
import { doingTexts } from './doing.texts.ts';

export const toolGroups = ['device', 'tools', 'servers'] as const;
export type ToolGroup = (typeof toolGroups)[number];

/** A tool that a persona may be given, in the person's language. */
export interface OfferedTool {
  /** As it stands in a grant. */
  readonly id: string;
  readonly group: ToolGroup;
  readonly title: string;
  readonly description: string;
}

interface Sources {
  readonly device: readonly DeviceTool[];
  readonly presets: readonly ToolDefinition[];
  readonly servers: readonly McpServerState[];
}
const nothing: Sources = { device: [], presets: [], servers: [] };

/** Which group a grant belongs to, by its id. */
export function groupOfTool(id: string): ToolGroup {
  if (id.startsWith('device/')) return 'device';
  return id.startsWith('mcp/') ? 'servers' : 'tools';
}

/** Everything that can be granted now; asked for once for the whole editor. */
export const OfferedToolsContext = createContext<ReadonlyMap<string, OfferedTool>>(new Map());

export function useOfferedTools(): ReadonlyMap<string, OfferedTool> {
  return use(OfferedToolsContext);
}

/** Asks for the device's own tools, presets and their functions, and servers. */
export function useToolSources(): ReadonlyMap<string, OfferedTool> {
  const studio = useStudio();
  const say = useTexts(doingTexts);
  const localize = useLocalize();
  const projectId = useDocumentStore(state => state.projectId);
  const [sources, setSources] = useState(nothing);
  useEffect(() => {
    if (projectId === null) return undefined;
    let isCurrent = true;
    const { tools } = studio;
    Promise.all([tools.device({ projectId }), tools.presets({}), tools.servers({})])
      .then(([device, presets, servers]) => isCurrent && setSources({ device, presets, servers }))
      .catch(reportFailure);
    const stop = tools.on('onDidChangeServers', servers => setSources(before => ({ ...before, servers })));
    return () => {
      isCurrent = false;
      stop();
    };
  }, [studio, projectId]);
  return useMemo(() => {
    const offered: OfferedTool[] = [
      ...sources.device.map(
        ({ id, title, description }): OfferedTool => ({
          id,
          group: 'device',
          title: localize(title),
          description,
        }),
      ),
      ...sources.presets.flatMap(({ id, title, summary, functions }): OfferedTool[] => [
        { id: `${id}/*`, group: 'tools', title: localize(title), description: localize(summary) },
        ...(functions.length < 2
          ? []
          : functions.map(
              (part): OfferedTool => ({
                id: `${id}/${part.id}`,
                group: 'tools',
                title: `${localize(title)}: ${localize(part.title)}`,
                description: part.description,
              }),
            )),
      ]),
      ...sources.servers.flatMap(({ id, title, tools, state }): OfferedTool[] => [
        {
          id: `mcp/${id}/*`,
          group: 'servers',
          title,
          description: state === 'needs-approval' ? say('needsApproval') : say('everything', { tool: title }),
        },
        ...tools.map(
          ({ name, description }): OfferedTool => ({
            id: `mcp/${id}/${name}`,
            group: 'servers',
            title: `${title}: ${name}`,
            description,
          }),
        ),
      ]),
    ];
    return new Map(offered.map(tool => [tool.id, tool]));
  }, [sources, localize, say]);
}

/** What a tool is called; a function of a tool that has one only is called as the tool. */
export function toolTitle(id: string, offered: ReadonlyMap<string, OfferedTool>): string {
  const known = offered.get(id) ?? offered.get(`${id.split('/').slice(0, -1).join('/')}/*`);
  if (known !== undefined || !id.endsWith('/*')) return known?.title ?? id;
  // All ports of a part of the device: each is called `part: port`.
  const port = [...offered.values()].find(tool => tool.id.startsWith(id.slice(0, -1)));
  return port?.title.split(/[:：]/u)[0] ?? id;
}
