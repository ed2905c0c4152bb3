import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { openProject, withHost } from '../with-host.ts';

/** `validate <project>`: every problem of a project, Python included. */
export function validate(terminal: Terminal, path: string): Promise<ExitCode> {
  return withHost(async host => {
    const project = await openProject(host, path);
    const { catalogue } = host.parts.plugins.library;
    const built = await host.parts.builder.build(host.parts.projects.profile(project.projectId), catalogue);
    const diagnostics = [...project.diagnostics, ...built.diagnostics];
    terminal.diagnostics(diagnostics);
    const count = (severity: string) => diagnostics.filter(each => each.severity === severity).length;
    const errors = count('error');
    terminal.say(`${errors} errors, ${count('warning')} warnings, ${count('hint')} hints`);
    terminal.answer({ valid: errors === 0, diagnostics });
    return errors === 0 ? exitCodes.ok : exitCodes.findings;
  });
}
