import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { toolsService } from '../../contract/services/tools-service.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import type { Approvals } from './approvals.ts';
import type { ToolLibrary } from './local-tools.ts';
import type { McpHub } from './mcp/mcp-hub.ts';

/** The tools service: what there is, the user's MCP servers, and the questions that wait for a person. */
export function createToolsHandlers(options: {
  readonly library: () => ToolLibrary;
  readonly mcp: McpHub;
  readonly approvals: Approvals;
  readonly deviceTools: (projectId: string) => Promise<readonly DeviceTool[]> | readonly DeviceTool[];
}): ServiceHandlers<typeof toolsService> {
  const { mcp, approvals } = options;
  const servers = () => {
    mcp.adopt(options.library().tools.values());
    return mcp.states();
  };
  return {
    methods: {
      presets: () => [...options.library().tools.values()],
      device: async ({ projectId }) => [...(await options.deviceTools(projectId))],
      servers,
      addServer: ({ id, title, server }) => mcp.add(id, title, server),
      removeServer: async ({ id }) => {
        await mcp.remove(id);
        return {};
      },
      inspectServer: ({ id, commandLine }, { signal }) => mcp.inspect(id, commandLine, signal),
      approveServer: ({ id, approvalKey }) => mcp.approve(id, approvalKey),
      answerApproval: ({ approvalId, accepted }) => {
        approvals.answer(approvalId, accepted);
        return {};
      },
    },
    events: {
      onDidChangeServers: emit => mcp.onDidChange(emit),
      onDidAskForApproval: emit => approvals.onDidAsk(emit),
      onDidWithdrawApproval: emit => approvals.onDidWithdraw(emit),
    },
  };
}
