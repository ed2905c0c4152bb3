import { StudioError } from '../../contract/errors/studio-error.ts';

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** The deepest words there are: undici says `fetch failed` and hides why in its cause. */
function reasonOf(error: unknown): string {
  const cause = field(error, 'cause');
  if (cause instanceof Error && cause.message !== '') return reasonOf(cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}

/** SQLite's or Node's code of a failure, '' where it has none. */
export function failureCode(error: unknown): string {
  return String(field(error, 'code') ?? '');
}

/** Whether the file itself is not what it should be. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(failureCode(error));
}

/** Whether another program holds the file just now. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(failureCode(error));
}

/** A failure of a file in words for people; what is unknown stays as it is. */
export function fileFailure(error: unknown, where: string): unknown {
  if (error instanceof StudioError) return error;
  const code = failureCode(error);
  const options = { cause: error };
  if (/^SQLITE_READONLY|^SQLITE_PERM/.test(code))
    return new StudioError('memory/read-only', { where }, options);
  if (/^SQLITE_FULL|^ENOSPC/.test(code)) return new StudioError('memory/disk-full', { where }, options);
  if (/^(SQLITE_(CANTOPEN|IOERR|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|EISDIR|EIO|ENOENT)/.test(code)) {
    return new StudioError('memory/cannot-open', { where, reason: reasonOf(error) }, options);
  }
  return error;
}

/** A failure of a server in words for people. A mistake in a statement of ours stays as it is. */
export function serverFailure(error: unknown, where: string): unknown {
  if (error instanceof StudioError) return error;
  const options = { cause: error };
  const reason = reasonOf(error);
  const code = failureCode(error);
  const status = Number(field(field(error, 'cause'), 'status') ?? /status:? (\d{3})/i.exec(reason)?.[1] ?? 0);
  if (status === 401 || status === 403 || /^(AUTH|SQLITE_AUTH)/.test(code)) {
    return new StudioError('memory/server-refused', { where, status: status === 0 ? code : status }, options);
  }
  if (code === 'SQLITE_FULL') return new StudioError('memory/disk-full', { where }, options);
  if (/^SQLITE_READONLY/.test(code)) return new StudioError('memory/read-only', { where }, options);
  if (code.startsWith('SQLITE_')) return error;
  if (code === 'HRANA_PROTO_ERROR' || error instanceof SyntaxError || status === 404 || status === 405) {
    return new StudioError('memory/server-unreadable', { where, reason }, options);
  }
  return new StudioError('memory/server-unreachable', { where, reason }, options);
}
