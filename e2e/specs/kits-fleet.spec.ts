import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { profileText, writeProject } from '../fixtures/project-fixtures.ts';
import { CableFixture } from '../fixtures/serial-fixtures.ts';
import type { StudioFolders } from '../fixtures/studio-server.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import type { UsbBench } from '../fixtures/usb-bench.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

const usbIds = { vendorId: '1209', productId: 'c0de', product: 'Bench board' };
const foreignMain = "f = open('/main.py', 'w'); f.write('print(1)'); f.close()";
/** So slow that there is time to look at a push, to reload the page and to pull the cable. */
const slowBytesPerSecond = 1500;

interface ReportRow {
  readonly serialNumber: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly attempts: number;
  readonly sequenceAfter: number | null;
  readonly error: { readonly code: string } | null;
}

/** A board with a serial number at a socket of the studio's computer. */
class BenchBoard {
  readonly cable: CableFixture;
  readonly serialNumber: string;
  /** Where the studio finds its port. */
  readonly path: string;
  readonly #usb: UsbBench;
  readonly #name: string;

  private constructor(cable: CableFixture, usb: UsbBench, place: number) {
    this.cable = cable;
    this.serialNumber = `BENCH-000${place}`;
    this.#usb = usb;
    this.#name = `ttyACM${place}`;
    this.path = join(usb.root, 'dev', this.#name);
  }

  /** Starts it; it is not plugged in yet. Its place names it among the others. */
  static async start(folders: StudioFolders, place: number): Promise<BenchBoard> {
    return new BenchBoard(await CableFixture.start(folders, `ttyKit${place}`), folders.usb, place);
  }

  plugIn(): void {
    const { cable, serialNumber } = this;
    this.#usb.plugIn({ ...usbIds, serialNumber, name: this.#name, terminal: cable.path });
  }

  /** In the middle of whatever happens on it. */
  pullOut(): void {
    this.cable.pull();
    this.#usb.pullOut(this.#name);
  }
}

/** A project that takes a minute over a slow cable: its nodes hold texts that hardly shrink when they are packed. */
function writeLongProject(folders: StudioFolders): string {
  const texts = Array.from({ length: 5 }, (_, node) => {
    const parts = Array.from({ length: 180 }, (_, part) =>
      createHash('sha512').update(`${node} ${part}`).digest('base64'),
    );
    return parts.join('');
  });
  const nodes = texts.map((text, place) => {
    const code = `text = "${text}"\n\n\ndef receive(port, value):\n    emit("out1", text)\n`;
    return [`text${place}`, { type: 'logic/python', properties: { code } }] as const;
  });
  return writeProject(folders, 'long', profileText(Object.fromEntries(nodes)));
}

/** What the Report menu offers, as the text of the file that is downloaded. */
async function reportFile(page: Page, item: RegExp): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Report' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  return readFileSync(await (await download).path(), 'utf8');
}

test('four boards side by side: each has its own end, the run outlasts the page, and retry mends the rest', async ({
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  const current = await BenchBoard.start(folders, 1);
  const pulled = await BenchBoard.start(folders, 2);
  const foreign = await BenchBoard.start(folders, 3);
  const cancelled = await BenchBoard.start(folders, 4);
  const boards = [current, pulled, foreign, cancelled];
  try {
    await foreign.cable.typeIn(foreignMain);
    for (const board of boards) board.plugIn();
    const { kits } = studio;
    await studio.openRunning();
    await studio.openFolder(writeLongProject(folders));
    await expect(studio.projectName).toHaveText('Made by a test');
    await studio.waitUntilRunning();
    await kits.open();
    for (const { path } of boards) {
      await expect(kits.row(path)).toBeVisible({ timeout: runTimeoutMs });
    }
    await kits.choose(current.path, 'Push and run');
    await expect(kits.row(current.path)).toContainText('confirmed', { timeout: runTimeoutMs });

    await test.step('a row each, with its phase and rate', async () => {
      pulled.cable.bytesPerSecond = slowBytesPerSecond;
      cancelled.cable.bytesPerSecond = slowBytesPerSecond;
      for (const { path } of boards) await kits.select(path);
      await kits.pushButton.click();
      for (const { path } of [pulled, cancelled]) {
        await expect(kits.row(path)).toContainText('writing the other slot', { timeout: runTimeoutMs });
        await expect(kits.row(path)).toContainText(/B of .*B\/s/, { timeout: runTimeoutMs });
      }
      await expect(kits.row(current.path)).toContainText('up to date', { timeout: runTimeoutMs });
      await expect(kits.row(foreign.path)).toContainText('Another program lives on this board');
    });

    await test.step('the run goes on while the page is loaded anew', async () => {
      await page.reload();
      await studio.waitUntilRunning();
      await kits.open();
      await expect(kits.summary).toContainText('1 of 4 done · 1 failed');
      for (const { path } of [pulled, cancelled]) {
        await expect(kits.row(path)).toContainText('writing the other slot');
      }
    });

    await test.step('one is stopped and says so; one is pulled out and fails alone', async () => {
      await kits.choose(cancelled.path, 'Stop pushing');
      await expect(kits.row(cancelled.path)).toContainText('cancelled', { timeout: runTimeoutMs });
      await expect(kits.row(pulled.path)).toContainText('writing the other slot');
      pulled.pullOut();
      await expect(kits.summary).toContainText('2 failed', { timeout: runTimeoutMs });
    });

    const question = page.getByRole('dialog', { name: 'Kits that wait for your word: 1' });
    await test.step('only the foreign one is asked about, and nothing is agreed to beforehand', async () => {
      await expect(question).toContainText('a main.py that is not from Cambrian: print(1)');
      await expect(question).toContainText('main.before-cambrian.py');
      await expect(question.getByRole('checkbox')).toHaveCount(1);
      await expect(question).toContainText(foreign.serialNumber);
      await expect(question.getByRole('button', { name: 'Push to 0 nevertheless' })).toBeDisabled();
      await question.getByRole('checkbox').check();
      await question.getByRole('button', { name: 'Push to 1 nevertheless' }).click();
      await expect(kits.row(foreign.path)).toContainText('confirmed', { timeout: runTimeoutMs });
      await expect(kits.summary).toContainText('2 of 4 done · 1 failed');
    });

    await test.step('the table of the run says the same', async () => {
      const lines = (await reportFile(page, /CSV/)).trim().split('\r\n');
      expect(lines).toHaveLength(5);
      const line = ({ serialNumber }: BenchBoard) => lines.find(text => text.includes(serialNumber)) ?? '';
      expect(line(current)).toContain(',done,unchanged,1,1,');
      expect(line(pulled)).toMatch(/,failed,.*unplugged/);
      expect(line(foreign)).toContain(',done,confirmed,');
      expect(line(cancelled)).toMatch(/,cancelled,/);
    });

    await test.step('the pulled one says what became of it when it is looked at', async () => {
      await pulled.cable.plugIn({ powerCycle: true });
      pulled.plugIn();
      const row = kits.row(pulled.path);
      await expect(row).not.toContainText('not attached', { timeout: runTimeoutMs });
      await kits.show(pulled.path);
      const alert = kits.details.getByRole('alert').first();
      await expect(alert).toContainText('went away');
      await expect(alert).toContainText('Plug the board in again');
    });

    await test.step('retry mends those that failed, and leaves the others alone', async () => {
      pulled.cable.bytesPerSecond = Number.POSITIVE_INFINITY;
      cancelled.cable.bytesPerSecond = Number.POSITIVE_INFINITY;
      await kits.root.getByRole('button', { name: 'Retry 2 failed' }).click();
      await expect(kits.summary).toContainText('4 of 4 done', { timeout: 2 * runTimeoutMs });
      await expect(kits.summary).not.toContainText('failed');
      for (const { path } of [pulled, foreign, cancelled]) {
        await expect(kits.row(path)).toContainText('confirmed');
        await expect(kits.program(path)).toContainText('rev 1');
      }
      const run: { rows: ReportRow[] } = JSON.parse(await reportFile(page, /JSON/));
      const ends = run.rows.map(row => [row.serialNumber, row.state, row.outcome, row.attempts, row.error]);
      expect(ends).toEqual([
        [current.serialNumber, 'done', 'unchanged', 1, null],
        [pulled.serialNumber, 'done', 'confirmed', 2, null],
        [foreign.serialNumber, 'done', 'confirmed', 2, null],
        [cancelled.serialNumber, 'done', 'confirmed', 2, null],
      ]);
      expect(run.rows.map(row => row.sequenceAfter)).toEqual([1, 1, 1, 1]);
    });

    await test.step('labels for all four, with their serial numbers', async () => {
      const sheet = await page.context().newPage();
      await sheet.setContent(await reportFile(page, /^Save labels/));
      const labels = sheet.locator('section');
      await expect(labels).toHaveCount(4);
      for (const { serialNumber } of boards) {
        const label = labels.filter({ hasText: serialNumber });
        await expect(label).toContainText('r1');
        await expect(label.locator('svg')).toBeVisible();
      }
      await sheet.close();
    });
  } finally {
    for (const { cable } of boards) await cable.stop();
  }
});

test('a profile for another board is refused with both names, and goes onto it on the user’s word', async ({
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  const cable = await CableFixture.start(folders);
  try {
    const beat = { type: 'logic/interval', name: 'Beat', properties: { intervalMs: 500 } };
    const project = writeProject(
      folders,
      'other-board',
      profileText({ beat }, [], { board: 'raspberry-pi-pico-w' }),
    );
    const { kits } = studio;
    await studio.openRunning();
    await studio.openFolder(project);
    await expect(studio.projectName).toHaveText('Made by a test');
    await kits.open();
    await kits.addPort(cable.path);
    const question = page.getByRole('dialog', { name: 'This is another board' });

    await test.step('refused: nothing is changed', async () => {
      await kits.choose(cable.path, 'Push and run');
      await expect(question).toContainText('The profile is made for Raspberry Pi Pico W', {
        timeout: runTimeoutMs,
      });
      await expect(question).toContainText('Its pins are others');
      await expect(question).toContainText('Choose the attached board in the board picker');
      await question.getByRole('button', { name: 'Leave it' }).click();
      await expect(question).toBeHidden();
      await expect(kits.row(cable.path)).toContainText('This is another board');
      await expect(kits.row(cable.path)).not.toContainText('rev ');
    });

    await test.step('on the user’s word it runs', async () => {
      await kits.choose(cable.path, 'Push and run');
      await question.getByRole('button', { name: 'Push nevertheless' }).click({ timeout: runTimeoutMs });
      await expect(kits.row(cable.path)).toContainText('confirmed', { timeout: runTimeoutMs });
      await expect(kits.program(cable.path)).toContainText('rev 1');
    });
  } finally {
    await cable.stop();
  }
});

test('a cable that is slow and loses bytes: blocks are sent again, and stopping keeps the old program', async ({
  studio,
  folders,
}) => {
  test.setTimeout(300_000);
  const cable = await CableFixture.start(folders);
  try {
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    await kits.addPort(cable.path);
    await kits.show(cable.path);

    await test.step('bytes are lost on the way, and the program arrives all the same', async () => {
      cable.losesOneIn = 2500;
      await kits.choose(cable.path, 'Push and run');
      await expect(kits.row(cable.path)).toContainText('confirmed', { timeout: 3 * runTimeoutMs });
      expect(cable.bytesLost).toBeGreaterThan(0);
      await expect(kits.details).toContainText(/blocks arrived damaged and were sent again/);
    });
    const oldProgram = await kits.programHash(cable.path);

    await test.step('a cable that loses most of it fails with words, and the old program is there', async () => {
      await kits.close();
      await studio.openTemplate('Greeting toy');
      await kits.open();
      await kits.show(cable.path);
      cable.losesOneIn = 40;
      await kits.choose(cable.path, 'Push and run');
      const alert = kits.details.getByRole('alert').first();
      await expect(alert).toBeVisible({ timeout: 3 * runTimeoutMs });
      await expect(alert).not.toContainText('inside Cambrian');
      cable.losesOneIn = Number.POSITIVE_INFINITY;
    });

    await test.step('stopped in the middle, the old program runs on', async () => {
      cable.bytesPerSecond = slowBytesPerSecond;
      await kits.choose(cable.path, 'Push and run');
      await expect(kits.row(cable.path)).toContainText('writing the other slot', { timeout: runTimeoutMs });
      await kits.choose(cable.path, 'Stop pushing');
      cable.bytesPerSecond = Number.POSITIVE_INFINITY;
      await expect(kits.row(cable.path)).toContainText('running', { timeout: runTimeoutMs });
      await expect(kits.program(cable.path)).toHaveAttribute('data-program', oldProgram);
    });
  } finally {
    await cable.stop();
  }
});
