import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../contract/shell/content-security-policy.ts';
import { desktopOrigin } from '../contract/shell/shell-channel.ts';
import { windowOptions } from './window-options.ts';

// The security checklist of Electron's documentation, item by item, read from the sources. What is decided at run
// time is tested in policies.test.ts and main.test.ts.

const root = resolve(import.meta.dirname, '../..');
const sources = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');
const mainText = readFileSync(join(import.meta.dirname, 'main.ts'), 'utf8');
const builderText = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
const preferences = windowOptions('/preload.cjs').webPreferences;

/** How often a text occurs in the code of the shell, without comments. */
function count(text: string): number {
  return sources.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').split(text).length - 1;
}

const items: readonly [number, string, () => void][] = [
  [
    1,
    'only load secure content',
    () => {
      expect(desktopOrigin).toBe('app://studio');
      expect(mainText).toMatch(/loadURL\(`\$\{desktopOrigin\}\/index\.html`\)/);
      expect(count('loadURL(')).toBe(1);
      expect(count('loadFile(')).toBe(0);
      expect(sources).not.toContain('http:');
    },
  ],
  [
    2,
    'no Node in the renderer',
    () => {
      expect(preferences).toMatchObject({
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
      });
    },
  ],
  [3, 'context isolation', () => expect(preferences?.contextIsolation).toBe(true)],
  [
    4,
    'process sandboxing',
    () => {
      expect(preferences?.sandbox).toBe(true);
      expect(mainText).toContain('app.enableSandbox()');
      expect(sources).not.toMatch(/no-sandbox/);
    },
  ],
  [
    5,
    'permission requests are handled',
    () => {
      expect(mainText).toContain('setPermissionRequestHandler');
      expect(mainText).toContain('setPermissionCheckHandler');
      expect(mainText).toContain('setDevicePermissionHandler(() => false)');
    },
  ],
  [
    6,
    'web security stays on',
    () => {
      expect(preferences?.webSecurity).toBe(true);
      expect(sources).not.toMatch(/webSecurity: false|disable-web-security/);
    },
  ],
  [
    7,
    'a content security policy without eval',
    () => {
      expect(contentSecurityPolicy).toContain("default-src 'self'");
      expect(contentSecurityPolicy).toContain("script-src 'self';");
      expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
      expect(sources).not.toContain('bypassCSP');
    },
  ],
  [8, 'no insecure content', () => expect(preferences?.allowRunningInsecureContent).toBe(false)],
  [9, 'no experimental features', () => expect(preferences?.experimentalFeatures).toBe(false)],
  [
    10,
    'no Blink features switched on',
    () => {
      expect(preferences).not.toHaveProperty('enableBlinkFeatures');
      expect(sources).not.toMatch(/enableBlinkFeatures|appendSwitch/);
    },
  ],
  [11, 'no webview with popups', () => expect(sources).not.toContain('allowpopups')],
  [
    12,
    'no webview at all',
    () => {
      expect(preferences?.webviewTag).toBe(false);
      expect(mainText).toContain("'will-attach-webview', event => event.preventDefault()");
    },
  ],
  [
    13,
    'navigation is limited',
    () => {
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        expect(mainText).toContain(`contents.on('${event}'`);
      }
      expect(preferences?.navigateOnDragDrop).toBe(false);
    },
  ],
  [
    14,
    'no new windows',
    () => {
      expect(mainText).toContain('setWindowOpenHandler');
      expect(sources).not.toContain("action: 'allow'");
      expect(count('new BrowserWindow(')).toBe(1);
    },
  ],
  [
    15,
    'openExternal takes a checked address only',
    () => {
      expect(count('openExternal(')).toBe(1);
      expect(mainText).toContain('if (address !== null) void shell.openExternal(address)');
      expect(mainText).toContain('const address = externalAddress(url)');
      expect(sources).not.toMatch(/openPath\(|showItemInFolder\(/);
    },
  ],
  [
    16,
    'a current Electron, pinned',
    () => {
      const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
      expect(Number.parseInt(manifest.devDependencies.electron, 10)).toBeGreaterThanOrEqual(45);
    },
  ],
  [
    17,
    'every sender of IPC is checked',
    () => {
      expect(count('ipcMain.on(')).toBe(1);
      expect(count('ipcMain.handle(')).toBe(0);
      expect(count('isTrustedSender(frame)')).toBe(1);
    },
  ],
  [
    18,
    'no file: pages',
    () => {
      expect(sources).not.toMatch(/file:\/\//);
      expect(mainText).toContain('protocol.handle(desktopScheme');
    },
  ],
  [
    19,
    'the fuses are set',
    () => {
      for (const fuse of [
        'runAsNode: false',
        'enableNodeOptionsEnvironmentVariable: false',
        'enableNodeCliInspectArguments: false',
        'grantFileProtocolExtraPrivileges: false',
        'enableCookieEncryption: true',
        'enableEmbeddedAsarIntegrityValidation: true',
        'onlyLoadAppFromAsar: true',
      ]) {
        expect(builderText).toContain(fuse);
      }
    },
  ],
  [
    20,
    'no Electron API reaches the page',
    () => {
      const preload = readFileSync(join(import.meta.dirname, 'preload.ts'), 'utf8');
      expect(preload).not.toContain('contextBridge');
      expect(preload.match(/ipcRenderer\.\w+/g)).toEqual(['ipcRenderer.send', 'ipcRenderer.on']);
      expect(sources).not.toMatch(/enableRemoteModule|@electron\/remote/);
    },
  ],
];

describe("Electron's security checklist", () => {
  it('is checked in all its twenty items', () => {
    expect(items.map(([number]) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
  it.each(items)('%i: %s', (_number, _title, verify) => {
    verify();
  });
});
