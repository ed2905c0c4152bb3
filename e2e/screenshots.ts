import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { findChromium } from '../scripts/find-chromium.mjs';
import { root } from './fixtures/child-process.ts';
import { StudioFolders, StudioServer } from './fixtures/studio-server.ts';
import { DemoScreen } from './pages/demo-screen.ts';
import { StudioPage } from './pages/studio-page.ts';

// The pictures of the documentation, taken from the product with a sample that runs: `npm run screenshots`.

const images = join(root, 'docs', 'images');
mkdirSync(images, { recursive: true });
const folders = new StudioFolders();
const server = new StudioServer(folders);
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
try {
  await server.start();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const studio = new StudioPage(page, () => server.url);
  await studio.openRunning();
  await page.getByRole('button', { name: 'Close the guide' }).click();
  await studio.openTemplate('Greeting toy');
  await studio.waitUntilRunning();
  await page.getByRole('button', { name: 'Fit everything' }).click();
  await studio.canvas.node('Face').click({ position: { x: 60, y: 8 } });
  await studio.device.switch('Presence').click();
  await studio.device.expectGlow(true);
  for (const theme of ['light', 'dark'] as const) {
    await page.getByRole('button', { name: /^Theme: / }).click();
    await page.getByRole('menuitem', { name: theme, exact: true }).click();
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await page.mouse.move(720, 20);
    await page.screenshot({ path: join(images, `studio-${theme}.png`) });
  }
  await page.getByRole('button', { name: 'Demo' }).click();
  const demo = new DemoScreen(page);
  // By way of another sample, so that the toy starts anew and sleeps until a visitor comes.
  const heading = demo.root.getByRole('main').getByRole('heading', { level: 1 });
  await demo.root.getByRole('button', { name: 'Show Shake counter' }).click();
  await expect(heading).toHaveText('Shake it', { timeout: 30_000 });
  await demo.root.getByRole('button', { name: 'Show Greeting toy' }).click();
  await expect(heading).toHaveText('A visitor comes', { timeout: 30_000 });
  const play = demo.root.getByRole('button', { name: 'Show me' });
  await play.click({ timeout: 30_000 });
  const inside = demo.root.getByRole('region', { name: 'What just happened inside' });
  await inside.getByRole('listitem').first().waitFor({ timeout: 20_000 });
  await page.screenshot({ path: join(images, 'demo.png') });
} finally {
  await browser.close();
  await server.stop();
  folders.remove();
}
