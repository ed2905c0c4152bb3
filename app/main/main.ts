import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  protocol,
  type Session,
  session,
  shell,
  type WebContents,
} from 'electron';
import { desktopOrigin, desktopScheme } from '../contract/shell/shell-channel.ts';
import { defaultHostOptions } from '../host/default-host-options.ts';
import { StaticFiles } from '../host/files/static-files.ts';
import { faceProtocolHandler } from './face-protocol.ts';
import { HostSupervisor } from './host-supervisor.ts';
import { hostPortChannel } from './ipc-channel.ts';
import { installMenu } from './menu.ts';
import { externalAddress, isTrustedSender, mayNavigate, mayUse } from './policies.ts';
import { windowOptions } from './window-options.ts';

// The desktop shell: windows, and a port for each page to the host's process. What is decided is in policies.ts.

const applicationRoot = app.getAppPath();
const hostSupervisor = new HostSupervisor(join(import.meta.dirname, 'host-process.js'), {
  ...defaultHostOptions(
    { kind: 'electron', nativeDialogs: false, kiosk: false },
    applicationRoot,
    process.env,
  ),
  canStartProcesses: false,
});

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  {
    scheme: desktopScheme,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
]);

function guardSession(guarded: Session): void {
  guarded.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(mayUse(permission, details.requestingUrl));
  });
  guarded.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayUse(permission, requestingOrigin),
  );
  guarded.setDevicePermissionHandler(() => false);
  guarded.setDisplayMediaRequestHandler((_request, callback) => callback(null));
  guarded.on('will-download', event => event.preventDefault());
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', details => {
    if (!mayNavigate(details.url)) details.preventDefault();
  });
  contents.on('will-frame-navigate', details => {
    if (!mayNavigate(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', details => {
    if (!mayNavigate(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const address = externalAddress(url);
    if (address !== null) void shell.openExternal(address);
    return { action: 'deny' };
  });
}

async function openWindow(): Promise<void> {
  const window = new BrowserWindow(windowOptions(join(import.meta.dirname, 'preload.cjs')));
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${desktopOrigin}/index.html`);
}

ipcMain.on(hostPortChannel, event => {
  const frame = event.senderFrame;
  if (frame === null || !isTrustedSender(frame)) return;
  frame.postMessage(hostPortChannel, null, [hostSupervisor.connect()]);
});

app.on('web-contents-created', (_event, contents) => guardContents(contents));

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

let isHostGone = false;
app.on('before-quit', event => {
  if (isHostGone) return;
  event.preventDefault();
  void hostSupervisor.dispose().then(() => {
    isHostGone = true;
    app.quit();
  });
});

async function openStudio(): Promise<void> {
  guardSession(session.defaultSession);
  const files = new StaticFiles(join(applicationRoot, 'build', 'renderer'));
  protocol.handle(desktopScheme, faceProtocolHandler(files));
  installMenu(process.platform === 'darwin', app.isPackaged);
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow();
  });
  await openWindow();
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  // Not awaited: Electron becomes ready only after this module has been evaluated to its end.
  void app.whenReady().then(openStudio).catch(failToStart);
} else {
  app.quit();
}

function failToStart(error: unknown): void {
  dialog.showErrorBox('Cambrian', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
