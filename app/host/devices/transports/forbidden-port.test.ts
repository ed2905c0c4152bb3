import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from '../testing/pseudo-terminal.ts';

const nobody = 65_534;
const script = join(import.meta.dirname, '..', 'testing', 'open-port.ts');

let terminal: PseudoTerminal | null = null;
afterEach(() => terminal?.destroy());

describe('a port that this account may not open', () => {
  it('says so, and names the group that may', async () => {
    terminal = openPseudoTerminal();
    await chmod(terminal.path, 0);
    // Root may open everything: there, the child is somebody else.
    const isRoot = process.getuid?.() === 0;
    const { stdout } = await promisify(execFile)(process.execPath, [script, terminal.path], {
      cwd: '/',
      ...(isRoot && { uid: nobody, gid: nobody }),
    });
    const error: unknown = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'transport/no-permission', details: { path: terminal.path } });
    expect(error).toHaveProperty('details.group', expect.stringMatching(/\w/));
  });
});
