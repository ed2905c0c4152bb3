import type { Diagnosis, DoctorFinding } from '../../contract/services/doctor-service.ts';
import type { LocalizedText } from '../../core/text/localized-text.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { withHost } from '../with-host.ts';

const states: Readonly<Record<DoctorFinding['state'], LocalizedText>> = {
  well: { en: 'well', zh: '正常' },
  problem: { en: 'problem', zh: '问题' },
  suspicion: { en: 'suspicion', zh: '可疑' },
  unknown: { en: 'unknown', zh: '未知' },
  skipped: { en: 'skipped', zh: '跳过' },
};
const words = {
  nothingNamed: { en: 'Boards that do not appear', zh: '未出现的开发板' },
  cause: { en: 'Cause', zh: '原因' },
  well: { en: 'Nothing is wrong, as far as can be told.', zh: '目前未发现问题。' },
  interrupt: {
    en: 'It was only listened to. --interrupt stops the program, asks the board what it is, and starts it again.',
    zh: '仅进行了监听。--interrupt 会停止程序、询问开发板信息，然后重新启动程序。',
  },
} as const satisfies Record<string, LocalizedText>;

/**
 * `doctor [port]`: why a port does not open or a board does not answer. Without a port each attached board is examined,
 * or, where there is none, what the system says of that. JSON is the list of diagnoses.
 */
export function doctor(
  terminal: Terminal,
  port: string | undefined,
  options: { readonly interrupt: boolean },
): Promise<ExitCode> {
  return withHost(async (host, signal) => {
    const kits = await host.parts.kits.list();
    const attached = kits.filter(({ isAttached, transport }) => transport === 'serial' && isAttached);
    const named = kits.find(({ kitId, path }) => kitId === port || path === port);
    const kitIds =
      port === undefined ? attached.map(({ kitId }) => kitId) : named === undefined ? [] : [named.kitId];
    const requests =
      kitIds.length > 0
        ? kitIds.map(kitId => ({ kitId, path: null }))
        : [{ kitId: null, path: port === undefined ? null : port }];
    const diagnoses: Diagnosis[] = [];
    for (const request of requests) {
      const diagnosis = await host.handlers.doctor.methods.examine(
        { ...request, interrupt: options.interrupt },
        { signal, report: findings => terminal.progress(findings.at(-1)?.title[terminal.language] ?? '') },
      );
      diagnoses.push(diagnosis);
      tell(terminal, diagnosis, options.interrupt);
    }
    terminal.answer(diagnoses);
    return diagnoses.some(({ cause }) => cause !== null) ? exitCodes.device : exitCodes.ok;
  });
}

function tell(terminal: Terminal, { cause, findings, path }: Diagnosis, interrupt: boolean): void {
  const { language } = terminal;
  terminal.say(path ?? words.nothingNamed[language]);
  for (const { check, state, text, title } of findings) {
    if (state === 'skipped') continue;
    terminal.say(`  ${states[state][language].padEnd(10)}${title[language]}  ${text[language]}  [${check}]`);
  }
  const found = findings.find(({ check }) => check === cause);
  if (found === undefined) {
    terminal.say(words.well[language]);
    if (!interrupt && path !== null) terminal.say(words.interrupt[language]);
    return;
  }
  terminal.say(`${words.cause[language]}: ${found.text[language]}`);
  if (found.remedy === null) return;
  terminal.say(`→ ${found.remedy.text[language]}`);
  for (const command of found.remedy.commands) terminal.say(`    ${command}`);
}
