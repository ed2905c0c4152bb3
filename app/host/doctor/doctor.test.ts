import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Session } from '../../contract/services/device-service.ts';
import {
  type Diagnosis,
  type DoctorCheckId,
  doctorChecks,
  doctorService,
} from '../../contract/services/doctor-service.ts';
import { PortDiscovery, type PortVisit } from '../devices/discovery.ts';
import { KitBook } from '../devices/kit-book.ts';
import { KitList } from '../devices/kit-list.ts';
import { FakeSystem } from '../devices/testing/fake-system.ts';
import { openPseudoTerminal, type PseudoTerminal } from '../devices/testing/pseudo-terminal.ts';
import { BaseTransport } from '../devices/transports/base-transport.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import { createDoctor, type DoctorOptions, doctorTable } from './create-doctor.ts';
import type { SystemUser } from './system-facts.ts';

// Each cause is set up on a computer that is made for the test, over real ports, and looked for.

const library = await loadPlugins({ builtIn: join(import.meta.dirname, '../../../plugins') });
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const bridgeIds = { vendorId: '1a86', productId: '7523', product: 'USB Serial' };
const picoIds = {
  vendorId: '2e8a',
  productId: '0005',
  serialNumber: 'E660583883',
  product: 'Board in FS mode',
};
const times = { openMs: 2_000, listenMs: 60, interruptMs: 1_500, askMs: 3_000 };

async function setUp(
  options: Partial<DoctorOptions> & { visits?: PortVisit[]; sessions?: Session[]; busy?: boolean } = {},
) {
  const system = await FakeSystem.create();
  cleanUps.push(() => system.remove());
  const stateDirectory = await mkdtemp(join(tmpdir(), 'cambrian-doctor-'));
  cleanUps.push(() => rm(stateDirectory, { recursive: true, force: true }));
  const catalogue = () => library.catalogue;
  const discovery = new PortDiscovery({ folders: system.folders });
  const kits = new KitList({ catalogue, discovery, book: new KitBook(null) });
  const learned: unknown[] = [];
  const doctor = createDoctor({
    kits: {
      list: () => kits.list(),
      sessions: () => options.sessions ?? [],
      borrowPort: async (kitId, _, work) => {
        if (options.busy === true) throw new StudioError('device/busy', { kitId });
        const kit = (await kits.list()).find(candidate => candidate.kitId === kitId);
        if (kit === undefined) throw new StudioError('device/unknown-kit', { kitId });
        return work(kit);
      },
      learn: about => learned.push(about),
      abouts: () => [],
      shortVisits: () => options.visits ?? [],
    },
    catalogue,
    stateDirectory,
    environment: {},
    folders: system.folders,
    times,
    ...options,
  });
  const examine = async (request: { kitId?: string; path?: string; interrupt?: boolean } = {}) => {
    const reports: number[] = [];
    const diagnosis = await doctor.handlers.methods.examine(
      { kitId: request.kitId ?? null, path: request.path ?? null, interrupt: request.interrupt ?? false },
      { signal: new AbortController().signal, report: findings => reports.push(findings.length) },
    );
    // In the shape that the contract declares, told one by one, each in both languages.
    expect(doctorService.methods.examine.output.parse(diagnosis)).toEqual(diagnosis);
    expect(reports).toEqual(doctorChecks.map((_, index) => index + 1));
    for (const { remedy, text, title } of diagnosis.findings) {
      for (const words of [title, text, ...(remedy === null ? [] : [remedy.text])]) {
        expect(words.en).not.toMatch(/\{\w+\}|undefined|null/);
        expect(words.zh).toMatch(/\p{Script=Han}/u);
      }
    }
    return diagnosis;
  };
  return { system, examine, doctor, learned, stateDirectory };
}

function terminal(): PseudoTerminal & { readonly received: () => string } {
  const opened = openPseudoTerminal();
  cleanUps.push(() => opened.destroy());
  let received = '';
  opened.onData(bytes => {
    received += Buffer.from(bytes).toString('latin1');
  });
  return Object.assign(opened, { received: () => received });
}

/** A port from which these words come as soon as it is listened to, and again after every byte that is sent to it. */
function speaker(words: string | Buffer) {
  const port = terminal();
  const bytes = Buffer.from(words);
  port.onData(() => port.write(bytes));
  const timer = setInterval(() => port.write(bytes), 10);
  cleanUps.push(() => clearInterval(timer));
  return port;
}

function finding(diagnosis: Diagnosis, check: DoctorCheckId) {
  const found = diagnosis.findings.find(candidate => candidate.check === check);
  if (found === undefined) throw new Error(`no finding of ${check}`);
  return found;
}

/** Somebody who is no owner of anything, with rights as the mode of the node says them. */
function stranger(groupIds: readonly number[]): SystemUser {
  return {
    name: 'ada',
    userId: 4711,
    groupIds,
    mayUse: async path => {
      const { gid, mode } = await stat(path);
      return groupIds.includes(gid) ? (mode & 0o060) === 0o060 : (mode & 0o006) === 0o006;
    },
  };
}

describe('the table of the doctor', () => {
  it('has an entry for each check of the contract, in its order', () => {
    expect(doctorTable.map(({ id }) => id)).toEqual([...doctorChecks]);
  });
});

describe('a board that is well', () => {
  it('is well: MicroPython on a pseudo-terminal, asked and started again', async () => {
    const files = new Map([['/main.py', Buffer.from('print("main runs")\n')]]);
    const board = await VirtualBoard.create({ boardId: 'virtual-kit', files });
    cleanUps.push(() => board.dispose());
    const bridge = bridgeToPseudoTerminal(board);
    cleanUps.push(() => bridge.close());
    const { examine, learned, system } = await setUp();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: bridge.path });
    let heard = '';
    board.onData(bytes => {
      heard += Buffer.from(bytes).toString('latin1');
    });
    const diagnosis = await examine({ path, interrupt: true });
    expect(diagnosis).toMatchObject({ kitId: 'usb:E660583883', path, cause: null });
    const states = Object.fromEntries(diagnosis.findings.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({
      attached: 'well',
      opens: 'well',
      answers: 'well',
      micropython: 'well',
      'firmware-version': 'well',
    });
    expect(finding(diagnosis, 'micropython').text.en).toMatch(/MicroPython \d+\.\d+\.\d+ on /);
    expect(learned).toMatchObject([{ kitId: 'usb:E660583883', firmware: { implementation: 'micropython' } }]);
    await expect.poll(() => heard.includes('main runs'), { timeout: 5_000 }).toBe(true);
  });

  it('is not sent a byte without an interruption, and silence is no illness', async () => {
    const port = terminal();
    const { examine, system } = await setUp();
    await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ kitId: 'usb:E660583883' });
    expect(port.received()).toBe('');
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'answers').state).toBe('unknown');
    expect(finding(diagnosis, 'file-system').state).toBe('skipped');
  });

  it('is left alone while its program is connected', async () => {
    const session = { kitId: 'usb:E660583883', state: 'running' } as Session;
    const { examine, system } = await setUp({ sessions: [session], busy: true });
    await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ kitId: 'usb:E660583883' });
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'answers').state).toBe('well');
    expect((await examine({ kitId: 'virtual:1' })).cause).toBeNull();
  });
});

describe('nothing appears', () => {
  it('because the cable only charges', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({
      vendorId: '046d',
      productId: 'c31c',
      manufacturer: 'Logitech',
      product: 'Keyboard',
    });
    const diagnosis = await examine();
    expect(diagnosis).toMatchObject({ kitId: null, path: null, cause: 'charge-only-cable' });
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('Logitech Keyboard (046d:c31c)');
    expect(finding(diagnosis, 'charge-only-cable').remedy?.text.en).toContain('another cable');
  });

  it('because no driver has taken it', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({ vendorId: '10c4', productId: 'ea60', product: 'CP2102N' });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'charge-only-cable')).toMatchObject({
      state: 'problem',
      remedy: { commands: ['sudo modprobe cp210x'] },
    });
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('CP2102N (10c4:ea60)');
  });

  it('because it waits for firmware, as a drive', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({ vendorId: '2e8a', productId: '0003', product: 'RP2 Boot' });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('boot-mode');
    expect(finding(diagnosis, 'charge-only-cable').state).toBe('well');
    expect(finding(diagnosis, 'boot-mode').remedy?.action).toBe('flash');
  });

  it.each([
    ['win32', 'Device Manager', 'devmgmt.msc'],
    ['darwin', 'accessory', 'system_profiler SPUSBDataType'],
  ] as const)('on %s, in its own words', async (platform, words, command) => {
    const { examine } = await setUp({ platform });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    const { remedy } = finding(diagnosis, 'charge-only-cable');
    expect(remedy?.commands).toEqual([command]);
    expect(remedy?.text.en.toLowerCase()).toContain(words.toLowerCase());
  });

  it('because the system has no USB at all', async () => {
    const { examine, system } = await setUp();
    await rm(join(system.folders.sys, 'bus'), { recursive: true });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('virtual machine');
  });

  it('under a path that was typed', async () => {
    const { examine, system } = await setUp();
    const diagnosis = await examine({ path: join(system.folders.dev, 'ttyUSB7') });
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'attached').state).toBe('problem');
    await expect(examine({ kitId: 'usb:NOBODY' })).rejects.toMatchObject({ code: 'device/unknown-kit' });
  });
});

describe('no permission', () => {
  async function forbidden(
    group: string,
    members: string,
    options: { groupIds?: number[]; mode?: number } = {},
  ) {
    const port = terminal();
    await chmod(port.path, options.mode ?? 0o660);
    // Terminals of a container belong to root's group, which nobody joins.
    if (process.getuid?.() === 0) await chown(port.path, 0, 4_986);
    const { gid } = await stat(port.path);
    const setup = await setUp({ user: stranger((options.groupIds ?? []).map(id => (id === -1 ? gid : id))) });
    await setup.system.write('etc/group', `root:x:0:\n${group}:x:${gid}:${members}\n`);
    const { path } = await setup.system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await setup.examine({ path });
    return { ...setup, diagnosis, path, permission: finding(diagnosis, 'permission') };
  }

  it.each(['dialout', 'uucp', 'plugdev'])('names the real group: %s', async group => {
    const { diagnosis, path, permission } = await forbidden(group, 'grace');
    expect(diagnosis.cause).toBe('permission');
    expect(permission.text.en).toContain(`${path} belongs to user`);
    expect(permission.text.en).toContain(`group ${group}, mode 660`);
    expect(permission.remedy?.commands).toEqual([`sudo usermod -aG ${group} ada`]);
    expect(finding(diagnosis, 'opens').state).toBe('skipped');
  });

  it('says to sign in again where the group is not known to the session yet', async () => {
    const { permission } = await forbidden('dialout', 'grace,ada');
    expect(permission).toMatchObject({ state: 'problem', remedy: { commands: [] } });
    expect(permission.remedy?.text.en).toContain('Sign out and in again');
  });

  it('offers the rules where no group may open it', async () => {
    const { permission, stateDirectory } = await forbidden('root', '', { mode: 0o600 });
    expect(permission.state).toBe('problem');
    expect(permission.remedy?.commands[0]).toBe(
      `sudo install -m 644 ${join(stateDirectory, '60-cambrian.rules')} /etc/udev/rules.d/60-cambrian.rules`,
    );
    expect(await readFile(join(stateDirectory, '60-cambrian.rules'), 'utf8')).toContain('TAG+="uaccess"');
  });

  it('is none for a member of the group', async () => {
    const { permission } = await forbidden('dialout', 'ada', { groupIds: [-1] });
    expect(permission.state).toBe('well');
  });
});

describe('a sandboxed package', () => {
  it('of Flatpak without devices', async () => {
    const { examine, system } = await setUp();
    await system.write(
      '.flatpak-info',
      '[Application]\nname=org.example.Studio\n\n[Context]\nshared=network;\ndevices=dri;\n',
    );
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('sandbox');
    expect(finding(diagnosis, 'sandbox').remedy?.commands).toEqual([
      'flatpak override --user --device=all org.example.Studio',
    ]);
    await system.write(
      '.flatpak-info',
      '[Application]\nname=org.example.Studio\n\n[Context]\ndevices=all;\n',
    );
    expect(finding(await examine(), 'sandbox').state).toBe('well');
  });

  it('of Snap that is not connected', async () => {
    const environment = { SNAP: '/snap/cambrian/7', SNAP_INSTANCE_NAME: 'cambrian' };
    const port = terminal();
    await chmod(port.path, 0o600);
    const { examine, system } = await setUp({ environment, user: stranger([]) });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('sandbox');
    expect(finding(diagnosis, 'permission').state).toBe('unknown');
    expect(finding(diagnosis, 'sandbox').remedy?.commands).toEqual(['sudo snap connect cambrian:raw-usb']);
    await chmod(port.path, 0o666);
    expect(finding(await examine({ path }), 'sandbox').state).toBe('well');
  });
});

describe('brltty', () => {
  const rules = [
    '# Device: 1A86:7523',
    'ENV{PRODUCT}=="1a86/7523/*", ATTRS{manufacturer}=="?*", ENV{BRLTTY_BRAILLE_DRIVER}="bm", GOTO="brltty_usb_run"',
    '',
  ].join('\n');

  it('has taken the device from its driver', async () => {
    const { examine, system } = await setUp();
    await system.write('usr/lib/udev/rules.d/85-brltty.rules', rules);
    await system.write('etc/os-release', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n');
    await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: terminal().path });
    await system.unplug('ttyUSB0', { portOnly: true });
    const face = join(system.folders.sys, 'bus/usb/devices/1-1:1.0');
    await mkdir(join(system.folders.sys, 'bus/usb/drivers/usbfs'), { recursive: true });
    await symlink('../../../bus/usb/drivers/usbfs', join(face, 'driver'));
    const diagnosis = await examine();
    expect(finding(diagnosis, 'brltty').state).toBe('problem');
    expect(diagnosis.cause).toBe('brltty');
    expect(finding(diagnosis, 'brltty').remedy?.commands).toEqual([
      'sudo apt remove brltty',
      'sudo ln -s /dev/null /etc/udev/rules.d/85-brltty.rules',
    ]);
  });

  it('takes ports within seconds', async () => {
    const { examine, system } = await setUp({ visits: [{ ...bridgeIds, stayedMs: 1_400 }] });
    await system.startProcess({ processId: 812, name: 'brltty' });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('brltty');
    expect(finding(diagnosis, 'brltty').text.en).toContain('after 1.4 s');
    expect(finding(diagnosis, 'brltty').remedy?.commands).toEqual(['sudo systemctl disable --now brltty']);
  });

  it('may take it, where a rule names it; and does not where the rule is switched off', async () => {
    const { examine, system } = await setUp();
    await system.write('usr/lib/udev/rules.d/85-brltty.rules', rules);
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(finding(diagnosis, 'brltty').state).toBe('suspicion');
    expect(diagnosis.cause).toBeNull();
    await system.write('etc/udev/rules.d/85-brltty.rules', '');
    expect(finding(await examine({ path }), 'brltty').state).toBe('well');
    await system.write('etc/udev/rules.d/85-brltty.rules', rules.replace('ENV{PRODUCT}', '#ENV{PRODUCT}'));
    expect(finding(await examine({ path }), 'brltty').state).toBe('well');
  });
});

describe('ModemManager', () => {
  it('disturbs a board that no rule spares', async () => {
    const port = speaker('AT+GCAP\r\nAT\r\n');
    const { examine, system, stateDirectory } = await setUp();
    await system.startProcess({ processId: 640, name: 'ModemManager' });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('modem-manager');
    expect(finding(diagnosis, 'modem-manager').text.en).toContain('AT+GCAP');
    expect(finding(diagnosis, 'modem-manager').remedy?.commands).toHaveLength(3);
    // As the person would do it.
    await system.write(
      'etc/udev/rules.d/60-cambrian.rules',
      await readFile(join(stateDirectory, '60-cambrian.rules'), 'utf8'),
    );
    expect(finding(await examine({ path }), 'modem-manager').state).toBe('well');
  });

  it('is only suspected where nothing was heard of it', async () => {
    const { examine, system } = await setUp();
    await system.startProcess({ processId: 640, name: 'ModemManager' });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(finding(diagnosis, 'modem-manager').state).toBe('suspicion');
    expect(diagnosis.cause).toBeNull();
  });
});

/** A port whose opening fails in a given way. */
class Refused extends BaseTransport {
  readonly kind = 'serial';
  readonly #error: StudioError;

  constructor(path: string, error: StudioError) {
    super(path);
    this.#error = error;
  }

  protected async openLink(): Promise<void> {
    throw this.#error;
  }
  protected startReading(): void {
    throw new Error('It never opens.');
  }
  protected async writeLink(): Promise<void> {
    throw new Error('It never opens.');
  }
  async setSignals(): Promise<void> {
    throw new Error('It never opens.');
  }
  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }
}

describe('a port that is in use', () => {
  it('names the program, and does not open it a second time', async () => {
    const port = terminal();
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    await system.startProcess({ processId: 4711, name: 'minicom', openFiles: ['/dev/null', port.path] });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('busy');
    expect(finding(diagnosis, 'busy')).toMatchObject({
      text: { en: `${path} is open in minicom (4711).` },
      remedy: { commands: ['kill 4711'], action: 'retry-open' },
    });
    expect(finding(diagnosis, 'opens').state).toBe('skipped');
    await system.stopProcess(4711);
    expect((await examine({ path })).cause).toBeNull();
  });

  it('by somebody whom this user cannot see', async () => {
    const { examine, system } = await setUp();
    const port = terminal();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const holder = new SerialTransport(port.path);
    await holder.open({ baudRate: 115_200 });
    cleanUps.push(() => holder.close());
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('busy');
    expect(finding(diagnosis, 'busy').remedy?.commands).toEqual([`sudo fuser -v ${path}`]);
    expect(finding(diagnosis, 'opens').state).toBe('problem');
  });

  it.each([
    ['win32', 'Access denied', []],
    ['darwin', 'another user', ['sudo lsof']],
  ] as const)('on %s, in its own words', async (platform, words, commands) => {
    const { examine, system } = await setUp({
      platform,
      transportOf: path => new Refused(path, new StudioError('transport/port-busy', { path })),
    });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('busy');
    expect(finding(diagnosis, 'busy').text.en).toContain(words);
    expect(finding(diagnosis, 'busy').remedy).toMatchObject({
      commands: commands.map(command => `${command} ${path}`),
      action: 'retry-open',
    });
  });

  it('by the studio itself', async () => {
    const { examine, system } = await setUp({ busy: true });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('busy');
    expect(finding(diagnosis, 'busy').text.en).toContain('Cambrian itself');
  });
});

describe('a port that opens badly', () => {
  it('says why, where no cause is known', async () => {
    const { examine, system } = await setUp({
      transportOf: path =>
        new Refused(path, new StudioError('transport/failed', { path, message: 'odd fault 5' })),
    });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('opens');
    expect(finding(diagnosis, 'opens')).toMatchObject({ state: 'problem', remedy: { action: 'retry-open' } });
    expect(finding(diagnosis, 'opens').text.en).toContain('odd fault 5');
  });

  it('or goes away while it is listened to', async () => {
    const port = terminal();
    const { examine, system } = await setUp({
      times: { ...times, listenMs: 5_000 },
      transportOf: path => {
        const transport = new SerialTransport(path);
        queueMicrotask(() => {
          const timer = setInterval(() => {
            if (!transport.isOpen) return;
            clearInterval(timer);
            port.destroy();
          }, 5);
        });
        return transport;
      },
    });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('opens');
    expect(finding(diagnosis, 'opens').text.en).toContain('was gone while');
  });
});

describe('what is on the board', () => {
  const espLog =
    'ESP-ROM:esp32s3-20210327\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n\x1b[0;32mI (24) boot: ESP-IDF v5.1\x1b[0m\r\n';

  async function examined(words: string | Buffer, interrupt: boolean) {
    const port = speaker(words);
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    return examine({ path, interrupt });
  }

  it.each([
    [
      'the ROM of an ESP chip',
      'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n',
      false,
      'boot-mode',
    ],
    [
      'CircuitPython',
      '\r\nAuto-reload is on. Simply save files over USB to run them.\r\ncode.py output:\r\n',
      false,
      'micropython',
    ],
    ['a program of ESP-IDF', espLog, true, 'micropython'],
    ['an Arduino program', 'Temperature: 21.5 C\r\n', true, 'micropython'],
    [
      'another rate',
      Buffer.from([0xfe, 0x00, 0xf8, 0x80, 0x1c, 0xe0, 0xfc, 0x06, 0x9c, 0x00, 0xe0, 0xf3]),
      false,
      'micropython',
    ],
  ] as const)('%s', async (_, words, interrupt, cause) => {
    const diagnosis = await examined(words, interrupt);
    expect(diagnosis.cause).toBe(cause);
    const { remedy, text } = finding(diagnosis, cause);
    expect(remedy?.action).toBe('flash');
    expect(text.en.length).toBeGreaterThan(20);
  });

  it.each([
    ['an Arduino program', 'Temperature: 21.5 C\r\n'],
    ['a boot log', espLog],
    ['text of another language', '温度：21.5 度\r\n'],
  ])('is not judged without an interruption: %s', async (_, words) => {
    const diagnosis = await examined(words, false);
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'micropython').state).toBe('unknown');
    expect(finding(diagnosis, 'answers').state).toBe('well');
  });

  it('is MicroPython, or a program of Cambrian, without an interruption', async () => {
    for (const words of ['MicroPython v1.27.0 on 2026-01-01\r\n>>> ', '\x1e{"t":"stat","ms":1}\n']) {
      const diagnosis = await examined(words, false);
      expect(finding(diagnosis, 'micropython').state).toBe('well');
      expect(diagnosis.cause).toBeNull();
    }
  });

  it('is nothing, by the silence after every way to interrupt', async () => {
    const port = terminal();
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    const diagnosis = await examine({ path, interrupt: true });
    expect(port.received()).toContain('\x03');
    expect(finding(diagnosis, 'answers')).toMatchObject({ state: 'problem' });
    expect(finding(diagnosis, 'answers').text.en).toContain('(nothing)');
    expect(diagnosis.cause).toBe('micropython');
    expect(finding(diagnosis, 'micropython').remedy?.action).toBe('flash');
  });

  it('is a boot loader by its USB ids', async () => {
    const { examine, system } = await setUp();
    const { path } = await system.plug({
      vendorId: '239a',
      productId: '0029',
      name: 'ttyACM0',
      terminal: terminal().path,
    });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('boot-mode');
    expect(finding(diagnosis, 'boot-mode').text.en).toContain('239a:0029');
  });

  /** A prompt that knows one answer. */
  async function answering(facts: object) {
    const port = terminal();
    let isRaw = false;
    let code = '';
    port.onData(bytes => {
      for (const letter of Buffer.from(bytes).toString('latin1')) {
        if (letter === '\x03') port.write(Buffer.from('\r\n>>> '));
        else if (letter === '\x01' && code.endsWith('\x05A')) {
          code = '';
          port.write(Buffer.from('R\x00'));
        } else if (letter === '\x01') {
          isRaw = true;
          code = '';
          port.write(Buffer.from('\r\nraw REPL; CTRL-B to exit\r\n>'));
        } else if (letter === '\x02') isRaw = false;
        else if (letter === '\x04' && isRaw)
          port.write(Buffer.from(`OK@doctor ${JSON.stringify(facts)}\r\n\x04\x04>`));
        else if (letter === '\x04') port.write(Buffer.from('MPY: soft reboot\r\n'));
        else code += letter;
      }
    });
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    return examine({ path, interrupt: true });
  }

  it('is too old', async () => {
    const diagnosis = await answering({
      implementation: 'micropython',
      version: '1.17.0',
      machine: 'ESP32 module',
      fileSystem: 'littlefs',
    });
    expect(diagnosis.cause).toBe('firmware-version');
    expect(finding(diagnosis, 'firmware-version').text.en).toContain('1.17.0');
    expect(finding(diagnosis, 'firmware-version').remedy?.action).toBe('flash');
    expect(finding(diagnosis, 'file-system').state).toBe('well');
  });

  it('has a file system of the FAT kind', async () => {
    const diagnosis = await answering({
      implementation: 'micropython',
      version: '1.27.0',
      machine: 'm',
      fileSystem: 'fat',
    });
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'file-system')).toMatchObject({
      state: 'suspicion',
      remedy: { action: 'none' },
    });
  });

  it('is CircuitPython by its own word', async () => {
    const diagnosis = await answering({
      implementation: 'circuitpython',
      version: '9.2.0',
      machine: 'm',
      fileSystem: 'fat',
    });
    expect(diagnosis.cause).toBe('micropython');
    expect(finding(diagnosis, 'micropython').text.en).toContain('CircuitPython');
    expect(finding(diagnosis, 'firmware-version').state).toBe('skipped');
  });
});

describe('the rules that ship', () => {
  it('are shown with the commands, and known to be installed or not', async () => {
    const { doctor, stateDirectory, system } = await setUp();
    const ask = async () => {
      const context = { signal: new AbortController().signal, report: () => undefined };
      const rules = await doctor.handlers.methods.udevRules({}, context);
      return doctorService.methods.udevRules.output.parse(rules);
    };
    const offered = await ask();
    expect(offered).toMatchObject({ isLinux: true, isInstalled: false });
    expect(offered.sourcePath).toBe(join(stateDirectory, '60-cambrian.rules'));
    expect(await readFile(offered.sourcePath, 'utf8')).toBe(offered.text);
    await system.write('etc/udev/rules.d/60-cambrian.rules', offered.text);
    expect(await ask()).toMatchObject({ isInstalled: true });
  });
});

describe('an examination', () => {
  it('can be cancelled', async () => {
    const { doctor, system } = await setUp({ times: { ...times, listenMs: 60_000 } });
    const port = terminal();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const controller = new AbortController();
    const examining = Promise.resolve(
      doctor.handlers.methods.examine(
        { kitId: null, path, interrupt: true },
        {
          signal: controller.signal,
          report: findings => findings.length === 6 && setImmediate(() => controller.abort()),
        },
      ),
    );
    await expect(examining).rejects.toMatchObject({ name: 'AbortError' });
    // The port is free again.
    const transport = new SerialTransport(path);
    await transport.open({ baudRate: 115_200 });
    await transport.close();
  });
});
