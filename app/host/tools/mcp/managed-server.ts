import { mkdir } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { McpServerState } from '../../../contract/services/tools-service.ts';
import { removeHiddenCharacters } from '../../../core/tools/hidden-text.ts';
import type { JsonValue } from '../../../sdk/hub-node.ts';
import { callWithin } from '../call-within.ts';
import {
  boundResult,
  type CallResult,
  dataWithoutSecrets,
  strangersWords,
  type ToolLimits,
  withoutSecrets,
} from '../tool-limits.ts';
import { commandLineOf } from './command-line.ts';
import { describeContent } from './describe-content.ts';
import type { McpConnection, McpConnectionOptions, ServerAnswer } from './mcp-connection.ts';
import type { StoredServer } from './mcp-file.ts';
import { approvalKeyOf, BadToolList, isSameTool, type ServerTool } from './server-tools.ts';

export interface ManagedServerOptions
  extends Pick<McpConnectionOptions, 'directory' | 'variables' | 'fetch' | 'startMs'> {
  readonly stored: StoredServer;
  readonly limits: ToolLimits;
  readonly nowMs: () => number;
  readonly log: (server: string, line: string) => void;
  readonly onChange: () => void;
}

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** One MCP server: what was approved, what it offers now, and its process while it runs. */
export class ManagedServer {
  readonly #options: ManagedServerOptions;
  #stored: StoredServer;
  /** What it offered when it was asked last; null while nobody knows. */
  #offered: readonly ServerTool[] | null;
  #connection: McpConnection | null = null;
  #opening: Promise<McpConnection> | null = null;
  #error: StudioError | null = null;
  #failures = 0;
  #retryAtMs = 0;
  readonly #ended = new AbortController();

  constructor(options: ManagedServerOptions) {
    this.#options = options;
    const { stored } = options;
    const { approved } = stored;
    // A file that somebody edited approves nothing.
    const isIntact = approved !== null && approvalKeyOf(stored.server, approved.tools) === approved.key;
    this.#stored = isIntact ? stored : { ...stored, approved: null };
    this.#offered = this.#stored.approved?.tools ?? null;
  }

  get stored(): StoredServer {
    return this.#stored;
  }

  /** Process id of a stdio server, while it runs. */
  get processId(): number | null {
    return this.#connection?.processId ?? null;
  }

  get #key(): string {
    return approvalKeyOf(this.#stored.server, this.#offered ?? []);
  }

  get isApproved(): boolean {
    return this.#stored.approved !== null && this.#stored.approved.key === this.#key;
  }

  /** Tools that may be used now. */
  get approvedTools(): readonly ServerTool[] {
    return this.isApproved ? (this.#stored.approved?.tools ?? []) : [];
  }

  state(): McpServerState {
    const approved = this.#stored.approved?.tools ?? [];
    return {
      id: this.#stored.id,
      title: this.#stored.title,
      server: this.#stored.server,
      state: this.#stateName(),
      commandLine: commandLineOf(this.#stored.server),
      approvalKey: this.#key,
      tools: (this.#offered ?? []).map(tool => ({
        name: tool.name,
        description: tool.description,
        isNewSinceApproval: !approved.some(known => isSameTool(known, tool)),
      })),
      error: this.#error?.toJson() ?? null,
    };
  }

  #stateName(): McpServerState['state'] {
    if (this.#opening !== null) return 'starting';
    if (this.#error !== null && this.#connection === null) return 'failed';
    if (!this.isApproved) return 'needs-approval';
    return this.#connection !== null ? 'running' : 'approved';
  }

  /** Starts it once, now, and reads its tools. What differs from what was approved takes the approval away. */
  async inspect(signal: AbortSignal): Promise<void> {
    this.#retryAtMs = 0;
    await this.#stop();
    await this.#open(signal);
    if (!this.isApproved) await this.#stop();
    this.#options.onChange();
  }

  /** A person approves what was shown under this key. */
  approve(key: string): void {
    const tools = this.#offered;
    if (tools === null) throw new StudioError('tool/mcp-not-inspected', { server: this.#stored.title });
    if (key !== this.#key) throw new StudioError('tool/mcp-changed', { server: this.#stored.title });
    this.#stored = { ...this.#stored, approved: { key, tools: [...tools] } };
    this.#options.onChange();
  }

  /** Calls an approved tool; starts the server where it does not run. Its text is a stranger's. */
  async call(
    name: string,
    arguments_: Readonly<Record<string, JsonValue>>,
    call: { readonly signal: AbortSignal; readonly language: 'en' | 'zh' },
  ): Promise<CallResult> {
    const server = this.#stored.title;
    this.#checkApproved(name);
    const cancel = AbortSignal.any([call.signal, this.#ended.signal]);
    const connection = await callWithin(server, this.#options.startMs, cancel, () =>
      this.#open(this.#ended.signal),
    );
    // Its tools were read anew: they may be others than those that were approved.
    this.#checkApproved(name);
    const { limits } = this.#options;
    let answer: ServerAnswer;
    try {
      answer = await callWithin(`${server}: ${name}`, limits.callMs, cancel, signal =>
        connection.call(name, arguments_, signal, limits.callMs * 2),
      );
    } catch (error) {
      if (error instanceof StudioError) throw error;
      const reason = connection.cleaned(error);
      if (connection.isOpen) throw new StudioError('tool/failed', { tool: `${server}: ${name}`, reason });
      throw new StudioError('tool/mcp-stopped', { server, reason: connection.endReason });
    }
    this.#failures = 0;
    const text = withoutSecrets(describeContent(answer.content, call.language), connection.secrets);
    if (answer.isError) {
      throw new StudioError('tool/mcp-said-no', {
        tool: `${server}: ${name}`,
        words: strangersWords(text, 1_000),
      });
    }
    const data = dataWithoutSecrets(answer.structured, connection.secrets);
    return boundResult({ text: removeHiddenCharacters(text), data }, call.language, limits);
  }

  async dispose(): Promise<void> {
    this.#ended.abort();
    await this.#opening?.catch(() => undefined);
    await this.#stop();
  }

  #checkApproved(name: string): void {
    if (!this.isApproved) throw new StudioError('tool/mcp-needs-approval', { server: this.#stored.title });
    if (!this.approvedTools.some(tool => tool.name === name)) {
      throw new StudioError('tool/unknown', { tool: `mcp/${this.#stored.id}/${name}` });
    }
  }

  #open(signal: AbortSignal): Promise<McpConnection> {
    if (this.#connection?.isOpen === true) return Promise.resolve(this.#connection);
    this.#opening ??= this.#start(AbortSignal.any([signal, this.#ended.signal])).finally(() => {
      this.#opening = null;
      this.#options.onChange();
    });
    return this.#opening;
  }

  async #start(signal: AbortSignal): Promise<McpConnection> {
    const { stored, nowMs, directory, variables, fetch, startMs, log } = this.#options;
    const waitMs = this.#retryAtMs - nowMs();
    if (waitMs > 0) {
      throw new StudioError('tool/mcp-waiting', {
        server: stored.title,
        failures: this.#failures,
        seconds: Math.ceil(waitMs / 1_000),
      });
    }
    this.#options.onChange();
    let connection: McpConnection | null = null;
    try {
      await mkdir(directory, { recursive: true });
      // Loaded with the first server: most programs have none, and the client is large.
      const { McpConnection: Connection } = await import('./mcp-connection.ts');
      const opened: McpConnection = new Connection({
        server: stored.server,
        directory,
        variables,
        fetch,
        startMs,
        onLog: line => log(stored.id, line),
        onToolsChanged: () => this.#toolsChanged(opened),
        onClose: reason => this.#closed(opened, reason),
      });
      connection = opened;
      await opened.open(signal);
      this.#offered = await opened.listTools(signal);
    } catch (error) {
      await connection?.close();
      throw this.#failed(error, connection);
    }
    this.#connection = connection;
    this.#error = null;
    if (this.#stored.approved !== null && !this.isApproved) {
      log(stored.id, 'its tools have changed since they were approved; it is not used');
      await this.#stop();
    }
    return connection;
  }

  #failed(error: unknown, connection: McpConnection | null): StudioError {
    const server = this.#stored.title;
    if (this.#ended.signal.aborted) return new StudioError('tool/cancelled', { tool: server });
    if (error instanceof BadToolList && error.hidden !== null) {
      this.#error = new StudioError('tool/mcp-hidden-text', { server, ...error.hidden });
    } else {
      const message = error instanceof Error ? error.message : String(error);
      const reason = connection?.cleaned(error) ?? strangersWords(message);
      this.#error = new StudioError('tool/mcp-not-started', { server, reason });
    }
    this.#failures++;
    this.#waitLonger();
    return this.#error;
  }

  #waitLonger(): void {
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1));
    this.#retryAtMs = this.#options.nowMs() + waitMs;
  }

  /** It ended by itself: the next call starts it anew, after a while where that happens again and again. */
  #closed(connection: McpConnection, reason: string): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    this.#options.log(this.#stored.id, `it ended: ${reason}`);
    this.#failures++;
    if (this.#failures > 1) this.#waitLonger();
    this.#options.onChange();
  }

  #toolsChanged(connection: McpConnection): void {
    connection
      .listTools(this.#ended.signal)
      .then(
        tools => {
          this.#offered = tools;
        },
        error => {
          // Nobody knows what it offers now, so nothing of it may be used.
          this.#offered = null;
          if (connection.isOpen) this.#failed(error, connection);
        },
      )
      .then(async () => {
        if (!this.isApproved) await this.#stop();
        this.#options.onChange();
      })
      .catch(() => undefined);
  }

  async #stop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }
}
