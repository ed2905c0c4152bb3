import type { Kit } from '../../contract/services/device-service.ts';
import type { Language, LocalizedText } from '../../core/text/localized-text.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { withHost } from '../with-host.ts';

const headings: readonly LocalizedText[] = [
  { en: 'NAME', zh: '名称' },
  { en: 'BOARD', zh: '开发板' },
  { en: 'SERIAL NUMBER', zh: '序列号' },
  { en: 'PORT', zh: '端口' },
  { en: 'STATE', zh: '状态' },
];
const states = {
  attached: { en: 'attached', zh: '已连接' },
  away: { en: 'not attached', zh: '未连接' },
  bootLoader: { en: 'waits for firmware', zh: '等待固件' },
} as const satisfies Record<string, LocalizedText>;

/** `list`: name, board, serial number, port and state of each kit. The virtual kit is always there. */
export function list(terminal: Terminal): Promise<ExitCode> {
  return withHost(async host => {
    const kits = await host.parts.kits.list();
    const { language } = terminal;
    const rows = [headings.map(heading => heading[language]), ...kits.map(kit => rowOf(kit, language))];
    const widths = headings.map((_, column) => Math.max(...rows.map(row => widthOf(row[column] ?? ''))));
    for (const row of rows) terminal.say(lineOf(row, widths));
    if (kits.every(kit => kit.transport === 'virtual')) {
      terminal.say(
        language === 'zh'
          ? '未发现开发板。请接入开发板，或用 --port 指定端口。若开发板未出现，请运行 cambrian doctor。'
          : 'No board is attached. Plug one in, or name its port with --port. If it does not appear, run cambrian doctor.',
      );
    }
    terminal.answer(kits);
    return exitCodes.ok;
  });
}

function rowOf(kit: Kit, language: Language): string[] {
  const state = kit.isAttached
    ? kit.mode === 'boot-loader'
      ? states.bootLoader
      : states.attached
    : states.away;
  return [kit.title, kit.boardTitle, kit.serialNumber ?? '–', kit.path, state[language]];
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
    .join('  ')
    .trimEnd();
}

/** Columns that a terminal gives a text: Chinese letters take two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (width, letter) => width + (/[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u.test(letter) ? 2 : 1),
    0,
  );
}
