import { z } from 'zod';
import { localizedTextSchema } from '../../core/text/localized-text.ts';
import { deviceToolSchema } from '../../core/tools/device-tool.ts';
import { toolDefinitionSchema } from '../../core/tools/tool-definition.ts';
import { studioErrorJsonSchema } from '../errors/studio-error.ts';
import { defineService } from '../rpc/define-service.ts';

/** How an MCP server is reached. A stdio server runs with the user's full privileges. */
export const mcpServerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stdio'),
    command: z.string().min(1).max(1_000),
    arguments: z.array(z.string().max(4_000)).max(100).default([]),
    /** Names of environment variables that it may see; it gets no others. */
    environment: z.array(z.string().max(100)).max(50).default([]),
  }),
  z.object({ kind: z.literal('http'), url: z.url() }),
]);
export type McpServer = z.infer<typeof mcpServerSchema>;

export const mcpServerStateSchema = z.object({
  id: z.string(),
  title: z.string(),
  server: mcpServerSchema,
  /**
   * `needs-approval`: new, or its command, environment or tools have changed since a person approved them.
   * `approved` servers are started when a tool of theirs is wanted.
   */
  state: z.enum(['needs-approval', 'approved', 'starting', 'running', 'failed']),
  /** What approving means, in full: the exact command line or address. */
  commandLine: z.string(),
  /** SHA-256 over command, arguments, names of variables and schemas of tools. */
  approvalKey: z.string(),
  tools: z.array(z.object({ name: z.string(), description: z.string(), isNewSinceApproval: z.boolean() })),
  error: studioErrorJsonSchema.nullable(),
});
export type McpServerState = z.infer<typeof mcpServerStateSchema>;

export const approvalRequestSchema = z.object({
  approvalId: z.string(),
  tool: z.string(),
  title: localizedTextSchema,
  arguments: z.json(),
  persona: z.string(),
});

/** Tools that agents may be given: presets, the device's own, MCP servers. */
export const toolsService = defineService({
  name: 'tools',
  methods: {
    presets: { input: z.object({}), output: z.array(toolDefinitionSchema) },
    /** What the project's device offers. */
    device: { input: z.object({ projectId: z.string() }), output: z.array(deviceToolSchema) },
    servers: { input: z.object({}), output: z.array(mcpServerStateSchema) },
    addServer: {
      input: z.object({
        id: z.string().regex(/^[a-z0-9-]{1,40}$/),
        title: z.string().min(1).max(80),
        server: mcpServerSchema,
      }),
      output: mcpServerStateSchema,
    },
    removeServer: { input: z.object({ id: z.string() }), output: z.object({}) },
    /** Starts the server once to read its tools, without calling any; the command must have been shown before. */
    inspectServer: {
      input: z.object({ id: z.string(), commandLine: z.string() }),
      output: mcpServerStateSchema,
    },
    /** A person has read the command and the tools: the key must be the one that was shown. */
    approveServer: {
      input: z.object({ id: z.string(), approvalKey: z.string() }),
      output: mcpServerStateSchema,
    },
    answerApproval: {
      input: z.object({ approvalId: z.string(), accepted: z.boolean() }),
      output: z.object({}),
    },
  },
  events: {
    onDidChangeServers: { payload: z.array(mcpServerStateSchema), flow: 'latest' },
    onDidAskForApproval: { payload: approvalRequestSchema, flow: 'lossless' },
    onDidWithdrawApproval: { payload: z.object({ approvalId: z.string() }), flow: 'lossless' },
  },
});
