import { readFileSync } from 'node:fs';
import { CableFixture, SerialBoard } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

const usbIds = { vendorId: '1209', productId: 'c0de', product: 'Bench board' };

test('a table of kits: name, star, push to many, ask about the foreign one, report', async ({
  studio,
  page,
  folders,
}) => {
  test.setTimeout(300_000);
  const boards = [await SerialBoard.start(folders), await SerialBoard.start(folders)];
  const cable = await CableFixture.start(folders);
  try {
    await cable.typeIn("f = open('/main.py', 'w'); f.write('print(1)'); f.close()");
    const terminals = [...boards.map(board => board.path), cable.path];
    const paths = terminals.map((terminal, place) =>
      folders.usb.plugIn({ ...usbIds, serialNumber: `E2E-${place}`, name: `ttyACM${place}`, terminal }),
    );
    const [first = '', second = '', foreign = ''] = paths;
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    for (const path of paths) await expect(kits.row(path)).toBeVisible({ timeout: runTimeoutMs });

    await test.step('name one and star it; both outlast the window', async () => {
      await kits.show(second);
      await kits.row(second).focus();
      await page.keyboard.press('F2');
      const field = kits.root.getByRole('textbox', { name: /^Name of / });
      await field.fill('Bench left');
      await field.press('Enter');
      await kits
        .row(second)
        .getByRole('button', { name: /^Favourite: / })
        .click();
      await expect(kits.root.locator('tr[data-kit]').first()).toContainText('Bench left');
      await page.reload();
      await studio.waitUntilRunning();
      await kits.open();
      await expect(kits.root.locator('tr[data-kit]').first()).toContainText('Bench left');
      await expect(kits.row('Bench left').getByRole('button', { name: /^Favourite: / })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
    });

    await test.step('push to three: two take it, the foreign one waits for a word', async () => {
      for (const path of paths) await kits.select(path);
      await kits.pushButton.click();
      const question = page.getByRole('dialog', { name: /^Kits that wait for your word/ });
      await expect(question).toBeVisible({ timeout: 2 * runTimeoutMs });
      await expect(kits.summary).toContainText('2 of 3 done · 1 failed');
      await expect(question).toContainText('main.before-cambrian.py');
      await question.getByRole('checkbox').check();
      await question.getByRole('button', { name: 'Push to 1 nevertheless' }).click();
      await expect(kits.summary).toContainText('3 of 3 done', { timeout: 2 * runTimeoutMs });
      for (const path of paths) {
        await expect(kits.row(path)).toContainText('confirmed');
        await expect(kits.program(path)).toContainText('rev ');
      }
    });

    await test.step('the right side says who signed it', async () => {
      await kits.show(first);
      await expect(kits.details.getByRole('region', { name: 'Program' })).toContainText('Signed by');
    });

    await test.step('the report has a line for each', async () => {
      const download = page.waitForEvent('download');
      await kits.root.getByRole('button', { name: 'Report' }).click();
      await page.getByRole('menuitem', { name: /CSV/ }).click();
      const text = readFileSync(await (await download).path(), 'utf8');
      expect(text.trim().split('\n')).toHaveLength(4);
      expect(text).toContain('Bench left');
      expect(text).toContain('E2E-2');
    });

    await test.step('a board that is pulled out stays as a favourite, grey', async () => {
      folders.usb.pullOut('ttyACM1');
      await expect(kits.row('Bench left')).toContainText('not attached', { timeout: runTimeoutMs });
      await expect(kits.row(foreign)).toBeVisible();
    });
  } finally {
    await cable.stop();
    for (const board of boards) await board.stop();
  }
});

test('a board that waits as a drive is offered firmware, and a file that is none is refused', async ({
  studio,
  page,
  folders,
}) => {
  await studio.openRunning();
  const { kits } = studio;
  await kits.open();
  await expect(kits.root.getByRole('heading', { name: 'No board is attached' })).toBeVisible();
  folders.usb.write(
    'media/person/RPI-RP2/INFO_UF2.TXT',
    'UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n',
  );
  const row = kits.root.locator('tr[data-volume]');
  await expect(row).toContainText('boot loader', { timeout: runTimeoutMs });
  await row.getByRole('button', { name: 'flash firmware…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Flash firmware: / });
  await expect(dialog.getByRole('button', { name: 'Flash', exact: true })).toBeDisabled();
  await dialog.locator('input[type="file"]').setInputFiles({
    name: 'notes.uf2',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('These are notes, and no firmware.'.repeat(40)),
  });
  const alert = dialog.getByRole('alert');
  await expect(alert).toBeVisible();
  await expect(alert).not.toContainText('inside Cambrian');
  await expect(dialog.getByRole('button', { name: 'Flash', exact: true })).toBeDisabled();
});

test('keys that sign: made, renamed, a colleague’s imported and forgotten', async ({ studio, page }) => {
  await studio.openRunning();
  await studio.runCommand('Signing keys');
  const dialog = page.getByRole('dialog', { name: 'Signing keys' });
  await dialog.getByRole('button', { name: 'New key' }).click();
  await dialog.getByRole('textbox', { name: 'Name of the new key' }).fill('Lab bench');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  const own = dialog.getByRole('region', { name: 'Lab bench' });
  await expect(own).toContainText('signs');
  await expect(own).toContainText(/[0-9a-f]{4}( [0-9a-f]{4}){3}/);

  await dialog.getByRole('button', { name: 'Import a key' }).click();
  const form = dialog.getByRole('form', { name: 'Import a key' });
  await form.getByRole('textbox', { name: 'PEM' }).fill('no key at all');
  await form.getByRole('textbox', { name: 'Whose it is' }).fill('Lin');
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  const { publicKey } = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const der = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
  await form
    .getByRole('textbox', { name: 'PEM' })
    .fill(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`);
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  const team = dialog.getByRole('region', { name: 'Lin' });
  await expect(team).toBeVisible();
  await team.getByRole('button', { name: 'Forget…' }).click();
  await expect(team.getByRole('alert')).toContainText('unknown signer');
  await team.getByRole('button', { name: 'Forget it' }).click();
  await expect(team).toBeHidden();
});
