import { sameUsbId } from '../../core/catalogue/same-usb-id.ts';
import {
  type DoctorCheck,
  isSerial,
  noPort,
  onlyLinux,
  type Patient,
  remedy,
  say,
  type Verdict,
  well,
} from './doctor-check.ts';
import { shellWord } from './shell-word.ts';

interface Ids {
  readonly vendorId: string;
  readonly productId: string;
}

/** The patient's USB ids, and those of devices that have lost their port. */
async function idsOf(patient: Patient): Promise<Ids[]> {
  const { kit } = patient;
  const ids: Ids[] =
    kit !== null && kit.vendorId !== null && kit.productId !== null
      ? [{ vendorId: kit.vendorId, productId: kit.productId }]
      : [];
  const isThere = patient.path !== null && (await patient.isThere());
  const lost = isThere
    ? []
    : ((await patient.usbDevices()) ?? []).filter(({ hasSerialPort, isHub }) => !hasSerialPort && !isHub);
  return [...ids, ...lost];
}

const show = ({ productId, vendorId }: Ids) => `${vendorId}:${productId}`;

/** brltty drives Braille displays, some of which have the bridge chips that boards have. */
export const brlttyCheck: DoctorCheck = {
  id: 'brltty',
  title: say('Does brltty take it?', '是否被 brltty 占用？'),
  examine: async patient => {
    if (patient.platform !== 'linux') return onlyLinux;
    if (patient.path !== null && !isSerial(patient)) return noPort;
    const rules = (await patient.rules()).filter(({ name }) => name.includes('brltty'));
    const isRunning = (await patient.processes()).some(({ name }) => name === 'brltty');
    const claims = (ids: Ids) => rules.some(({ lines }) => lines.some(line => brlttyClaims(line, ids)));
    const ids = await idsOf(patient);
    const isThere = patient.path !== null && (await patient.isThere());
    const taken = isThere
      ? undefined
      : await takenDevice(patient, ids, device => isRunning || claims(device));
    if (taken !== undefined) return brlttyProblem(patient, taken);
    const claimed = ids.find(claims);
    if (claimed !== undefined) {
      const verdict = await brlttyProblem(patient, { ids: claimed, stayedMs: null });
      return {
        ...verdict,
        state: 'suspicion',
        text: say(
          'A rule of brltty claims devices like this one ({ids}); it may take the port within seconds.',
          'brltty 的规则会占用此类设备（{ids}），端口可能在数秒内被其占用。',
          { ids: show(claimed) },
        ),
      };
    }
    return well(
      isRunning
        ? say('brltty runs, and leaves this device alone.', 'brltty 正在运行，但不会占用此设备。')
        : say('brltty is not at work here.', 'brltty 未参与。'),
    );
  },
};

function brlttyClaims(line: string, { productId, vendorId }: Ids): boolean {
  const short = (id: string) => id.toLowerCase().replace(/^0+/, '');
  const text = line.toLowerCase();
  if (text.includes(`"${short(vendorId)}/${short(productId)}/`)) return true;
  return text.includes(`"${vendorId.toLowerCase()}"`) && text.includes(`"${productId.toLowerCase()}"`);
}

/** A device that is there without its port, or that has left again soon after it came. */
async function takenDevice(
  patient: Patient,
  ids: readonly Ids[],
  isClaimed: (ids: Ids) => boolean,
): Promise<{ readonly ids: Ids; readonly stayedMs: number | null } | undefined> {
  const devices = ((await patient.usbDevices()) ?? []).filter(
    ({ hasSerialPort, isHub }) => !hasSerialPort && !isHub,
  );
  // A program that takes a device from its driver becomes its driver: `usbfs`.
  const device = devices.find(
    candidate => isClaimed(candidate) && (candidate.drivers.includes('usbfs') || isBridge(candidate)),
  );
  if (device !== undefined) return { ids: device, stayedMs: null };
  const visit = patient.shortVisits.find(
    candidate =>
      isClaimed(candidate) &&
      (ids.length === 0 || ids.some(known => sameUsbId(known, candidate))) &&
      isBridge(candidate),
  );
  return visit === undefined ? undefined : { ids: visit, stayedMs: visit.stayedMs };
}

/** Bridge chips that Braille displays have too. */
function isBridge(ids: Ids): boolean {
  return ['1a86:7523', '10c4:ea60', '0403:6001', '10c4:ea80'].includes(show(ids).toLowerCase());
}

async function brlttyProblem(
  patient: Patient,
  taken: { readonly ids: Ids; readonly stayedMs: number | null },
): Promise<Verdict> {
  const ids = show(taken.ids);
  const remove = {
    debian: 'sudo apt remove brltty',
    fedora: 'sudo dnf remove brltty',
    arch: 'sudo pacman -R brltty',
  };
  const distribution = await patient.distribution();
  const seconds = ((taken.stayedMs ?? 0) / 1000).toFixed(1);
  return {
    state: 'problem',
    text:
      taken.stayedMs === null
        ? say(
            'The device {ids} is attached, but its port is gone: brltty, the program for Braille displays, has taken it.',
            '设备 {ids} 已连接，但端口已消失：盲文显示程序 brltty 占用了它。',
            { ids },
          )
        : say(
            'The port of {ids} appeared and was gone after {seconds} s: brltty, the program for Braille displays, takes it.',
            '{ids} 的端口出现后 {seconds} 秒即消失：盲文显示程序 brltty 占用了它。',
            { ids, seconds },
          ),
    remedy: remedy(
      say(
        'If nobody here reads Braille, remove brltty, and plug the board in again. Otherwise switch off its rules for USB devices alone: the second command.',
        '如果没有人使用盲文显示器，请卸载 brltty 并重新接入开发板。否则只关闭其 USB 设备规则：见第二条命令。',
      ),
      [
        distribution === null ? 'sudo systemctl disable --now brltty' : remove[distribution],
        ...(await brlttyRuleNames(patient)).map(name => `sudo ln -s /dev/null /etc/udev/rules.d/${name}`),
      ],
    ),
  };
}

async function brlttyRuleNames(patient: Patient): Promise<string[]> {
  const rules = await patient.rules();
  return rules.flatMap(({ lines, name }) => (name.includes('brltty') && lines.length > 0 ? [name] : []));
}

/** ModemManager speaks AT commands to everything that looks like a modem. */
export const modemManagerCheck: DoctorCheck = {
  id: 'modem-manager',
  title: say('Does ModemManager disturb it?', '是否受 ModemManager 干扰？'),
  examine: async patient => {
    if (patient.platform !== 'linux') return onlyLinux;
    if (!isSerial(patient)) return noPort;
    const isRunning = (await patient.processes()).some(({ name }) => name === 'ModemManager');
    if (!isRunning) return well(say('ModemManager does not run.', 'ModemManager 未运行。'));
    const [ids] = await idsOf(patient);
    const rules = await patient.rules();
    const isSpared =
      ids !== undefined &&
      rules.some(({ lines }) =>
        lines.some(
          line =>
            line.includes('ID_MM_DEVICE_IGNORE') &&
            line.toLowerCase().includes(`"${ids.vendorId.toLowerCase()}"`) &&
            (!line.includes('idProduct') || line.toLowerCase().includes(`"${ids.productId.toLowerCase()}"`)),
        ),
      );
    if (isSpared) {
      return well(
        say(
          'ModemManager runs, and a rule makes it leave this board alone.',
          'ModemManager 正在运行，但有规则使其忽略此开发板。',
        ),
      );
    }
    const talk = await patient.talk();
    const isHeard = talk?.speaker === 'modem-commands';
    return {
      state: isHeard ? 'problem' : 'suspicion',
      text: isHeard
        ? say(
            'ModemManager runs, and the board was sent AT commands: it repeats {received}',
            'ModemManager 正在运行，并向开发板发送了 AT 命令：开发板返回 {received}',
            { received: talk.received },
          )
        : say(
            'ModemManager runs, and no rule makes it leave this board alone: it may send AT commands for half a minute after the board is plugged in.',
            'ModemManager 正在运行，且没有规则使其忽略此开发板：开发板接入后的半分钟内，它可能发送 AT 命令。',
          ),
      remedy: remedy(
        say(
          'Install the rules that ship with Cambrian, and plug the board in again.',
          '请安装 Cambrian 附带的规则，然后重新接入开发板。',
        ),
        await patient.udevCommands(),
      ),
    };
  },
};

/** Who else has it open? */
export const busyCheck: DoctorCheck = {
  id: 'busy',
  title: say('Does another program use it?', '是否被其他程序占用？'),
  examine: async patient => {
    const { path, platform } = patient;
    if (path === null || !isSerial(patient) || !(await patient.isThere())) return noPort;
    const holders = platform === 'linux' ? await patient.holders() : [];
    if (holders.length > 0) {
      const names = holders.map(({ name, processId }) => `${name} (${processId})`).join(', ');
      return {
        state: 'problem',
        text: say('{path} is open in {names}.', '{path} 已被 {names} 打开。', { path, names }),
        remedy: remedy(
          say(
            'Close that program; where it has no window, end it with the command.',
            '请关闭该程序；如果没有窗口，请使用命令结束它。',
          ),
          holders.map(({ processId }) => `kill ${processId}`),
          'retry-open',
        ),
      };
    }
    const refusal = (await patient.talk())?.refusal ?? null;
    if (refusal?.code === 'device/busy') {
      return {
        state: 'problem',
        text: say('Cambrian itself is at work on it.', 'Cambrian 自身正在使用它。'),
        remedy: remedy(
          say('Wait until that is done, or cancel it.', '请等待其完成，或将其取消。'),
          [],
          'retry-open',
        ),
      };
    }
    if (refusal?.code !== 'transport/port-busy') {
      return well(say('No other program has it open.', '没有其他程序打开它。'));
    }
    if (platform === 'win32') {
      return {
        state: 'problem',
        text: say(
          'Windows says “Access denied” of {path}: another program has it open, or has just let go of it.',
          'Windows 对 {path} 报告“拒绝访问”：其他程序正在使用它，或刚刚释放。',
          { path },
        ),
        remedy: remedy(
          say(
            'Close serial monitors, slicers of 3D printers and other studios, wait a moment, and try again. If it stays so, unplug the board and plug it in again.',
            '请关闭串口监视器、3D 打印切片软件和其他开发工具，稍候重试。若仍如此，请拔出开发板后重新接入。',
          ),
          [],
          'retry-open',
        ),
      };
    }
    return {
      state: 'problem',
      text: say(
        '{path} is open in a program of another user, or one that this system does not show.',
        '{path} 已被其他用户的程序打开，或该程序不可见。',
        { path },
      ),
      remedy: remedy(
        say('The command tells which program it is. Close that one.', '该命令会显示是哪个程序，请将其关闭。'),
        [`${platform === 'darwin' ? 'sudo lsof' : 'sudo fuser -v'} ${shellWord(path)}`],
        'retry-open',
      ),
    };
  },
};
