import { scryptSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '../fixtures/studio-test.ts';
import { DemoScreen } from '../pages/demo-screen.ts';

const pin = '4711';
const salt = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

/** A booth: the PIN is set, and a visitor who does nothing for five seconds has left. */
const test = base.extend<{ booth: DemoScreen }>({
  folders: async ({ folders }, use) => {
    const settings = {
      demo: { idleSeconds: 5, playlist: ['night-light', 'shake-counter'] },
      demoPin: `${salt.toString('hex')}:${scryptSync(pin, salt, 32).toString('hex')}`,
    };
    writeFileSync(join(folders.state, 'settings.json'), JSON.stringify(settings));
    await use(folders);
  },
  booth: async ({ page }, use) => use(new DemoScreen(page)),
});

test('a visitor is invited, plays, leaves; the host leaves with the PIN', async ({ studio, booth, page }) => {
  await studio.openRunning();
  await studio.page.getByRole('button', { name: 'Demo' }).click();
  await expect(booth.invitation).toBeVisible();

  await test.step('a visitor starts; a scenario plays on the device', async () => {
    await booth.begin();
    await expect(booth.title).toContainText('Night light');
    await booth.root.getByRole('button', { name: 'Show me' }).click();
    const inside = booth.root.getByRole('region', { name: 'What just happened inside' });
    await expect(inside.getByRole('listitem').first()).toBeVisible({ timeout: 20_000 });
  });

  await test.step('nobody touches it: the invitation comes back', async () => {
    await expect(booth.invitation).toBeVisible({ timeout: 30_000 });
  });

  await test.step('shortcuts of the studio do not lead out; a wrong PIN neither', async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('F5');
    await expect(booth.invitation).toBeVisible();
    await booth.holdEscapeUntil(() => expect(booth.pinPad).toBeVisible());
    await page.keyboard.type('0000');
    await page.keyboard.press('Enter');
    await expect(booth.pinPad).toContainText('That is not the PIN.');
  });

  await test.step('the PIN does', async () => {
    await page.keyboard.type(pin);
    await page.keyboard.press('Enter');
    await expect(booth.root).toBeHidden();
    await expect(studio.projectName).toHaveText('Night light');
    await expect(studio.canvas.nodes).toHaveCount(7);
  });
});
