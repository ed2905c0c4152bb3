import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import {
  bridgeIds,
  cleanUps,
  finding,
  picoIds,
  Refused,
  setUp,
  speaker,
  terminal,
} from './testing/examined-computer.ts';

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
