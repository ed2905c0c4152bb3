import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeSystem } from '../testing/fake-system.ts';
import { portFollower } from './kit-transport.ts';

let system: FakeSystem;
beforeEach(async () => {
  system = await FakeSystem.create();
});
afterEach(() => system.remove());

function bridge(name: string, serialNumber: string) {
  return { name, terminal: '/dev/null', vendorId: '10c4', productId: 'ea60', serialNumber };
}

describe('the port of a board under test', () => {
  it('stays the one that was named where another board says the same serial number', async () => {
    await system.plug(bridge('ttyUSB0', '0001'));
    const { path: second } = await system.plug(bridge('ttyUSB1', '0001'));
    await system.plug(bridge('ttyUSB2', 'A9X1'));
    const { path: fourth } = await system.plug(bridge('ttyUSB3', 'A9X1'));
    for (const path of [second, fourth]) {
      const follow = portFollower(path, system.folders);
      expect(await follow()).toBe(path);
      expect(await follow()).toBe(path);
    }
  });

  it('is followed by a serial number of its own, and nobody else at its old path is taken for it', async () => {
    const { path } = await system.plug(bridge('ttyUSB0', 'A9X1'));
    const follow = portFollower(path, system.folders);
    expect(await follow()).toBe(path);
    await system.unplug('ttyUSB0');
    await system.plug(bridge('ttyUSB0', 'B7Y2'));
    await expect(follow()).rejects.toMatchObject({ code: 'transport/not-found' });
    const { path: moved } = await system.plug(bridge('ttyUSB1', 'A9X1'));
    expect(await follow()).toBe(moved);
  });

  it('is any path that the system does not list', async () => {
    expect(await portFollower('/dev/pts/7', system.folders)()).toBe('/dev/pts/7');
  });
});
