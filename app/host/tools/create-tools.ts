import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { toolsService } from '../../contract/services/tools-service.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import type { HubServices } from '../../sdk/hub-node.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { HubWorld } from '../hub/hub-services.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { AskForApproval, ToolSet } from './agent-tool.ts';
import { Approvals } from './approvals.ts';
import { createToolServices } from './create-tool-services.ts';
import { createToolSet } from './create-tool-set.ts';
import type { ToolSecrets } from './http-tools.ts';
import type { ToolLibrary } from './local-tools.ts';
import { McpHub } from './mcp/mcp-hub.ts';
import { defaultToolLimits } from './tool-limits.ts';
import { createToolsHandlers } from './tools-handlers.ts';

export interface CreateToolsOptions {
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
  /** The presets that are loaded now. */
  readonly library: () => ToolLibrary;
  readonly deviceTools: (projectId: string) => Promise<readonly DeviceTool[]> | readonly DeviceTool[];
  readonly projectDirectory: (projectId: string) => Promise<string> | string;
  readonly isCloudOn: () => boolean;
  /** Aborts when the cloud is switched off; asked for with each call. Absent: calls that run go on. */
  readonly cloudSignal?: () => AbortSignal;
  readonly secrets: ToolSecrets;
  readonly log: (server: string, line: string) => void;
  readonly fetch?: typeof fetch;
  /** Environment of this computer; the default is the process's own. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** IANA name; the default is this computer's. */
  readonly timeZone?: string;
}

/** Everything about tools that a host has once. */
export interface Tools {
  readonly mcp: McpHub;
  readonly handlers: ServiceHandlers<typeof toolsService>;
  readonly askForApproval: AskForApproval;
  /** The tools of one program, until it stops: dispose of `toolSet` then. What they keep goes into `values`. */
  forProgram(
    world: HubWorld,
    projectId: string,
    values: MemoryStore['values'],
  ): Promise<{ readonly toolSet: ToolSet; readonly services: HubServices['tools'] }>;
  /** Ends MCP servers and refuses what waits. */
  dispose(): Promise<void>;
}

export async function createTools(options: CreateToolsOptions): Promise<Tools> {
  const { library, isCloudOn, secrets } = options;
  const fetch_ = options.fetch ?? fetch;
  const approvals = new Approvals();
  const mcp = await McpHub.load({
    fileSystem: options.fileSystem,
    stateDirectory: options.stateDirectory,
    fetch: fetch_,
    isCloudOn,
    cloudSignal: options.cloudSignal,
    limits: defaultToolLimits,
    log: options.log,
    variables: options.variables ?? process.env,
  });
  mcp.adopt(library().tools.values());
  return {
    mcp,
    askForApproval: approvals.ask,
    handlers: createToolsHandlers({ library, mcp, approvals, deviceTools: options.deviceTools }),
    forProgram: async (world, projectId, values) => {
      const projectDirectory = await options.projectDirectory(projectId);
      const toolSet = createToolSet({
        world,
        library: library(),
        values,
        mcp,
        askForApproval: approvals.ask,
        isCloudOn,
        secrets,
        fetch: fetch_,
        projectDirectory,
        timeZone: options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      });
      return { toolSet, services: createToolServices(toolSet, world.clock) };
    },
    dispose: async () => {
      approvals.dispose();
      await mcp.dispose();
    },
  };
}
