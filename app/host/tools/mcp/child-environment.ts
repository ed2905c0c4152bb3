import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** Folders of programs that every system has. */
const systemFolders =
  process.platform === 'win32' ? [] : ['/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin'];

/** Where a command is, looked up as a shell would; null where nobody finds it. */
export function findCommand(
  command: string,
  variables: Readonly<Record<string, string | undefined>>,
): string | null {
  if (/[\\/]/.test(command)) return isAbsolute(command) && isProgram(command) ? command : null;
  const endings = process.platform === 'win32' ? ['.exe', '.com', ''] : [''];
  for (const folder of (variables.PATH ?? variables.Path ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, command + ending);
      if (isAbsolute(folder) && isProgram(path)) return path;
    }
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The environment of a server: the variables that a person named for it, and a PATH of the folder that its command is
 * in and the system's own, without which no script finds its interpreter. Nothing else is inherited.
 */
export function childEnvironment(
  commandPath: string,
  names: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: [...new Set([dirname(commandPath), ...systemFolders])].join(delimiter),
  };
  if (process.platform === 'win32') {
    const root = variables.SystemRoot ?? 'C:\\Windows';
    environment.SystemRoot = root;
    environment.PATH = [dirname(commandPath), join(root, 'System32'), root].join(delimiter);
  }
  for (const name of names) {
    const value = variables[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
