import type { Kit, Session } from '../../contract/services/device-service.ts';
import type { DoctorCheckId, DoctorFinding, Remedy } from '../../contract/services/doctor-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { fillText, type LocalizedText } from '../../core/text/localized-text.ts';
import type { SystemFolders } from '../devices/system-root.ts';
import type { NodeOwner, RunningProcess, Sandbox, SystemUser, UsbDevice } from './system-facts.ts';
import type { Talk } from './talk.ts';

/** What an examination looks at. Facts are found out when they are first asked for, and once. */
export interface Patient {
  readonly folders: SystemFolders;
  readonly platform: NodeJS.Platform;
  readonly user: SystemUser;
  /** Null where nothing was named. */
  readonly path: string | null;
  readonly kit: Kit | null;
  /** Boards that are attached now, for an examination that names none. */
  readonly attachedKits: readonly Kit[];
  readonly boards: readonly BoardDefinition[];
  readonly interrupt: boolean;
  /** The kit's session, where it is open. */
  readonly session: Session | null;
  /** Kits that were there for a few seconds and are not any more. */
  readonly shortVisits: readonly {
    readonly vendorId: string;
    readonly productId: string;
    readonly stayedMs: number;
  }[];
  /** How the rules that ship with the studio are installed. */
  readonly udevCommands: () => Promise<string[]>;
  readonly isThere: () => Promise<boolean>;
  readonly mayUse: () => Promise<boolean>;
  readonly owner: () => Promise<NodeOwner | null>;
  readonly usbDevices: () => Promise<readonly UsbDevice[] | null>;
  readonly processes: () => Promise<readonly RunningProcess[]>;
  readonly holders: () => Promise<readonly RunningProcess[]>;
  readonly rules: () => Promise<readonly { readonly name: string; readonly lines: readonly string[] }[]>;
  readonly sandbox: () => Promise<Sandbox | null>;
  readonly distribution: () => Promise<'debian' | 'fedora' | 'arch' | null>;
  /** Null where it makes no sense to open the port. */
  readonly talk: () => Promise<Talk | null>;
}

export interface Verdict {
  readonly state: DoctorFinding['state'];
  readonly text: LocalizedText;
  readonly remedy?: Remedy;
}

/** One entry of the doctor's table. */
export interface DoctorCheck {
  readonly id: DoctorCheckId;
  readonly title: LocalizedText;
  readonly examine: (patient: Patient) => Promise<Verdict>;
}

/** Words in both languages, with the real names in them. */
export function say(en: string, zh: string, values: Record<string, string | number> = {}): LocalizedText {
  return fillText({ en, zh }, values);
}

export function remedy(
  text: LocalizedText,
  commands: readonly string[] = [],
  action: Remedy['action'] = 'examine-again',
): Remedy {
  return { text, commands: [...commands], action };
}

export const well = (text: LocalizedText): Verdict => ({ state: 'well', text });
export const skipped = (text: LocalizedText): Verdict => ({ state: 'skipped', text });
export const unknown = (text: LocalizedText): Verdict => ({ state: 'unknown', text });

export const onlyLinux = skipped(say('This happens on Linux only.', '此情况仅出现在 Linux 上。'));
export const noPort = skipped(say('There is no port to look at.', '没有可供检查的端口。'));
export const notOpened = skipped(
  say('The port was not opened, because of what was found before.', '由于前面的发现，未打开端口。'),
);

/** Whether the patient is a serial port of this computer, and not a virtual board or one behind a network. */
export function isSerial({ kit, path }: Patient): boolean {
  return path !== null && (kit === null || kit.transport === 'serial');
}
