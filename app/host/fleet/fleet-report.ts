import { describeError, StudioError } from '../../contract/errors/studio-error.ts';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';

export interface ReportFile {
  readonly fileName: string;
  readonly text: string;
}

/**
 * What a spreadsheet takes for a formula: names of kits come from people and from boards. Numbers of ours are given as
 * numbers and stay what they are.
 */
const formula = /^\s*[=+\-@\t\r].*$/s;
/** So that a spreadsheet does not take UTF-8 for something else. */
const byteOrderMark = '\ufeff';

/** The run as a file: a line for each kit. */
export async function fleetReport(run: FleetRun, format: 'csv' | 'json'): Promise<ReportFile> {
  const fileName = `cambrian-${run.startedAt.slice(0, 19).replaceAll(':', '-')}.${format}`;
  if (format === 'json') return { fileName, text: `${JSON.stringify(run, null, 2)}\n` };
  const { default: papaparse } = await import('papaparse');
  const text = papaparse.unparse(
    run.rows.map(row => lineOf(run, row)),
    {
      escapeFormulae: formula,
      newline: '\r\n',
    },
  );
  return { fileName, text: `${byteOrderMark}${text}\r\n` };
}

function lineOf(run: FleetRun, row: FleetRow): Record<string, string | number | null> {
  const error = row.error === null ? null : StudioError.fromJson(row.error);
  return {
    kit: row.kitId,
    name: row.title,
    board: row.boardTitle,
    'serial number': row.serialNumber,
    path: row.path,
    profile: run.profileName,
    state: row.state,
    outcome: row.outcome,
    'revision before': row.sequenceBefore,
    'revision after': row.sequenceAfter,
    image: row.imageId,
    'files changed': row.filesChanged,
    'bytes written': row.bytesWritten,
    attempts: row.attempts,
    seconds: Math.round(row.elapsedMs) / 1000,
    reason: row.reason,
    error: error?.code ?? null,
    explanation: error === null ? null : describeError(error, 'en').explanation,
  };
}
