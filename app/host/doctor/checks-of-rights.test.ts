import { chmod, chown, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding, picoIds, setUp, stranger, terminal } from './testing/examined-computer.ts';

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
