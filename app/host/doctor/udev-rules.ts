import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import type { SystemFolders } from '../devices/system-root.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { writeFileSafely } from '../files/write-file-safely.ts';
import { shellWord } from './shell-word.ts';

/**
 * Its number is less than that of `73-seat-late.rules`, which gives devices with the tag to whoever sits at the
 * screen: a tag that is set later does nothing.
 */
export const udevRulesFile = '60-cambrian.rules';

/**
 * Rules for the USB ids of these boards; the same boards give the same text. Root reads it, and plugins of anybody say
 * what is in it: an id that is none is left out, and a title stays within its comment.
 */
export function udevRulesText(boards: Iterable<BoardDefinition>): string {
  const titles = new Map<string, Set<string>>();
  for (const { title, usb } of boards) {
    for (const { productId, vendorId } of usb) {
      const ids = `${hex(vendorId)}:${hex(productId)}`;
      if (!/^[0-9a-f]{4}:[0-9a-f]{4}$/.test(ids)) continue;
      titles.set(ids, (titles.get(ids) ?? new Set()).add(oneLine(title)));
    }
  }
  const rules = [...titles]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([ids, boardTitles]) => {
      const [vendorId, productId] = ids.split(':');
      return `# ${[...boardTitles].toSorted().join(', ')}
SUBSYSTEMS=="usb", ATTRS{idVendor}=="${vendorId}", ATTRS{idProduct}=="${productId}", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"`;
    });
  return `# Boards that Cambrian knows. Whoever sits at the screen may open them, and ModemManager leaves them alone.
# Made from the USB ids of the board plugins; goes to /etc/udev/rules.d/${udevRulesFile}.
ACTION=="remove", GOTO="cambrian_end"

${rules.join('\n')}

LABEL="cambrian_end"
`;
}

function hex(id: string): string {
  return id.toLowerCase().replace(/^0x/, '').padStart(4, '0');
}

/** A backslash at the end of a line would join the next one to it. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\\]+/gu, ' ').trim();
}

/** What a person runs to install the rules; nobody else runs it. */
export function udevInstallCommands(sourcePath: string): string[] {
  return [
    `sudo install -m 644 ${shellWord(sourcePath)} /etc/udev/rules.d/${udevRulesFile}`,
    'sudo udevadm control --reload-rules',
    'sudo udevadm trigger --subsystem-match=usb --subsystem-match=tty',
  ];
}

/**
 * Puts the rules where root can read them: files of a packaged studio lie in an archive or in a mount of the user's
 * own. @throws StudioError `doctor/rules-unwritable`
 */
export async function offerUdevRules(stateDirectory: string, text: string): Promise<string> {
  const path = join(stateDirectory, udevRulesFile);
  if ((await readText(path)) === text) return path;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileSafely(nodeFileSystem, path, Buffer.from(text));
    return path;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError('doctor/rules-unwritable', { path, message }, { cause: error });
  }
}

/** Whether these very rules are in force, put there by the person or by the system's package. */
export async function areUdevRulesInstalled(folders: SystemFolders, text: string): Promise<boolean> {
  for (const place of [join(folders.etc, 'udev/rules.d'), join(folders.usr, 'lib/udev/rules.d')]) {
    const found = await readText(join(place, udevRulesFile));
    if (found !== null) return found === text;
  }
  return false;
}

function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
