import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  ListToolsResultSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpServer } from '../../../contract/services/tools-service.ts';
import type { JsonValue } from '../../../sdk/hub-node.ts';
import { strangersWords } from '../tool-limits.ts';
import { childEnvironment, findCommand } from './child-environment.ts';
import { pinnedFetch } from './pinned-fetch.ts';
import { BadToolList, checkServerTools, mostServerTools, type ServerTool } from './server-tools.ts';
import { StdioTransport } from './stdio-transport.ts';

export interface McpConnectionOptions {
  readonly server: McpServer;
  /** Where a stdio server stands: a folder of its own. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** Time for the greeting and for each page of the list, milliseconds. */
  readonly startMs: number;
  readonly onLog: (line: string) => void;
  /** The server says that its tools have changed. */
  readonly onToolsChanged: () => void;
  /** It is gone; `reason` is free of secrets. */
  readonly onClose: (reason: string) => void;
}

const mostPages = 20;

/** What a tool of a server answered; `isError` where the tool says that it failed. */
export interface ServerAnswer {
  readonly content: readonly unknown[];
  readonly structured: JsonValue;
  readonly isError: boolean;
}

/**
 * One running MCP server and the client that talks to it. The client offers nothing to the server: no sampling, no
 * roots, no questions to the user.
 */
export class McpConnection {
  readonly #options: McpConnectionOptions;
  readonly #client: Client;
  readonly #transport: Transport;
  /** Values of the variables that the server sees; they must not come back in a text. */
  readonly secrets: readonly string[];
  #isOpen = false;

  constructor(options: McpConnectionOptions) {
    this.#options = options;
    const { server } = options;
    this.secrets = secretsOf(server, options.variables);
    this.#client = new Client({ name: 'cambrian', version: '1.0.0' }, { capabilities: {} });
    this.#transport = server.kind === 'stdio' ? this.#stdio(server) : this.#http(server.url);
    this.#client.onclose = () => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      options.onClose(this.endReason);
    };
    // A message that fits nothing: an answer that comes twice, or to nobody.
    this.#client.onerror = () => undefined;
    this.#client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      if (this.#isOpen) options.onToolsChanged();
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get endReason(): string {
    const reason = this.#transport instanceof StdioTransport ? this.#transport.endReason : '';
    return reason === '' ? 'the connection broke' : reason;
  }

  /** Process id of a stdio server, while it runs. */
  get processId(): number | null {
    return this.#transport instanceof StdioTransport ? this.#transport.processId : null;
  }

  /** Starts the server and greets it. Rejects with a reason that is free of secrets. */
  async open(signal: AbortSignal): Promise<void> {
    try {
      await this.#client.connect(this.#transport, { signal, timeout: this.#options.startMs });
      this.#isOpen = true;
    } catch (error) {
      const reason = this.#transport instanceof StdioTransport ? this.#transport.endReason : '';
      await this.close();
      throw new Error(reason !== '' ? reason : this.cleaned(error), { cause: error });
    }
  }

  /** All pages of the server's tools, checked. Throws {@link BadToolList}. */
  async listTools(signal: AbortSignal): Promise<readonly ServerTool[]> {
    const listed: unknown[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page++) {
      if (page >= mostPages) throw new BadToolList(`more than ${mostPages} pages of tools`);
      // Not `client.listTools`: that compiles the server's own schemas, patterns and all.
      const result = await this.#client.request(
        { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
        ListToolsResultSchema,
        { signal, timeout: this.#options.startMs },
      );
      listed.push(...result.tools);
      if (listed.length > mostServerTools) throw new BadToolList(`more than ${mostServerTools} tools`);
      if (result.nextCursor === undefined || result.nextCursor === '') return checkServerTools(listed);
      if (result.nextCursor === cursor) throw new BadToolList('a list without an end');
      cursor = result.nextCursor;
    }
  }

  /** Calls a tool; aborting the signal tells the server to stop. */
  async call(
    name: string,
    arguments_: Readonly<Record<string, JsonValue>>,
    signal: AbortSignal,
    deadlineMs: number,
  ): Promise<ServerAnswer> {
    const result = await this.#client
      .request(
        { method: 'tools/call', params: { name, arguments: { ...arguments_ } } },
        CallToolResultSchema,
        { signal, timeout: deadlineMs, maxTotalTimeout: deadlineMs },
      )
      .catch(async error => {
        // A server over HTTP that is gone, or was started anew, does not know this session any more.
        if (isLost(error) && this.#isOpen) {
          await this.close();
          this.#options.onClose(this.endReason);
        }
        throw error;
      });
    return {
      content: result.content,
      structured: (result.structuredContent ?? null) as JsonValue,
      isError: result.isError === true,
    };
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    if (this.#transport instanceof StreamableHTTPClientTransport && this.#transport.sessionId !== undefined) {
      // Best effort, and never longer than a moment: the server may be gone.
      const ended = this.#transport.terminateSession().catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise(resolve => {
        timer = setTimeout(resolve, 500);
      });
      await Promise.race([ended, late]);
      clearTimeout(timer);
    }
    await this.#client.close().catch(() => undefined);
    await this.#transport.close().catch(() => undefined);
  }

  /** The message of an error, without the values that the server was shown. */
  cleaned(error: unknown): string {
    return strangersWords(error instanceof Error ? error.message : String(error), 300, this.secrets);
  }

  #stdio(server: Extract<McpServer, { kind: 'stdio' }>): StdioTransport {
    const { variables, directory, onLog } = this.#options;
    const command = findCommand(server.command, variables);
    if (command === null) throw new Error(`the command ${server.command} was not found`);
    return new StdioTransport({
      command,
      arguments: server.arguments,
      environment: childEnvironment(command, server.environment, variables),
      directory,
      secrets: this.secrets,
      onLog,
    });
  }

  #http(address: string): StreamableHTTPClientTransport {
    const url = new URL(address);
    return new StreamableHTTPClientTransport(url, {
      fetch: pinnedFetch(url.origin, this.#options.fetch),
      reconnectionOptions: {
        initialReconnectionDelay: 1_000,
        maxReconnectionDelay: 30_000,
        reconnectionDelayGrowFactor: 2,
        maxRetries: 2,
      },
    });
  }
}

function isLost(error: unknown): boolean {
  if (error instanceof StreamableHTTPError) return error.code === 404;
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** Variables whose values say nothing that must be hidden. */
const harmless = new Set(['PATH', 'HOME', 'LANG', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'TMPDIR', 'TZ', 'PWD']);

function secretsOf(
  server: McpServer,
  variables: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (server.kind === 'http') return [];
  return server.environment
    .filter(name => !harmless.has(name))
    .flatMap(name => variables[name] ?? [])
    .filter(value => value.length >= 6);
}
