import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.mjs';

const executablePath = findChromium();

/**
 * Tables of boards, each board a process and each push in real time: minutes. They have a command of their own, `npm run
 * test:boards`; `npm test` runs the rest.
 */
const boardSpecs = /(cable-pulled|kits-doctor|kits-flash|kits-fleet|provenance|watching)\.spec\.ts$/;
const minuteMs = 60_000;

/**
 * End-to-end tests run in a real Chromium against the browser shell, which each test's fixture starts with folders
 * and a port of its own; so there is no `webServer` here, and no test sees another's projects.
 */
export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'build/test-results/e2e',
  // Two cores, and each studio brings a virtual board.
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  globalTimeout: (process.env.CAMBRIAN_E2E_BOARDS === '1' ? 40 : 9) * minuteMs,
  projects: [
    { name: 'studio', testIgnore: boardSpecs },
    { name: 'boards', testMatch: boardSpecs },
  ],
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A tone and a moving picture in place of whatever this machine has; a test says whether it may be used.
        '--use-fake-device-for-media-stream',
      ],
    },
  },
});
