import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { findChromium } from './find-chromium.mjs';

// `node scripts/run.mjs scripts/draw-icon.ts`: draws app/main/resources/icon.png from the mark of the face, on a plate
// with the margin that macOS asks for. electron-builder makes the formats of the three systems from it.

const root = resolve(import.meta.dirname, '..');
const mark = readFileSync(join(root, 'app/renderer/ui/brand/icon.svg'), 'utf8').replace('#0f766e', '#ffffff');
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(executablePath === null ? {} : { executablePath }),
});
const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });
await page.setContent(`<style>
  html, body { margin: 0; background: transparent }
  div { position: absolute; inset: 100px; border-radius: 184px; background: linear-gradient(160deg, #14b8a6, #0f766e);
        display: grid; place-items: center }
  svg { width: 580px; height: 580px }
</style><div>${mark}</div>`);
await page.screenshot({ path: join(root, 'app/main/resources/icon.png'), omitBackground: true });
await browser.close();
