import { stat } from 'node:fs/promises';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import type { Diagnosis, DoctorFinding, doctorService } from '../../contract/services/doctor-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import { placeOf } from '../devices/kit-list.ts';
import type { KitManager } from '../devices/kit-manager.ts';
import { type SystemFolders, systemFolders } from '../devices/system-root.ts';
import type { Transport } from '../devices/transport.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import { TcpTransport } from '../devices/transports/tcp-transport.ts';
import { causeOf } from './cause-of.ts';
import {
  answersCheck,
  bootModeCheck,
  fileSystemCheck,
  micropythonCheck,
  opensCheck,
  versionCheck,
} from './checks-of-board.ts';
import { attachedCheck, cableCheck } from './checks-of-cable.ts';
import { brlttyCheck, busyCheck, modemManagerCheck } from './checks-of-programs.ts';
import { permissionCheck, sandboxCheck } from './checks-of-rights.ts';
import type { DoctorCheck, Patient } from './doctor-check.ts';
import {
  currentUser,
  distributionOf,
  holdersOf,
  ownerOf,
  runningProcesses,
  type SystemUser,
  sandboxOf,
  udevRules,
  usbDevices,
} from './system-facts.ts';
import { boardTalkTimes, type Talk, type TalkTimes, talkTo } from './talk.ts';
import { areUdevRulesInstalled, offerUdevRules, udevInstallCommands, udevRulesText } from './udev-rules.ts';

/** Everything that is looked at, in this order: the contract's. */
export const doctorTable: readonly DoctorCheck[] = [
  attachedCheck,
  cableCheck,
  permissionCheck,
  sandboxCheck,
  brlttyCheck,
  modemManagerCheck,
  busyCheck,
  opensCheck,
  bootModeCheck,
  answersCheck,
  micropythonCheck,
  versionCheck,
  fileSystemCheck,
];

export interface DoctorOptions {
  readonly kits: Pick<KitManager, 'list' | 'sessions' | 'borrowPort' | 'learn' | 'abouts' | 'shortVisits'>;
  readonly catalogue: () => Catalogue;
  /** Where the udev rules are laid ready to be copied from. */
  readonly stateDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folders?: SystemFolders;
  readonly platform?: NodeJS.Platform;
  readonly user?: SystemUser;
  readonly times?: TalkTimes;
  /** How the port at a path is opened. */
  readonly transportOf?: (path: string) => Transport;
}

export interface Doctor {
  readonly handlers: ServiceHandlers<typeof doctorService>;
}

/** Finds out why a port does not open or a board does not answer. */
export function createDoctor(options: DoctorOptions): Doctor {
  const folders = options.folders ?? systemFolders();
  const platform = options.platform ?? folders.platform;
  const rulesText = () => udevRulesText(options.catalogue().boards.values());
  const offer = () => offerUdevRules(options.stateDirectory, rulesText());
  const examine = async (
    request: { readonly kitId: string | null; readonly path: string | null; readonly interrupt: boolean },
    context: { readonly signal: AbortSignal; readonly report: (findings: DoctorFinding[]) => void },
  ): Promise<Diagnosis> => {
    const listed = await options.kits.list();
    const kit = await kitOf(request, listed);
    const path = kit?.path ?? request.path;
    const patient = await patientOf({ kit, path, listed, request, signal: context.signal });
    const findings: DoctorFinding[] = [];
    for (const { examine: look, id, title } of doctorTable) {
      context.signal.throwIfAborted();
      const { remedy = null, state, text } = await look(patient);
      findings.push({ check: id, state, title, text, remedy });
      context.report([...findings]);
    }
    return {
      kitId: kit?.kitId ?? null,
      path,
      examinedAt: new Date().toISOString(),
      findings,
      cause: causeOf(findings),
    };
  };

  const patientOf = async (about: {
    readonly kit: Kit | null;
    readonly path: string | null;
    readonly listed: readonly Kit[];
    readonly request: { readonly interrupt: boolean };
    readonly signal: AbortSignal;
  }): Promise<Patient> => {
    const { kit, path, request, signal } = about;
    const user = options.user ?? currentUser();
    const session = options.kits.sessions().find(({ kitId }) => kitId === kit?.kitId) ?? null;
    const isSerial = path !== null && (kit === null || kit.transport === 'serial');
    const isTcp = kit?.transport === 'tcp';
    const patient: Patient = {
      folders,
      platform,
      user,
      path,
      kit,
      attachedKits: about.listed.filter(({ isAttached, transport }) => transport === 'serial' && isAttached),
      boards: [...options.catalogue().boards.values()].filter(({ virtual }) => !virtual),
      interrupt: request.interrupt,
      session,
      shortVisits: options.kits.shortVisits(),
      udevCommands: async () => udevInstallCommands(await offer()),
      isThere: once(async () => (isSerial && path !== null ? isAttached(path, kit, platform) : isTcp)),
      mayUse: once(async () => path === null || platform !== 'linux' || user.mayUse(path)),
      owner: once(async () => (path === null ? null : ownerOf(folders, path).catch(() => null))),
      usbDevices: once(() => usbDevices(folders)),
      processes: once(() => runningProcesses(folders)),
      holders: once(async () => (path === null ? [] : holdersOf(folders, path))),
      rules: once(() => udevRules(folders)),
      sandbox: once(() => sandboxOf(folders, options.environment)),
      distribution: once(() => distributionOf(folders)),
      talk: once(async () => {
        if (path === null || !(isSerial || isTcp) || !(await patient.isThere())) return null;
        // A program of ours that is connected is not disturbed for an answer that is known.
        if (session?.state === 'running' && !request.interrupt) return null;
        if (
          isSerial &&
          (!(await patient.mayUse()) || (platform === 'linux' && (await patient.holders()).length > 0))
        )
          return null;
        return talk(kit, path, request.interrupt, signal);
      }),
    };
    return patient;
  };

  const talk = async (
    kit: Kit | null,
    path: string,
    interrupt: boolean,
    signal: AbortSignal,
  ): Promise<Talk> => {
    const create = options.transportOf ?? transportOf;
    const converse = (at: string) =>
      talkTo(create(at), { interrupt, signal, times: options.times ?? boardTalkTimes });
    if (kit === null) return converse(path);
    try {
      const heard = await options.kits.borrowPort(kit.kitId, signal, borrowed => converse(borrowed.path));
      if (heard.facts !== null) {
        const program = options.kits.abouts().find(({ kitId }) => kitId === kit.kitId)?.program ?? null;
        const learnedAt = new Date().toISOString();
        options.kits.learn({ kitId: kit.kitId, learnedAt, firmware: heard.facts, program });
      }
      return heard;
    } catch (error) {
      if (!StudioError.is(error, 'device/busy')) throw error;
      return { refusal: error, isLost: false, speaker: 'silence', received: '', prompt: 'none', facts: null };
    }
  };

  return {
    handlers: {
      methods: {
        examine,
        udevRules: async () => {
          const text = rulesText();
          const sourcePath = await offer();
          return {
            sourcePath,
            text,
            commands: udevInstallCommands(sourcePath),
            isLinux: platform === 'linux',
            isInstalled: platform === 'linux' && (await areUdevRulesInstalled(folders, text)),
          };
        },
      },
      events: {},
    },
  };
}

/**
 * The kit that was named, or the one at the path: also where that is `/dev/serial/by-id/…`, so that its port is borrowed
 * and not opened a second time.
 * @throws StudioError `device/unknown-kit`
 */
async function kitOf(
  { kitId, path }: { readonly kitId: string | null; readonly path: string | null },
  listed: readonly Kit[],
): Promise<Kit | null> {
  if (kitId === null) {
    if (path === null) return null;
    const place = await placeOf(path);
    for (const kit of listed) {
      const isThere =
        kit.path === path || (kit.transport === 'serial' && (await placeOf(kit.path)) === place);
      if (kit.isAttached && isThere) return kit;
    }
    return null;
  }
  const kit = listed.find(candidate => candidate.kitId === kitId);
  if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
  return kit;
}

async function isAttached(path: string, kit: Kit | null, platform: NodeJS.Platform): Promise<boolean> {
  // Another board may be at the path where this one was.
  if (kit !== null && !kit.isAttached) return false;
  if (platform === 'win32') return kit !== null;
  return stat(path).then(
    () => true,
    () => false,
  );
}

function transportOf(path: string): Transport {
  return path.startsWith('tcp:') ? new TcpTransport(path) : new SerialTransport(path);
}

function once<Result>(find: () => Promise<Result>): () => Promise<Result> {
  let found: Promise<Result> | null = null;
  return () => {
    found ??= find();
    return found;
  };
}
