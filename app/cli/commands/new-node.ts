import { readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { defaultHostOptions } from '../../host/default-host-options.ts';
import { createNode } from '../../host/plugins/new-node.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { applicationRoot } from '../with-host.ts';

/** `new node <pack>/<name>`: a node type that works, in the user's plugins folder or the one that is named. */
export async function newNode(terminal: Terminal, type: string, into: string | undefined): Promise<ExitCode> {
  const shell = { kind: 'browser', nativeDialogs: false, kiosk: false } as const;
  const { builtInPlugins, userPlugins } = defaultHostOptions(shell, applicationRoot, process.env);
  const pluginsFolder = into === undefined ? userPlugins : resolve(into);
  const created = await createNode({
    pluginsFolder,
    type,
    author: userInfo().username,
    takenPacks: pluginsFolder === builtInPlugins ? [] : await readdir(join(builtInPlugins, 'nodes')),
  });
  terminal.say(`${type} in ${created.directory}`);
  for (const file of created.files) terminal.say(`  ${relative(pluginsFolder, file)}`);
  terminal.say(
    `Next: edit the files; CAMBRIAN_PLUGINS=${pluginsFolder} npm run test:nodes plays its behaviour.`,
  );
  terminal.answer(created);
  return exitCodes.ok;
}
