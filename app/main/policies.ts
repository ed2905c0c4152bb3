import { desktopOrigin } from '../contract/shell/shell-channel.ts';

/*
 * Every decision about what a page of the desktop shell may do, as pure functions: main.ts only asks them. All fail
 * closed: what cannot be read is refused.
 */

/** Whether this address belongs to the face. An exact origin; an empty or broken address does not. */
export function isOwnAddress(address: string): boolean {
  const url = parseUrl(address);
  // The `origin` of a URL with a scheme of our own is "null" here, so its parts are compared.
  return url !== null && `${url.protocol}//${url.host}` === desktopOrigin && url.username === '';
}

/** What is known of the frame that sent an IPC message; null where the frame is gone already. */
export interface SenderFrame {
  readonly origin: string;
  readonly url: string;
  readonly parent: unknown;
}

/** Whether an IPC message may be answered: only the main frame of a page of ours. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === desktopOrigin && isOwnAddress(frame.url);
}

/** The address to open in the user's browser, as it was parsed; null where it is no plain https address. */
export function externalAddress(address: string): string | null {
  const url = parseUrl(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  return url.href;
}

/** Nothing leaves the page it is on; a reload of the same page is the one navigation there is. */
export function mayNavigate(address: string): boolean {
  return isOwnAddress(address);
}

/**
 * What the face itself uses: the demo's full screen, copying text on a click, and microphone and camera while their
 * buttons in the toolbar are on. The screen is another permission (`display-capture`) and is not granted.
 */
const grantedPermissions: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write', 'media']);

/** Electron grants every permission by default; here only those that the face uses, and only to the face. */
export function mayUse(permission: string, requestingAddress: string): boolean {
  return grantedPermissions.has(permission) && isOwnAddress(requestingAddress);
}

/**
 * The file of the built face that an `app://` address names, as a path with a leading slash; null for any other
 * host or method.
 */
export function faceFilePath(method: string, address: string): string | null {
  if ((method !== 'GET' && method !== 'HEAD') || !isOwnAddress(address)) return null;
  try {
    return decodeURIComponent(new URL(address).pathname);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** Names of variables that the host's process may have. Its own environment would hold whatever keys the user's does. */
const inheritedVariables: readonly string[] = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_CACHE_HOME',
  'APPDATA',
  'LOCALAPPDATA',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'SystemRoot',
  'windir',
];

/** The environment of the host's process: named variables only, so that no key leaks into it. */
export function hostEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of inheritedVariables) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function parseUrl(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}
