import { describe, expect, it } from 'vitest';
import {
  externalAddress,
  faceFilePath,
  hostEnvironment,
  isOwnAddress,
  isTrustedSender,
  mayNavigate,
  mayUse,
} from './policies.ts';

const foreign = [
  '',
  'about:blank',
  'app://',
  'app://studio.evil.example/index.html',
  'app://studio@evil.example/',
  'app://user@studio/',
  'app://evil/',
  'app:studio',
  'apps://studio/',
  'http://studio/',
  'https://studio/',
  'file:///etc/passwd',
  'data:text/html,<h1>x</h1>',
  'javascript:alert(1)',
  'blob:app://studio/7d1f',
  'devtools://devtools/bundled/inspector.html',
  'not an address',
];

describe('addresses of the face', () => {
  it.each(['app://studio', 'app://studio/', 'app://studio/index.html', 'app://studio/assets/a.js?x#y'])(
    '%s is ours',
    address => {
      expect(isOwnAddress(address)).toBe(true);
      expect(mayNavigate(address)).toBe(true);
    },
  );
  it.each(foreign)('%j is not', address => {
    expect(isOwnAddress(address)).toBe(false);
    expect(mayNavigate(address)).toBe(false);
    expect(mayUse('fullscreen', address)).toBe(false);
    expect(mayUse('media', address)).toBe(false);
    expect(faceFilePath('GET', address)).toBeNull();
    expect(isTrustedSender({ origin: address, url: address, parent: null })).toBe(false);
  });
});

describe('senders of IPC', () => {
  const own = { origin: 'app://studio', url: 'app://studio/index.html', parent: null };
  it('are trusted as the main frame of our page, and in no other case', () => {
    expect(isTrustedSender(own)).toBe(true);
    expect(isTrustedSender(null)).toBe(false);
    expect(isTrustedSender({ ...own, parent: {} })).toBe(false);
    expect(isTrustedSender({ ...own, origin: '' })).toBe(false);
    expect(isTrustedSender({ ...own, origin: 'null' })).toBe(false);
    expect(isTrustedSender({ ...own, origin: 'app://studio.evil.example' })).toBe(false);
    expect(isTrustedSender({ ...own, url: '' })).toBe(false);
    expect(isTrustedSender({ ...own, url: 'https://evil.example/' })).toBe(false);
  });
});

describe('links that leave the studio', () => {
  it.each([
    ['https://micropython.org/download/', 'https://micropython.org/download/'],
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://EXAMPLE.COM/a b', 'https://example.com/a%20b'],
  ])('%s opens as %s', (given, opened) => {
    expect(externalAddress(given)).toBe(opened);
  });
  it.each([
    ...foreign.filter(address => !address.startsWith('https:')),
    'http://example.com',
    'https://user:password@example.com/',
    'https:',
    'ms-settings:privacy',
    'smb://example.com/share',
    'vscode://file/etc/passwd',
    ' \u0000https://',
  ])('%j does not open', address => {
    expect(externalAddress(address)).toBeNull();
  });
});

describe('permissions', () => {
  it('are three, and only for the face', () => {
    expect(mayUse('fullscreen', 'app://studio/')).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'app://studio')).toBe(true);
    expect(mayUse('media', 'app://studio/')).toBe(true);
  });
  it.each([
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'openExternal',
    'display-capture',
    'clipboard-read',
    'serial',
    'usb',
    'hid',
    'fileSystem',
    'unknown',
    '',
    'FULLSCREEN',
  ])('%j is denied', permission => {
    expect(mayUse(permission, 'app://studio/')).toBe(false);
  });
});

describe('files of the face', () => {
  it('are named by the path alone', () => {
    expect(faceFilePath('GET', 'app://studio/')).toBe('/');
    expect(faceFilePath('HEAD', 'app://studio/assets/a%20b.js?v=1#x')).toBe('/assets/a b.js');
  });
  it('refuses other methods and broken escapes', () => {
    expect(faceFilePath('POST', 'app://studio/')).toBeNull();
    expect(faceFilePath('GET', 'app://studio/%E0%A4%A')).toBeNull();
  });
});

describe('the environment of the host', () => {
  it('holds named variables only', () => {
    const kept = hostEnvironment({
      PATH: '/usr/bin',
      HOME: '/home/mei',
      OPENAI_API_KEY: 'sk-secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      NODE_OPTIONS: '--require evil.js',
      ELECTRON_RUN_AS_NODE: '1',
      LD_PRELOAD: 'evil.so',
      LANG: undefined,
    });
    expect(kept).toEqual({ PATH: '/usr/bin', HOME: '/home/mei' });
  });
});
