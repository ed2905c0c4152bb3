/** What the command line returns to its caller. Documented in docs/command-line.md. */
export const exitCodes = {
  /** Done, nothing to complain about. */
  ok: 0,
  /** The profile has errors, or a scenario did not pass. */
  findings: 1,
  /** The command was written wrongly. */
  usage: 2,
  /** A project, file or template cannot be read or written. */
  project: 3,
  /** A kit cannot be reached, refused the push, or returned to its old program. */
  device: 4,
  /** Stopped by the user. */
  interrupted: 130,
  /** A fault of Cambrian itself. */
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for an error's area. */
export function exitCodeFor(errorCode: string): ExitCode {
  if (errorCode === 'fleet/report-unwritable') return exitCodes.project;
  if (errorCode === 'scenario/unreadable' || errorCode === 'serve/token-unusable') return exitCodes.project;
  if (errorCode === 'serve/cannot-listen' || errorCode === 'device/unknown-check') return exitCodes.usage;
  const area = errorCode.slice(0, errorCode.indexOf('/'));
  switch (area) {
    case 'project':
    case 'plugin':
      return exitCodes.project;
    case 'transport':
    case 'repl':
    case 'push':
    case 'device':
    case 'firmware':
    case 'virtual-board':
    case 'fleet':
      return exitCodes.device;
    case 'signing':
      return exitCodes.project;
    case 'build':
    case 'scenario':
      return exitCodes.findings;
    default:
      return exitCodes.internal;
  }
}
