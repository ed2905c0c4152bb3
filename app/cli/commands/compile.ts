import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Budget, Report } from '../../core/compiler/bundle.ts';
import { nodeFileSystem } from '../../host/files/file-system.ts';
import { writeFileSafely } from '../../host/files/write-file-safely.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes, type Terminal } from '../terminal.ts';
import { openProject, withHost } from '../with-host.ts';

/** `compile <project> [--out <folder>]`: the bundle as a board would get it, and the report. */
export function compile(terminal: Terminal, path: string, out: string | undefined): Promise<ExitCode> {
  return withHost(async host => {
    const project = await openProject(host, path);
    const { catalogue } = host.parts.plugins.library;
    const built = await host.parts.builder.build(host.parts.projects.profile(project.projectId), catalogue);
    const { bundle, report, diagnostics } = built;
    terminal.diagnostics(diagnostics.filter(({ severity }) => severity !== 'hint'));
    if (bundle === null) {
      terminal.answer({ hash: null, diagnostics });
      return exitCodes.findings;
    }
    const files = [
      ['manifest.json', bundle.manifestBytes] as const,
      ...[...bundle.files].map(([name, { bytes }]) => [name, bytes] as const),
    ];
    if (out !== undefined) {
      for (const [name, bytes] of files) {
        const target = join(resolve(out), name);
        await mkdir(dirname(target), { recursive: true });
        await writeFileSafely(nodeFileSystem, target, bytes);
      }
    }
    for (const [name, bytes] of files) terminal.say(`${formatBytes(bytes.length).padStart(8)}  ${name}`);
    if (report !== null) sayReport(terminal, report);
    terminal.say(`bundle ${bundle.hash}${out === undefined ? '' : ` in ${resolve(out)}`}`);
    terminal.answer({
      hash: bundle.hash,
      files: files.map(([name, bytes]) => ({ path: name, bytes: bytes.length })),
      report,
      diagnostics,
    });
    return exitCodes.ok;
  });
}

function sayReport(terminal: Terminal, report: Report): void {
  const share = (budget: Budget) =>
    budget.limit === undefined
      ? ''
      : ` of ${formatBytes(budget.limit)} (${Math.round((100 * budget.used) / budget.limit)} %)`;
  terminal.say(`flash   ${formatBytes(report.flash.used)}${share(report.flash)}`);
  terminal.say(`memory  ${formatBytes(report.ram.used)}${share(report.ram)}`);
  terminal.say(`link    ${formatBytes(report.link.used)}/s${share(report.link)}`);
  terminal.say(`path    ${Math.round(report.latency.used)} ms, the slowest`);
}
