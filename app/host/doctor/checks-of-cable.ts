import { sameUsbId, type UsbId } from '../../core/catalogue/same-usb-id.ts';
import {
  type DoctorCheck,
  isSerial,
  noPort,
  type Patient,
  remedy,
  say,
  type Verdict,
  well,
} from './doctor-check.ts';
import type { UsbDevice } from './system-facts.ts';

/** Makers of bridge chips and of boards: a device of theirs without a port lacks its driver. */
const boardMakers = new Set([
  '10c4',
  '1a86',
  '0403',
  '067b',
  '303a',
  '2e8a',
  '239a',
  '2341',
  '0483',
  '0d28',
  '2886',
  'f055',
  '1366',
]);
/** The kernel module that makes a port of such a device, by maker; others speak CDC-ACM. */
const modules: Readonly<Record<string, string>> = {
  '10c4': 'cp210x',
  '1a86': 'ch341',
  '0403': 'ftdi_sio',
  '067b': 'pl2303',
};

/** Is there anything at all? */
export const attachedCheck: DoctorCheck = {
  id: 'attached',
  title: say('Is it attached?', '是否已连接？'),
  examine: async patient => {
    const { attachedKits, kit, path } = patient;
    if (kit !== null && kit.transport !== 'serial') {
      return well(say('It is not on a cable of this computer.', '它不使用本机线缆连接。'));
    }
    if (path === null) {
      const boards = attachedKits.map(({ path: at, title }) => `${title} (${at})`).join(', ');
      if (boards !== '') return well(say('Attached: {boards}.', '已连接：{boards}。', { boards }));
      return {
        state: 'problem',
        text: say('The system shows no serial port of a board.', '系统中没有开发板的串口。'),
        remedy: remedy(
          say(
            'Plug a board in with a cable that carries data, and examine again.',
            '请使用可传输数据的线缆接入开发板，然后重新检查。',
          ),
        ),
      };
    }
    if (await patient.isThere()) return well(say('{path} is there.', '{path} 存在。', { path }));
    return {
      state: 'problem',
      text: say('{path} does not exist now.', '{path} 目前不存在。', { path }),
      remedy: remedy(
        say(
          'Plug the board in, or choose the port that it has now.',
          '请接入开发板，或选择它当前使用的端口。',
        ),
      ),
    };
  },
};

/** Nothing appears: a cable without data wires, or a device that no driver has taken. */
export const cableCheck: DoctorCheck = {
  id: 'charge-only-cable',
  title: say('Does the cable carry data?', '线缆能传输数据吗？'),
  examine: async patient => {
    if (!isSerial(patient) && patient.path !== null) return noPort;
    const isFound = patient.path === null ? patient.attachedKits.length > 0 : await patient.isThere();
    const devices = patient.platform === 'linux' ? await patient.usbDevices() : null;
    const strangers = (devices ?? []).filter(({ hasSerialPort, isHub }) => !hasSerialPort && !isHub);
    const board = strangers.find(device => isBoard(device, patient));
    if (board !== undefined && (!isFound || patient.path === null)) return withoutPort(board, patient);
    if (isFound) return well(say('Data comes over it.', '可以传输数据。'));
    if (devices === null) return unseenElsewhere(patient);
    return nothingSeen(strangers);
  },
};

function isBoard(device: UsbDevice, { boards, kit }: Patient): boolean {
  const isIt = (ids: UsbId) => sameUsbId(ids, device);
  return (
    boardMakers.has(device.vendorId) ||
    (kit !== null && isIt(kit)) ||
    boards.some(({ usb }) => usb.some(isIt))
  );
}

function withoutPort(device: UsbDevice, { boards }: Patient): Verdict {
  const values = { title: device.title, ids: `${device.vendorId}:${device.productId}`, socket: device.name };
  const loader = boards.find(({ usb }) => usb.some(ids => ids.bootLoader === true && sameUsbId(ids, device)));
  if (loader !== undefined) {
    return well(
      say(
        'The cable is good: the board is there as {title} ({ids}), and waits for firmware. In this state it has no serial port.',
        '线缆正常：开发板以 {title}（{ids}）的形式出现，正在等待固件。此状态下没有串口。',
        values,
      ),
    );
  }
  const module = modules[device.vendorId] ?? 'cdc_acm';
  return {
    state: 'problem',
    text: say(
      'The cable is good: the system sees {title} ({ids}) at socket {socket}. But no driver has made a serial port of it.',
      '线缆正常：系统在接口 {socket} 上看到 {title}（{ids}），但没有驱动程序为其创建串口。',
      values,
    ),
    remedy: remedy(
      say(
        'Load its driver, {module}. Where the kernel does not have it, install the package with the kernel’s extra modules.',
        '请加载驱动程序 {module}。如果内核中没有该驱动，请安装内核附加模块的软件包。',
        { module },
      ),
      [`sudo modprobe ${module}`],
    ),
  };
}

function nothingSeen(strangers: readonly UsbDevice[]): Verdict {
  const seen = strangers
    .map(({ productId, title, vendorId }) => `${title} (${vendorId}:${productId})`)
    .join(', ');
  return {
    state: 'suspicion',
    text:
      seen === ''
        ? say(
            'The system sees no USB device at all, beside hubs. A cable that only charges looks like this.',
            '除集线器外，系统看不到任何 USB 设备。仅供充电的线缆就会出现这种情况。',
          )
        : say(
            'The system sees no board, only {seen}. A cable that only charges looks like this.',
            '系统看不到开发板，只看到 {seen}。仅供充电的线缆就会出现这种情况。',
            { seen },
          ),
    remedy: remedy(
      say(
        'Take another cable, one that has carried data before, and another socket, without a hub between. If a lamp on the board is dark as well, the board has no power.',
        '请更换一根曾用于传输数据的线缆，并换一个接口，中间不要使用集线器。如果开发板上的指示灯也不亮，说明没有供电。',
      ),
    ),
  };
}

function unseenElsewhere({ platform }: Patient): Verdict {
  if (platform === 'win32') {
    return {
      state: 'suspicion',
      text: say(
        'No port appears: a cable that only charges, or a driver that is missing.',
        '没有出现端口：可能是仅供充电的线缆，或缺少驱动程序。',
      ),
      remedy: remedy(
        say(
          'Open the Device Manager and plug the board in. If nothing changes, take another cable. If a device with a yellow mark appears, install its driver: CP210x from Silicon Labs, CH340 and CH9102 from WCH.',
          '请打开设备管理器并接入开发板。若没有任何变化，请更换线缆。若出现带黄色标记的设备，请安装其驱动程序：CP210x 来自 Silicon Labs，CH340 和 CH9102 来自 WCH（沁恒）。',
        ),
        ['devmgmt.msc'],
      ),
    };
  }
  if (platform === 'darwin') {
    return {
      state: 'suspicion',
      text: say(
        'No port appears: a cable that only charges, an accessory that was not allowed, or a driver that is missing.',
        '没有出现端口：可能是仅供充电的线缆、未被允许的配件，或缺少驱动程序。',
      ),
      remedy: remedy(
        say(
          'Allow the accessory where the Mac asks. Look for the board in the list of USB devices: if it is not there, take another cable; if it is, install the driver of its bridge chip.',
          '当 Mac 询问时请允许该配件。请在 USB 设备列表中查找开发板：若不存在，请更换线缆；若存在，请安装其桥接芯片的驱动程序。',
        ),
        ['system_profiler SPUSBDataType'],
      ),
    };
  }
  return {
    state: 'suspicion',
    text: say(
      'The system has no USB bus at all. A virtual machine, a container and WSL see a board only when it is passed on to them.',
      '系统没有 USB 总线。虚拟机、容器和 WSL 只有在开发板被转接后才能看到它。',
    ),
    remedy: remedy(
      say(
        'Pass the board on to this system, for WSL with usbipd on Windows; or run Cambrian on the computer that it is plugged into.',
        '请将开发板转接到此系统（WSL 可在 Windows 中使用 usbipd），或在开发板所连接的计算机上运行 Cambrian。',
      ),
    ),
  };
}
