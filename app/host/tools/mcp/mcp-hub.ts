import { join } from 'node:path';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { McpServer, McpServerState } from '../../../contract/services/tools-service.ts';
import { compareCodeUnits } from '../../../core/document/json.ts';
import type { ToolDefinition } from '../../../core/tools/tool-definition.ts';
import type { JsonValue } from '../../../sdk/hub-node.ts';
import type { FileSystem } from '../../files/file-system.ts';
import { isOnThisComputer } from '../../models/cloud-fetch.ts';
import type { CallResult, ToolLimits } from '../tool-limits.ts';
import { commandLineOf } from './command-line.ts';
import { ManagedServer } from './managed-server.ts';
import { McpFile } from './mcp-file.ts';
import type { ServerTool } from './server-tools.ts';

export interface McpHubOptions {
  readonly fileSystem: FileSystem;
  readonly stateDirectory: string;
  readonly fetch: typeof fetch;
  readonly isCloudOn: () => boolean;
  /** Aborts when the cloud is switched off; asked for with each call. Absent: calls that run go on. */
  readonly cloudSignal?: (() => AbortSignal) | undefined;
  readonly limits: ToolLimits;
  readonly log: (server: string, line: string) => void;
  /** Variables of this computer; a server sees those that a person named for it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that only grow. */
  readonly nowMs?: () => number;
  /** Time for a server to start, milliseconds; a package runner may have to fetch it first. */
  readonly startMs?: number;
}

const presetPrefix = 'preset-';

/** The MCP servers of this computer: those that the user added, and those that preset tools name. */
export class McpHub {
  readonly #options: McpHubOptions;
  readonly #file: McpFile;
  readonly #servers = new Map<string, ManagedServer>();
  readonly #listeners = new Set<(servers: McpServerState[]) => void>();

  private constructor(options: McpHubOptions) {
    this.#options = options;
    this.#file = new McpFile(options.fileSystem, options.stateDirectory);
  }

  static async load(options: McpHubOptions): Promise<McpHub> {
    const hub = new McpHub(options);
    for (const stored of await hub.#file.read()) hub.#servers.set(stored.id, hub.#manage(stored));
    return hub;
  }

  /** Takes up the servers that preset tools name; each waits for approval like any other. */
  adopt(tools: Iterable<ToolDefinition>): void {
    for (const tool of tools) {
      if (tool.runs.kind !== 'mcp') continue;
      const id = presetPrefix + tool.id;
      const server: McpServer = { kind: 'http', url: tool.runs.url };
      const known = this.#servers.get(id);
      if (known !== undefined && commandLineOf(known.stored.server) === commandLineOf(server)) continue;
      known?.dispose().catch(() => undefined);
      this.#servers.set(id, this.#manage({ id, title: tool.title.en, server, approved: null }));
    }
  }

  states(): McpServerState[] {
    return [...this.#servers.values()]
      .map(server => server.state())
      .sort((a, b) => compareCodeUnits(a.id, b.id));
  }

  onDidChange(listener: (servers: McpServerState[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tools that may be used now, by server; preset tools' own servers are used through the presets alone. */
  approvedTools(): ReadonlyMap<string, { readonly title: string; readonly tools: readonly ServerTool[] }> {
    return new Map(
      [...this.#servers].flatMap(([id, server]) =>
        id.startsWith(presetPrefix) || server.approvedTools.length === 0
          ? []
          : [[id, { title: server.stored.title, tools: server.approvedTools }] as const],
      ),
    );
  }

  /** Whether the server behind a preset tool was approved. */
  isPresetApproved(tool: string): boolean {
    return this.#servers.get(presetPrefix + tool)?.isApproved === true;
  }

  callPreset(...[tool, ...rest]: Parameters<McpHub['call']>): Promise<CallResult> {
    return this.call(presetPrefix + tool, ...rest);
  }

  /** Calls an approved tool of a server. Rejects with `tool/…`. */
  async call(
    id: string,
    tool: string,
    arguments_: Readonly<Record<string, JsonValue>>,
    call: { readonly signal: AbortSignal; readonly language: 'en' | 'zh' },
  ): Promise<CallResult> {
    const server = this.#server(id);
    const { stored } = server;
    this.#checkCloud(stored);
    const { cloudSignal } = this.#options;
    if (cloudSignal === undefined || !isOfCloud(stored)) return server.call(tool, arguments_, call);
    const signal = AbortSignal.any([call.signal, cloudSignal()]);
    try {
      return await server.call(tool, arguments_, { ...call, signal });
    } catch (error) {
      // It was the switch that ended the call, not who made it.
      if (!call.signal.aborted) this.#checkCloud(stored);
      throw error;
    }
  }

  async add(id: string, title: string, server: McpServer): Promise<McpServerState> {
    if (this.#servers.has(id) || id.startsWith(presetPrefix)) {
      throw new StudioError('tool/mcp-exists', { server: id });
    }
    if (server.kind === 'http') checkAddress(server.url);
    const managed = this.#manage({ id, title, server, approved: null });
    this.#servers.set(id, managed);
    this.#changed();
    await this.#save();
    return managed.state();
  }

  async remove(id: string): Promise<void> {
    const server = this.#server(id);
    if (id.startsWith(presetPrefix))
      throw new StudioError('tool/mcp-built-in', { server: server.stored.title });
    this.#servers.delete(id);
    await server.dispose();
    this.#changed();
    await this.#save();
  }

  /** Starts a server once and reads its tools. `commandLine` is what the person was shown. */
  async inspect(id: string, commandLine: string, signal: AbortSignal): Promise<McpServerState> {
    const server = this.#server(id);
    if (commandLine !== commandLineOf(server.stored.server)) {
      throw new StudioError('tool/mcp-changed', { server: server.stored.title });
    }
    this.#checkCloud(server.stored);
    await server.inspect(signal);
    return server.state();
  }

  /** Approves what the person was shown under this key. */
  async approve(id: string, approvalKey: string): Promise<McpServerState> {
    const server = this.#server(id);
    server.approve(approvalKey);
    await this.#save();
    return server.state();
  }

  /** Process ids of the stdio servers that run. */
  processIds(): readonly number[] {
    return [...this.#servers.values()].flatMap(server => server.processId ?? []);
  }

  async dispose(): Promise<void> {
    this.#listeners.clear();
    await Promise.allSettled([...this.#servers.values()].map(server => server.dispose()));
  }

  #server(id: string): ManagedServer {
    const server = this.#servers.get(id);
    if (server === undefined) throw new StudioError('tool/mcp-unknown', { server: id.slice(0, 60) });
    return server;
  }

  /** The cloud switch cuts what is not on this computer; what a command does is beyond it. */
  #checkCloud(stored: ManagedServer['stored']): void {
    if (isOfCloud(stored) && !this.#options.isCloudOn()) {
      throw new StudioError('tool/cloud-off', { tool: stored.title });
    }
  }

  #manage(stored: ManagedServer['stored']): ManagedServer {
    const { stateDirectory, variables, fetch, limits, log, startMs, nowMs } = this.#options;
    return new ManagedServer({
      stored,
      directory: join(stateDirectory, 'mcp', stored.id),
      variables,
      fetch,
      limits,
      log,
      startMs: startMs ?? 30_000,
      nowMs: nowMs ?? (() => performance.now()),
      onChange: () => this.#changed(),
    });
  }

  #changed(): void {
    if (this.#listeners.size === 0) return;
    const states = this.states();
    for (const listener of [...this.#listeners]) listener(states);
  }

  #save(): Promise<void> {
    return this.#file.write([...this.#servers.values()].map(server => server.stored));
  }
}

function checkAddress(address: string): void {
  const url = URL.parse(address);
  const isFit = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isFit) throw new StudioError('tool/mcp-bad-address', {});
}

function isOfCloud({ server }: ManagedServer['stored']): boolean {
  return server.kind === 'http' && !isOnThisComputer(server.url);
}
