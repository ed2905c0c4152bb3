import type { PushConsents, PushProgress } from '../../contract/services/device-service.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatBytes, type Terminal } from '../terminal.ts';
import { openProject, withHost } from '../with-host.ts';

/** `push <project> --port <port>`: resolves when the kit has confirmed the program, or has returned to its old one. */
export function push(
  terminal: Terminal,
  path: string,
  options: { readonly port: string } & PushConsents,
): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const project = await openProject(host, path);
    const kit = await host.parts.kits.addPort(options.port);
    const result = await host.parts.kits.run(
      { ...options, projectId: project.projectId, kitId: kit.kitId },
      { signal, report: progress => terminal.progress(phrase(progress)) },
    );
    const seconds = (result.elapsedMs / 1000).toFixed(1);
    switch (result.outcome) {
      case 'confirmed':
        terminal.say(
          `confirmed in slot ${result.slot}: ${result.filesChanged} of ${result.filesTotal} files changed, ${formatBytes(result.bytesWritten)}, ${seconds} s`,
        );
        break;
      case 'unchanged':
        terminal.say(`unchanged: ${kit.path} already runs ${result.bundle.slice(0, 12)} (${seconds} s)`);
        break;
      case 'rolled-back':
        terminal.say(`returned to the old program: ${result.reason ?? 'the new one did not answer'}`);
        break;
    }
    terminal.answer(result);
    return result.outcome === 'rolled-back' ? exitCodes.device : exitCodes.ok;
  });
}

function phrase(progress: PushProgress): string {
  if (progress.bytesTotal === 0) return progress.phase;
  const rate = `${formatBytes(progress.bytesPerSecond)}/s`;
  return `${progress.phase}  ${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}  ${rate}`;
}
