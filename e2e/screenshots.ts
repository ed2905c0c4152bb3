import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { findChromium } from '../scripts/find-chromium.mjs';
import { root } from './fixtures/child-process.ts';
import { SerialBoard } from './fixtures/serial-fixtures.ts';
import { StudioFolders, StudioServer } from './fixtures/studio-server.ts';
import { DemoScreen } from './pages/demo-screen.ts';
import { PersonaEditor } from './pages/persona-editor.ts';
import { StudioPage } from './pages/studio-page.ts';

// The pictures of the documentation, taken from the product with a sample that runs: `npm run screenshots`.

/** A computer without voices says so in a corner; the pictures are of something else. */
const style = '[role="alert"] { visibility: hidden }';
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
  const themes = ['light', 'dark'] as const;
  const switchTheme = async (theme: (typeof themes)[number]) => {
    await page.getByRole('button', { name: /^Theme: / }).click();
    await page.getByRole('menuitem', { name: theme, exact: true }).click();
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await page.mouse.move(720, 20);
  };
  for (const theme of themes) {
    await switchTheme(theme);
    await page.screenshot({ path: join(images, `studio-${theme}.png`) });
  }

  // Somebody inside: a talk that left memories, and everything that is set for a persona.
  await studio.openCompanion();
  await page.getByRole('button', { name: 'Fit everything' }).click();
  await studio.device.say('Who is here', 'Lin');
  await studio.device.switch('Presence').click();
  const memory = await studio.showTab('Memory');
  for (const [words, fact] of [
    ['你好，我叫小林', '小林'],
    ['我最喜欢的恐龙是三角龙', '三角龙'],
    ['My birthday is on 3 May', 'May'],
  ] as const) {
    await studio.device.say('Says to Momo', words);
    await memory.getByRole('listitem').filter({ hasText: fact }).first().waitFor();
  }
  const dialogs = [
    ['Models and keys', 'Models and keys', 'models'],
    ['Tools…', 'Tools', 'tools'],
    ['Place nodes…', 'Where it runs', 'placement'],
    ['Markets and data…', 'Markets and data', 'markets'],
  ] as const;
  await studio.runCommand('Markets and data…');
  await page.getByRole('combobox', { name: 'Markets' }).fill('European');
  await page.getByRole('option', { name: /European Union/ }).click();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  for (const theme of themes) {
    await switchTheme(theme);
    await page.screenshot({ path: join(images, `memory-${theme}.png`), style });
    for (const [command, title, file] of dialogs) {
      await studio.runCommand(command);
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.getByRole('table').or(dialog.getByRole('listitem')).first().waitFor();
      await page.screenshot({ path: join(images, `${file}-${theme}.png`), style });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    await studio.runCommand('Edit persona: Momo');
    const editor = new PersonaEditor(page);
    await editor.say('Does the moon shine by itself?');
    await editor.waitForAnswer();
    await editor.say('讲个笑话');
    await editor.waitForAnswer();
    await page.screenshot({ path: join(images, `persona-${theme}.png`), style });
    await editor.done();
  }

  // A table with boards: three that were pushed to, one that waits for firmware, one that says nothing.
  const boards = await Promise.all([1, 2, 3].map(() => SerialBoard.start(folders)));
  try {
    const { usb } = folders;
    for (const [index, board] of boards.entries()) {
      const serialNumber = `E6614C3100AB000${index + 1}`;
      const ids = { vendorId: '1209', productId: 'c0de', product: 'Bench board', serialNumber };
      usb.plugIn({ ...ids, name: `ttyACM${index}`, terminal: board.path });
    }
    usb.plugIn({ vendorId: '1a86', productId: '7523', name: 'ttyUSB0', terminal: '/dev/null' });
    mkdirSync(usb.volume('RPI-RP2'), { recursive: true });
    const info = 'UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n';
    writeFileSync(join(usb.volume('RPI-RP2'), 'INFO_UF2.TXT'), info);
    await studio.openTemplate('Night light');
    await studio.kits.open();
    const paths = boards.map((_, index) => join(usb.root, 'dev', `ttyACM${index}`));
    for (const path of paths) await studio.kits.select(path);
    await studio.kits.pushButton.click();
    for (const path of paths) {
      await expect(studio.kits.row(path)).toContainText('confirmed', { timeout: 60_000 });
    }
    await studio.kits.show(paths[0] ?? '');
    for (const theme of themes) {
      await studio.kits.close();
      await switchTheme(theme);
      await studio.kits.open();
      await page.screenshot({ path: join(images, `kits-${theme}.png`), style });
    }
    await studio.kits.close();
  } finally {
    for (const board of boards) await board.stop();
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
