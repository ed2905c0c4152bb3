import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient, type InValue, type Transaction } from '@libsql/client';

interface HranaStatement {
  readonly sql?: string;
  /** Text that `store_sql` gave this number. */
  readonly sql_id?: number;
  readonly args?: readonly HranaValue[];
}
interface HranaRequest {
  readonly type: string;
  readonly stmt?: HranaStatement;
  readonly batch?: { readonly steps: readonly { readonly stmt: HranaStatement }[] };
  readonly sql?: string;
  readonly sql_id?: number;
}

interface ReadStatement {
  readonly sql: string;
  readonly args: InValue[];
}

type HranaValue =
  | { readonly type: 'null' }
  | { readonly type: 'integer' | 'text'; readonly value: string }
  | { readonly type: 'float'; readonly value: number };

function decode(value: HranaValue): InValue {
  return value.type === 'null' ? null : value.type === 'integer' ? BigInt(value.value) : value.value;
}

function encode(value: unknown): HranaValue {
  if (value === null || value === undefined) return { type: 'null' };
  if (typeof value === 'number' && !Number.isInteger(value)) return { type: 'float', value };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { type: 'integer', value: String(value) };
  return { type: 'text', value: String(value) };
}

/** What a fixture server does with a request instead of answering it. */
export type ServerFault = 'none' | 'refuses' | 'garbage' | 'page' | 'cuts' | 'hangs' | 'breaks';

/** A libSQL server as its HTTP protocol is documented (Hrana 2 over HTTP, JSON), on a database in this process. */
export class HranaServer {
  readonly token: string;
  fault: ServerFault = 'none';
  /** Tokens that clients sent, in order. */
  readonly seenTokens: string[] = [];
  readonly #database: Client = createClient({ url: ':memory:' });
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });

  constructor(token: string) {
    this.token = token;
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
    this.#database.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    this.seenTokens.push(sent);
    if (this.fault === 'hangs') return;
    if (this.fault === 'cuts') return void response.destroy();
    if (this.fault === 'page') return void response.end('<html>Hotel Wi-Fi</html>');
    if (this.fault === 'garbage') return void response.end('{"results":[{"type":"maybe"}]}');
    if (this.fault === 'breaks') return void response.writeHead(500).end('boom');
    if (this.fault === 'refuses' || sent !== this.token) {
      return void response.writeHead(401).end('{"error":"unauthorized"}');
    }
    if (request.url !== '/v2/pipeline') return void response.writeHead(404).end();
    const { requests } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      requests: readonly HranaRequest[];
    };
    const stored = new Map<number | undefined, string>();
    const textOf = ({ sql, sql_id, args }: HranaStatement) => ({
      sql: sql ?? stored.get(sql_id) ?? '',
      args: (args ?? []).map(decode),
    });
    const results: unknown[] = [];
    for (const { type, stmt, batch, sql, sql_id } of requests) {
      try {
        if (type === 'store_sql') stored.set(sql_id, sql ?? '');
        results.push({
          type: 'ok',
          response: {
            type,
            ...(await this.#run(
              stmt === undefined ? undefined : textOf(stmt),
              batch?.steps.map(step => textOf(step.stmt)),
            )),
          },
        });
      } catch (error) {
        const { message, code } = error as { message: string; code: string };
        results.push({ type: 'error', error: { message, code } });
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ baton: null, base_url: null, results }));
  }

  async #run(statement: ReadStatement | undefined, steps: readonly ReadStatement[] | undefined) {
    if (statement !== undefined) return { result: await this.#execute(statement) };
    if (steps === undefined) return {};
    // BEGIN, the statements, COMMIT, ROLLBACK where that failed: the first failure ends it, as the conditions say.
    const stepResults: unknown[] = steps.map(() => null);
    const stepErrors: unknown[] = steps.map(() => null);
    const transaction = await this.#database.transaction('write');
    try {
      for (const [index, stmt] of steps.entries()) {
        if (/^ROLLBACK/i.test(stmt.sql)) break;
        try {
          if (/^COMMIT/i.test(stmt.sql)) await transaction.commit();
          stepResults[index] = /^(BEGIN|COMMIT)/i.test(stmt.sql)
            ? { cols: [], rows: [], affected_row_count: 0, last_insert_rowid: null }
            : await this.#execute(stmt, transaction);
        } catch (error) {
          const { message, code } = error as { message: string; code: string };
          stepErrors[index] = { message, code };
          break;
        }
      }
    } finally {
      transaction.close();
    }
    return { result: { step_results: stepResults, step_errors: stepErrors } };
  }

  async #execute(statement: ReadStatement, on: Pick<Transaction, 'execute'> = this.#database) {
    const result = await on.execute(statement);
    return {
      cols: result.columns.map(name => ({ name, decltype: null })),
      rows: result.rows.map(row => result.columns.map((_, index) => encode(row[index]))),
      affected_row_count: result.rowsAffected,
      last_insert_rowid: null,
    };
  }
}
