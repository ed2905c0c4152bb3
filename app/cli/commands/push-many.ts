import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import type { PushConsents } from '../../contract/services/device-service.ts';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';
import type { Host } from '../../host/create-host.ts';
import { fleetReport } from '../../host/fleet/fleet-report.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes, type Terminal } from '../terminal.ts';
import { openProject, withHost } from '../with-host.ts';

export interface PushManyOptions {
  readonly ports: readonly string[];
  /** Every attached board that runs programs, instead of `ports`. */
  readonly all: boolean;
  /** A file that gets a line for each kit; its ending says which kind. */
  readonly report: string | null;
  /** How often what failed is tried again. */
  readonly retry: number;
  readonly consents: PushConsents;
}

/** `push` to several kits side by side: resolves when all are served; the report is written whatever became of them. */
export function pushMany(terminal: Terminal, path: string, options: PushManyOptions): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const { fleet } = host.parts;
    const { projectId } = await openProject(host, path);
    const kitIds = await kitsOf(host, options);
    const stop = fleet.onDidChange(tellRows(terminal));
    const cancel = () => fleet.cancel(null);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const { consents } = options;
      await fleet.start({ kitIds, projectId, imageId: null, erase: false, consents });
      if (signal.aborted) cancel();
      let run = await fleet.finished();
      for (let again = 0; again < options.retry && !signal.aborted && run !== null; again++) {
        if (run.rows.every(isServed)) break;
        terminal.say('trying again what failed');
        await fleet.retry(consents);
        run = await fleet.finished();
      }
      if (run === null) throw new StudioError('fleet/no-run', {});
      if (options.report !== null) await writeReport(run, options.report);
      terminal.say(sumOf(run));
      terminal.answer(run);
      if (signal.aborted) return exitCodes.interrupted;
      return run.rows.every(isServed) ? exitCodes.ok : exitCodes.device;
    } finally {
      signal.removeEventListener('abort', cancel);
      stop();
    }
  });
}

async function kitsOf(host: Host, { all, ports }: PushManyOptions): Promise<string[]> {
  const { kits } = host.parts;
  if (!all) {
    const kitIds: string[] = [];
    for (const port of ports) kitIds.push((await kits.addPort(port)).kitId);
    return kitIds;
  }
  const attached = (await kits.list()).filter(
    kit => kit.transport === 'serial' && kit.isAttached && kit.mode === 'application',
  );
  if (attached.length === 0) throw new StudioError('fleet/no-kits', {});
  return attached.map(({ kitId }) => kitId);
}

/** The end of a report's name must say what it is. */
export function isReportName(file: string): boolean {
  return ['.csv', '.json'].includes(extname(file).toLowerCase());
}

async function writeReport(run: FleetRun, file: string): Promise<void> {
  const { text } = await fleetReport(run, extname(file).toLowerCase() === '.json' ? 'json' : 'csv');
  try {
    await writeFile(resolve(file), text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError('fleet/report-unwritable', { path: file, reason }, { cause: error });
  }
}

/** A line for each kit when it has come to an end, and what is under way where a person watches. */
function tellRows(terminal: Terminal): (run: FleetRun) => void {
  const told = new Set<string>();
  return run => {
    for (const row of run.rows) {
      const key = `${row.kitId} ${row.attempts}`;
      if (!['done', 'failed', 'cancelled'].includes(row.state) || told.has(key)) continue;
      told.add(key);
      terminal.say(`${row.path.padEnd(20)} ${phrase(row, terminal)}`);
    }
    const busy = run.rows.filter(({ state }) => state === 'pushing');
    const rate = busy.reduce((sum, { push }) => sum + (push?.phase === 'write' ? push.bytesPerSecond : 0), 0);
    const over = run.rows.filter(({ state }) => state === 'done').length;
    if (run.finishedAt === null)
      terminal.progress(
        `${over} of ${run.rows.length} done, ${busy.length} under way  ${formatBytes(rate)}/s`,
      );
  };
}

function phrase(row: FleetRow, terminal: Terminal): string {
  const seconds = `${(row.elapsedMs / 1000).toFixed(1)} s`;
  if (row.state === 'cancelled') return 'cancelled';
  if (row.state === 'failed') {
    const error = StudioError.fromJson(row.error);
    return `failed: ${describeError(error, terminal.language).title} [${error.code}]`;
  }
  switch (row.outcome) {
    case 'rolled-back':
      return `returned to the old program: ${row.reason ?? 'the new one did not answer'}`;
    case 'unchanged':
      return `unchanged: revision ${row.sequenceAfter} (${seconds})`;
    default:
      return `confirmed: revision ${row.sequenceAfter}, ${row.filesChanged} files, ${formatBytes(row.bytesWritten ?? 0)}, ${seconds}`;
  }
}

function isServed({ outcome, state }: FleetRow): boolean {
  return state === 'done' && outcome !== 'rolled-back';
}

function sumOf({ rows }: FleetRun): string {
  return `${rows.filter(isServed).length} of ${rows.length} kits have the program`;
}
