import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Kit, KitAbout } from '../../contract/services/device-service.ts';
import { KitBook } from './kit-book.ts';

// As root, no file is unreadable.
vi.mock('node:fs', { spy: true });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-book-'));
  file = join(folder, 'kits.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const kit: Kit = {
  kitId: 'usb:ABC',
  transport: 'serial',
  path: '/dev/ttyACM0',
  title: 'Pico',
  boardTitle: 'Pico',
  isAttached: true,
  isFavourite: false,
  mode: 'application',
  boardId: 'pico',
  serialNumber: 'ABC',
  vendorId: '2e8a',
  productId: '0005',
  manufacturer: null,
};
const about = (kitId: string): KitAbout => ({
  kitId,
  learnedAt: '2026-01-01T00:00:00.000Z',
  firmware: { implementation: 'micropython', version: '1.27.0', machine: 'm', fileSystem: 'littlefs' },
  program: null,
});

describe('the kit book', () => {
  it('keeps names, stars, what was learned and typed ports', async () => {
    const book = new KitBook(file);
    await book.setNote('usb:ABC', { name: 'Left hand', isFavourite: true, seen: kit });
    await book.setNote('usb:DEF', { about: about('usb:DEF') });
    await book.setTypedPorts(['/dev/pts/9']);
    const again = new KitBook(file);
    expect(again.note('usb:ABC')).toEqual({ name: 'Left hand', isFavourite: true, seen: kit, about: null });
    expect(again.favourites).toEqual([kit]);
    expect(again.abouts).toEqual([about('usb:DEF')]);
    expect(again.typedPorts).toEqual(['/dev/pts/9']);
    await again.setNote('usb:ABC', { name: null, isFavourite: false });
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')).kits)).toEqual(['usb:DEF']);
  });

  it('takes over the list of ports that was there before it', async () => {
    await writeFile(join(folder, 'ports.json'), '["/dev/pts/9", 3, "tcp:a:1"]');
    const book = new KitBook(file);
    expect(book.typedPorts).toEqual(['/dev/pts/9', 'tcp:a:1']);
    await book.setTypedPorts([...book.typedPorts, 'virtual:2']);
    // From then on the old list says nothing any more.
    await writeFile(join(folder, 'ports.json'), '["/dev/other"]');
    expect(new KitBook(file).typedPorts).toEqual(['/dev/pts/9', 'tcp:a:1', 'virtual:2']);
  });

  it('loses only what is damaged', async () => {
    const kits = {
      'usb:ABC': { name: 'Left hand', isFavourite: 'perhaps', seen: { kitId: 7 }, about: about('usb:ABC') },
      'usb:DEF': 'nothing',
    };
    await writeFile(file, JSON.stringify({ version: 1, ports: ['/dev/pts/9', null], kits }));
    const book = new KitBook(file);
    expect(book.note('usb:ABC')).toEqual({
      name: 'Left hand',
      isFavourite: false,
      seen: null,
      about: about('usb:ABC'),
    });
    expect(book.note('usb:DEF').name).toBeNull();
    expect(book.typedPorts).toEqual(['/dev/pts/9']);
  });

  it('sets aside a file that is none', async () => {
    await writeFile(file, '{"version": 1, "kits": {');
    const book = new KitBook(file);
    expect(book.typedPorts).toEqual([]);
    await book.setTypedPorts(['/dev/pts/1']);
    expect((await readdir(folder)).toSorted()).toEqual(['kits.damaged.json', 'kits.json']);
    expect(await readFile(join(folder, 'kits.damaged.json'), 'utf8')).toContain('"kits": {');
  });

  it('starts with whatever the file holds', async () => {
    const content = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map(json => `{"version":1,"kits":${json},"ports":[]}`),
    );
    await fc.assert(
      fc.asyncProperty(content, async text => {
        await writeFile(file, text);
        const book = new KitBook(file);
        await book.setNote('usb:NEW', { name: 'New' });
        expect(new KitBook(file).note('usb:NEW').name).toBe('New');
      }),
      { numRuns: 60 },
    );
  });

  it('never overwrites the book of a newer studio', async () => {
    const text = JSON.stringify({ version: 2, ports: ['/dev/a'], kits: {}, more: true });
    await writeFile(file, text);
    const book = new KitBook(file);
    await book.setTypedPorts([...book.typedPorts, '/dev/b']);
    expect(book.typedPorts).toEqual(['/dev/a', '/dev/b']);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('never overwrites a book that the system does not give out', async () => {
    const lost = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    await writeFile(file, JSON.stringify({ version: 1, ports: ['/dev/a'], kits: {} }));
    const text = await readFile(file, 'utf8');
    vi.mocked(readFileSync).mockImplementationOnce(() => {
      throw lost;
    });
    const book = new KitBook(file);
    expect(book.typedPorts).toEqual([]);
    await expect(book.setTypedPorts(['/dev/b'])).rejects.toMatchObject({
      code: 'device/book-unwritable',
      details: { message: lost.message },
    });
    expect(book.typedPorts).toEqual(['/dev/b']);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('says where it cannot be written, and holds what it was told', async () => {
    await writeFile(join(folder, 'state'), 'a file where the folder should be');
    const book = new KitBook(join(folder, 'state/kits.json'));
    await expect(book.setNote('usb:ABC', { name: 'Left hand' })).rejects.toMatchObject({
      code: 'device/book-unwritable',
    });
    expect(book.note('usb:ABC').name).toBe('Left hand');
  });

  it('does not grow for ever', async () => {
    const book = new KitBook(null);
    await book.setNote('usb:named', { name: 'Named', about: about('usb:named') });
    for (let number = 0; number < 500; number++) {
      await book.setNote(`usb:${number}`, { about: about(`usb:${number}`) });
    }
    expect(book.abouts).toHaveLength(400);
    expect(book.note('usb:named').name).toBe('Named');
    expect(book.note('usb:0').about).toBeNull();
    expect(book.note('usb:499').about).not.toBeNull();
  });
});
