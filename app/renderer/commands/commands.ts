import { reportFailure } from '../ui/report-failure.tsx';
import { canvasCommands } from './canvas-commands.ts';
import { type Command, commandState } from './command.ts';
import { deviceCommands } from './device-commands.ts';
import { editCommands } from './edit-commands.ts';
import { hubCommands } from './hub-commands.ts';
import { kitCommands } from './kit-commands.ts';
import { personaCommands } from './persona-commands.ts';
import { placementCommands } from './placement-commands.ts';
import { projectCommands } from './project-commands.ts';
import { recordingCommands } from './recording-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Everything the studio can do, once. */
export const commands: readonly Command[] = [
  ...projectCommands,
  ...editCommands,
  ...canvasCommands,
  ...personaCommands,
  ...deviceCommands,
  ...kitCommands,
  ...hubCommands,
  ...placementCommands,
  ...recordingCommands,
  ...viewCommands,
];

const byId = new Map(commands.map(command => [command.id, command]));

/** A command by its id. Throws for an id that does not exist, which is a mistake in the program. */
export function commandById(id: string): Command {
  const command = byId.get(id);
  if (command === undefined) throw new Error(`There is no command ${id}.`);
  return command;
}

/** Runs a command where it makes sense now; a failure is shown. */
export function runCommand(command: Command | string): void {
  const found = typeof command === 'string' ? commandById(command) : command;
  if (!found.isEnabled(commandState())) return;
  try {
    Promise.resolve(found.run()).catch(reportFailure);
  } catch (error) {
    reportFailure(error);
  }
}
