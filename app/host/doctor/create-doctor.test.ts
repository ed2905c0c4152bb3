import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctorChecks, doctorService } from '../../contract/services/doctor-service.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import { doctorTable } from './create-doctor.ts';
import { picoIds, setUp, terminal, times } from './testing/examined-computer.ts';

describe('the table of the doctor', () => {
  it('has an entry for each check of the contract, in its order', () => {
    expect(doctorTable.map(({ id }) => id)).toEqual([...doctorChecks]);
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
  it('of another name of a port is one of its kit', async () => {
    const { doctor, system } = await setUp();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const alias = join(system.folders.dev, 'by-id');
    await symlink(path, alias);
    const context = { signal: new AbortController().signal, report: () => undefined };
    const request = { kitId: null, path: alias, interrupt: false };
    const diagnosis = await doctor.handlers.methods.examine(request, context);
    expect(diagnosis).toMatchObject({ kitId: `usb:${picoIds.serialNumber}`, path });
  });

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
