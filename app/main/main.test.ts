import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canKeep } from '../host/secrets/keychain.ts';
import { hostPortChannel } from './ipc-channel.ts';
import { askKeychain } from './keychain-messages.ts';

// main.ts runs here against a stand-in for the `electron` module that records what it is asked for. It shows that the
// policies are joined to the right events; that Electron itself keeps them can only be seen where its binary is.

const recorded = vi.hoisted(() => ({
  root: '',
  calls: [] as { readonly name: string; readonly arguments: readonly unknown[] }[],
  handlers: new Map<string, (...given: never[]) => unknown>(),
  windows: [] as { readonly options: unknown; readonly loaded: string[] }[],
  forks: [] as {
    readonly path: string;
    readonly environment: unknown;
    readonly posted: unknown[];
    /** The host's process says something to the main process. */
    readonly say: (message: unknown) => void;
  }[],
  opened: [] as string[],
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const note =
    (name: string) =>
    (...given: unknown[]) => {
      recorded.calls.push({ name, arguments: given });
    };
  const handle = (name: string) => (handler: (...given: never[]) => unknown) => {
    recorded.handlers.set(name, handler);
  };
  const app = Object.assign(new Emitter(), {
    enableSandbox: note('enableSandbox'),
    getAppPath: () => recorded.root,
    requestSingleInstanceLock: () => true,
    whenReady: async () => undefined,
    quit: note('quit'),
    exit: note('exit'),
    isPackaged: true,
  });
  class BrowserWindow extends Emitter {
    readonly loaded: string[] = [];
    constructor(options: unknown) {
      super();
      recorded.windows.push({ options, loaded: this.loaded });
    }
    static getAllWindows() {
      return [];
    }
    async loadURL(url: string) {
      this.loaded.push(url);
    }
    show() {
      note('show')();
    }
  }
  return {
    app,
    BrowserWindow,
    dialog: { showErrorBox: note('showErrorBox') },
    ipcMain: new Emitter(),
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: note('setApplicationMenu'),
    },
    MessageChannelMain: class {
      readonly port1 = 'port for the host';
      readonly port2 = 'port for the page';
    },
    protocol: {
      registerSchemesAsPrivileged: note('registerSchemesAsPrivileged'),
      handle: (scheme: string, handler: (...given: never[]) => unknown) => {
        recorded.handlers.set(`protocol ${scheme}`, handler);
      },
    },
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => 'basic_text',
      encryptString: (text: string) => Buffer.from(`locked:${text}`),
      decryptString: (bytes: Buffer) => bytes.toString().slice('locked:'.length),
    },
    session: {
      defaultSession: Object.assign(new Emitter(), {
        setPermissionRequestHandler: handle('permission request'),
        setPermissionCheckHandler: handle('permission check'),
        setDevicePermissionHandler: handle('device permission'),
        setDisplayMediaRequestHandler: handle('display media'),
      }),
    },
    shell: {
      openExternal: async (address: string) => {
        recorded.opened.push(address);
      },
    },
    utilityProcess: {
      fork: (path: string, _arguments: unknown, options: { env: unknown }) => {
        const posted: unknown[] = [];
        const child = Object.assign(new Emitter(), {
          postMessage: (...message: unknown[]) => posted.push(message),
          kill: note('kill'),
        });
        const say = (message: unknown) => void child.emit('message', message);
        recorded.forks.push({ path, environment: options.env, posted, say });
        return child;
      },
    },
  };
});

/** What main.ts registered under a name. */
function registered(name: string): (...given: unknown[]) => unknown {
  const handler = recorded.handlers.get(name);
  if (handler === undefined) throw new Error(`main.ts did not register ${name}.`);
  return handler as (...given: unknown[]) => unknown;
}

beforeAll(async () => {
  recorded.root = mkdtempSync(join(tmpdir(), 'cambrian-main-'));
  mkdirSync(join(recorded.root, 'build', 'renderer'), { recursive: true });
  writeFileSync(join(recorded.root, 'build', 'renderer', 'index.html'), '<title>Cambrian</title>');
  vi.stubEnv('OPENAI_API_KEY', 'sk-secret');
  await import('./main.ts');
  await vi.waitUntil(() => recorded.windows[0]?.loaded.length === 1);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(recorded.root, { recursive: true, force: true });
});

const own = { origin: 'app://studio', url: 'app://studio/index.html', parent: null };

describe('the desktop shell', () => {
  it('opens one window on the face, sandboxed for all', () => {
    expect(recorded.calls.map(call => call.name)).toContain('enableSandbox');
    expect(recorded.windows).toHaveLength(1);
    expect(recorded.windows[0]?.loaded).toEqual(['app://studio/index.html']);
  });

  it('registers the scheme of the face without a way round the policy', () => {
    const call = recorded.calls.find(({ name }) => name === 'registerSchemesAsPrivileged');
    expect(call?.arguments).toEqual([
      [
        {
          scheme: 'app',
          privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
        },
      ],
    ]);
  });

  it('serves the face with its policy, and nothing else', async () => {
    const serve = registered('protocol app');
    const page = await serve(new Request('app://studio/index.html'));
    if (!(page instanceof Response)) throw new Error('no Response');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Cambrian');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    for (const [address, status] of [
      ['app://studio/../../package.json', 404],
      ['app://studio/%2e%2e%2fpackage.json', 404],
      ['app://evil/index.html', 403],
    ] as const) {
      const answer = await serve(new Request(address));
      expect(answer instanceof Response && answer.status, address).toBe(status);
    }
  });

  it('denies permissions, devices and the screen', () => {
    const answers: unknown[] = [];
    const request = registered('permission request');
    request({}, 'geolocation', (granted: boolean) => answers.push(granted), { requestingUrl: own.url });
    request({}, 'fullscreen', (granted: boolean) => answers.push(granted), { requestingUrl: own.url });
    request({}, 'fullscreen', (granted: boolean) => answers.push(granted), {
      requestingUrl: 'https://evil.example',
    });
    expect(answers).toEqual([false, true, false]);
    expect(registered('permission check')({}, 'serial', 'app://studio')).toBe(false);
    expect(registered('permission check')(null, 'fullscreen', '')).toBe(false);
    expect(registered('device permission')({})).toBe(false);
    registered('display media')({}, (streams: unknown) => answers.push(streams));
    expect(answers.at(-1)).toBeNull();
  });

  it('keeps every page where it is, and opens only https addresses outside', async () => {
    const { app } = await import('electron');
    let openWindow: (details: { url: string }) => unknown = () => undefined;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => {
        openWindow = handler;
      },
    });
    app.emit('web-contents-created', {}, contents);
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      const prevented = (url: string) => {
        const preventDefault = vi.fn();
        contents.emit(event, { url, preventDefault });
        return preventDefault.mock.calls.length === 1;
      };
      expect(prevented('https://evil.example/'), event).toBe(true);
      expect(prevented('file:///etc/passwd'), event).toBe(true);
      expect(prevented('app://studio/index.html'), event).toBe(false);
    }
    const attach = vi.fn();
    contents.emit('will-attach-webview', { preventDefault: attach });
    expect(attach).toHaveBeenCalledOnce();
    for (const url of [
      'https://micropython.org/download/',
      'http://example.com',
      'file:///etc',
      'javascript:1',
    ]) {
      expect(openWindow({ url })).toEqual({ action: 'deny' });
    }
    expect(recorded.opened).toEqual(['https://micropython.org/download/']);
  });

  it('hands a port to the main frame of the face, and to no other sender', async () => {
    const { ipcMain } = await import('electron');
    expect(ipcMain.eventNames()).toEqual([hostPortChannel]);
    const send = (frame: object | null) => {
      const postMessage = vi.fn();
      ipcMain.emit(hostPortChannel, { senderFrame: frame === null ? null : { ...frame, postMessage } });
      return postMessage;
    };
    expect(send(null)).not.toHaveBeenCalled();
    expect(send({ ...own, origin: 'https://evil.example' })).not.toHaveBeenCalled();
    expect(send({ ...own, url: '' })).not.toHaveBeenCalled();
    expect(send({ ...own, parent: {} })).not.toHaveBeenCalled();
    expect(recorded.forks).toHaveLength(0);
    expect(send(own)).toHaveBeenCalledExactlyOnceWith(hostPortChannel, null, ['port for the page']);
    send(own);
    // One host for all, in a process without the keys of this one.
    expect(recorded.forks).toHaveLength(1);
    expect(recorded.forks[0]?.path).toMatch(/host-process\.js$/);
    expect(JSON.stringify(recorded.forks[0]?.environment)).not.toContain('sk-secret');
    expect(recorded.forks[0]?.posted).toEqual([
      ['connect', ['port for the host']],
      ['connect', ['port for the host']],
    ]);
  });

  it('answers what the host asks of the key chain, and nothing else that it says', async () => {
    const [fork] = recorded.forks;
    if (fork === undefined) throw new Error('no host was started');
    const { keychain, receive } = askKeychain(question => fork.say(question));
    const answered = fork.posted.length;
    const answers = vi.spyOn(fork.posted, 'push').mockImplementation((...messages) => {
      for (const [message] of messages as unknown[][]) receive(message);
      return 0;
    });
    const encrypted = await keychain.encrypt('sk-secret');
    expect(Buffer.from(encrypted).toString()).toBe('locked:sk-secret');
    expect(await keychain.decrypt(encrypted)).toBe('sk-secret');
    // A fixed password protects nothing: the store of keys must not take it for a key chain.
    expect([await canKeep(keychain), await canKeep(null)]).toEqual([process.platform !== 'linux', false]);
    answers.mockRestore();
    fork.say('disposed');
    fork.say(null);
    expect(fork.posted).toHaveLength(answered);
  });

  it('waits for the host to save before it quits', async () => {
    const { app } = await import('electron');
    const preventDefault = vi.fn();
    app.emit('before-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(recorded.forks[0]?.posted.at(-1)).toEqual(['dispose']);
    expect(recorded.calls.some(call => call.name === 'quit')).toBe(false);
  });
});
