import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
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
  await demo.root.getByRole('button', { name: 'Show Greeting toy' }).click();
  // The first scenario wakes the toy; in the second a visitor talks with it, which the hub answers.
  const play = demo.root.getByRole('button', { name: 'Show me' });
  await play.click({ timeout: 30_000 });
  await demo.root.getByRole('heading', { name: 'A little talk' }).waitFor({ timeout: 30_000 });
  await play.click();
  const inside = demo.root.getByRole('region', { name: 'What just happened inside' });
  await inside.getByRole('listitem').first().waitFor({ timeout: 20_000 });
  await page.screenshot({ path: join(images, 'demo.png') });
} finally {
  await browser.close();
  await server.stop();
  folders.remove();
}
