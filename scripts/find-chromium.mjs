import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * The Chromium that tests run in: what a variable names, else what is on the PATH or at its usual place, else what
 * Playwright has fetched before. Plain JavaScript, because it runs before anything is installed.
 *
 * @returns {string | null} an absolute path
 */
export function findChromium() {
  const named = [process.env.CAMBRIAN_CHROMIUM, process.env.CHROMIUM, process.env.CHROME_PATH];
  for (const path of [...named, ...onPath(), ...usualPlaces(), ...fetchedByPlaywright()]) {
    if (path && existsSync(path)) return path;
  }
  return null;
}

function onPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return (process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)));
}

function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map(name => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    return [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
      .filter(folder => folder !== undefined)
      .map(folder => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  return [];
}

function fetchedByPlaywright() {
  const caches = {
    darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  };
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    caches[process.platform] ??
    join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  const programs = [
    ['chrome-linux', 'chrome'],
    ['chrome-linux64', 'chrome'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
    ['chrome-win', 'chrome.exe'],
    ['chrome-win64', 'chrome.exe'],
  ];
  return readdirSync(cache)
    .filter(name => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap(name => programs.map(parts => join(cache, name, ...parts)));
}
