import { BlockList, isIP } from 'node:net';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { type Provider, providerSchema } from '../../core/models/model-facts.ts';
import type { StoredServer } from './models-settings.ts';

const localNetworks = new BlockList();
localNetworks.addSubnet('127.0.0.0', 8, 'ipv4');
localNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
localNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
localNetworks.addSubnet('192.168.0.0', 16, 'ipv4');
localNetworks.addAddress('::1', 'ipv6');
localNetworks.addSubnet('fc00::', 7, 'ipv6');

/** Whether an address is this computer or one of its own network, as it is written; no name is looked up. */
export function isLocalAddress(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local')) return true;
  const family = isIP(host);
  return family !== 0 && localNetworks.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** The address of a server as it is kept; throws `model/insecure-address` where it is not safe to call. */
export function checkServerAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSafe =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocalAddress(url)));
  if (!isSafe) {
    // Without what could be a name and a password.
    throw new StudioError('model/insecure-address', { url: url?.host ?? address.replace(/\/\/.*@/u, '//') });
  }
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/u, '');
  return url;
}

/** An id for a server that no other provider has. */
export function serverId(title: string, taken: ReadonlySet<string>): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40);
  const base = words === '' ? 'server' : words;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

const modelIdShape = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/;

/** A server of the user's as a provider. One beyond the own network is a cloud, and needs a key. */
export function serverProvider(server: StoredServer): Provider {
  const url = checkServerAddress(server.baseUrl);
  const isLocal = isLocalAddress(url);
  return providerSchema.parse({
    id: server.id,
    version: '1.0.0',
    title: { en: server.title, zh: server.title },
    adapter: 'openai-compatible',
    runs: isLocal ? 'hub' : 'cloud',
    ...(!isLocal && {
      secret: {
        name: server.id,
        variable: `CAMBRIAN_KEY_${server.id.toUpperCase().replaceAll('-', '_')}`,
        help: {
          en: 'The key that this server asks for; any word where it asks for none.',
          zh: '该服务器要求的密钥；若不需要，可填任意字词。',
        },
        url: url.origin,
      },
    }),
    regions: [
      {
        id: isLocal ? 'local' : 'server',
        title: isLocal ? { en: 'Own network', zh: '本地网络' } : { en: url.host, zh: url.host },
        // Nobody knows where a server of the user's stands; only a market that restricts nothing takes it by itself.
        country: isLocal ? 'local' : 'ZZ',
        baseUrl: url.href,
      },
    ],
    models: server.models
      .filter(id => modelIdShape.test(id))
      .map(id => ({
        id,
        title: id,
        kind: 'chat',
        inputs: ['text', 'image'],
        outputs: ['text'],
        tools: true,
      })),
  });
}
