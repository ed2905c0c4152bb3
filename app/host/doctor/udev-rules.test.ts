import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeSystem } from '../devices/testing/fake-system.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import {
  areUdevRulesInstalled,
  offerUdevRules,
  udevInstallCommands,
  udevRulesFile,
  udevRulesText,
} from './udev-rules.ts';

const root = join(import.meta.dirname, '../../..');
const { catalogue } = await loadPlugins({ builtIn: join(root, 'plugins') });
const text = udevRulesText(catalogue.boards.values());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-udev-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the udev rules', () => {
  it('that ship agree with the board plugins: node scripts/write-udev-rules.ts', async () => {
    expect(await readFile(join(root, 'device/udev', udevRulesFile), 'utf8')).toBe(text);
  });

  it('name every USB id of every board once, and are in force before the seat is set', () => {
    const wanted = [...catalogue.boards.values()].flatMap(({ usb }) =>
      usb.map(({ productId, vendorId }) => `${vendorId}:${productId}`.toLowerCase()),
    );
    const rules = text.split('\n').filter(line => line.startsWith('SUBSYSTEMS'));
    const named = rules.map(line =>
      /idVendor\}=="(\w{4})".*idProduct\}=="(\w{4})"/.exec(line)?.slice(1).join(':'),
    );
    expect(named).toEqual([...new Set(wanted)].toSorted());
    for (const rule of rules) expect(rule).toContain('TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"');
    expect(udevRulesFile < '73-seat-late.rules').toBe(true);
  });

  it('hold nothing but ids and comments, whatever a plugin calls its board', () => {
    const [board] = catalogue.boards.values();
    if (board === undefined) throw new Error('there is no board');
    const ids = { vendorId: '303a', productId: '1001' };
    const rules = udevRulesText([
      { ...board, title: 'Evil\nRUN+="/tmp/x"\u2028RUN+="/tmp/y"\\', usb: [ids] },
      { ...board, title: 'Worse', usb: [{ ...ids, vendorId: '303a", RUN+="/tmp/z' }] },
    ]);
    expect(rules.split('\n').filter(line => line.includes('RUN'))).toEqual([
      '# Evil RUN+="/tmp/x" RUN+="/tmp/y"',
    ]);
    expect(rules).not.toContain('Worse');
    expect(rules).not.toMatch(/\\$/m);
  });

  it('are laid ready to be copied, and the command copies them from there', async () => {
    const state = join(folder, "a person's state");
    const path = await offerUdevRules(state, text);
    expect(await readFile(path, 'utf8')).toBe(text);
    await writeFile(path, 'an older text');
    expect(await offerUdevRules(state, text)).toBe(path);
    expect(await readFile(path, 'utf8')).toBe(text);
    const [install] = udevInstallCommands(path);
    // As a shell reads it: one word for each path.
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${install}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(words).toEqual(['sudo', 'install', '-m', '644', path, `/etc/udev/rules.d/${udevRulesFile}`]);
  });

  it('say where they cannot be laid', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(offerUdevRules(file, text)).rejects.toMatchObject({ code: 'doctor/rules-unwritable' });
  });

  it('are known to be installed, and to be of another studio', async () => {
    const system = await FakeSystem.create();
    try {
      expect(await areUdevRulesInstalled(system.folders, text)).toBe(false);
      await system.write(`usr/lib/udev/rules.d/${udevRulesFile}`, text);
      expect(await areUdevRulesInstalled(system.folders, text)).toBe(true);
      await system.write(`etc/udev/rules.d/${udevRulesFile}`, 'older');
      expect(await areUdevRulesInstalled(system.folders, text)).toBe(false);
    } finally {
      await system.remove();
    }
  });
});
