import { afterEach, describe, expect, it, vi } from 'vitest';
import { PortDiscovery } from './discovery.ts';
import { listSerialPorts, type SerialPortInfo } from './list-serial-ports.ts';
import { FakeSystem } from './testing/fake-system.ts';

const port = (path: string): SerialPortInfo => ({
  path,
  vendorId: null,
  productId: null,
  serialNumber: null,
  manufacturer: null,
  product: null,
});

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe('PortDiscovery', () => {
  it('never rejects: a machine that cannot be asked has no ports', async () => {
    const discovery = new PortDiscovery({ listPorts: () => Promise.reject(new Error('no udevadm')) });
    expect(await discovery.list()).toEqual([]);
    const thrower = new PortDiscovery({
      listPorts: () => {
        throw new Error('at once');
      },
    });
    expect(await thrower.list()).toEqual([]);
  });

  it('tells of a board that is plugged in and pulled out, and of nothing else', async () => {
    let ports: SerialPortInfo[] = [];
    let looks = 0;
    const discovery = new PortDiscovery({
      intervalMs: 5,
      listPorts: async () => {
        looks++;
        return ports;
      },
    });
    const seen: string[][] = [];
    const stop = discovery.onDidChange(found => seen.push(found.map(({ path }) => path)));
    const settle = async () => {
      const before = looks;
      await expect.poll(() => looks > before + 3).toBe(true);
    };
    await settle();
    ports = [port('/dev/b'), port('/dev/a')];
    await settle();
    ports = [];
    await settle();
    stop();
    expect(seen.filter(paths => paths.length > 0)).toEqual([['/dev/a', '/dev/b']]);
    expect(seen.at(-1)).toEqual([]);
    const after = looks;
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(looks).toBeLessThanOrEqual(after + 1);
  });

  it('really lists this machine', async () => {
    expect(Array.isArray(await new PortDiscovery().list())).toBe(true);
  });

  it('sees a board within a second, and at once where the folder of devices tells of it', async () => {
    const system = await FakeSystem.create();
    cleanUps.push(() => system.remove());
    const paces = { watched: 60_000, polled: undefined };
    for (const [kind, intervalMs] of Object.entries(paces)) {
      // Without a folder that can be watched only the looks at intervals are left.
      const folders =
        kind === 'watched' ? system.folders : { ...system.folders, platform: 'darwin' as const };
      const discovery = new PortDiscovery({
        folders,
        listPorts: () => listSerialPorts(system.folders),
        ...(intervalMs !== undefined && { intervalMs }),
      });
      cleanUps.push(() => discovery.dispose());
      const seen: string[][] = [];
      discovery.onDidChange(ports => seen.push(ports.map(({ path }) => path)));
      for (const wanted of [1, 0]) {
        const startedAtMs = performance.now();
        if (wanted === 0) await system.unplug('ttyACM0');
        else
          await system.plug({ name: 'ttyACM0', terminal: '/dev/null', vendorId: '2e8a', productId: '0005' });
        await vi.waitUntil(() => seen.at(-1)?.length === wanted, { timeout: 5_000, interval: 2 });
        expect(performance.now() - startedAtMs, kind).toBeLessThan(1_000);
      }
      discovery.dispose();
    }
  });

  it('answers with what was plugged in before it was asked, also while it is looking', async () => {
    const ports = [port('/dev/a')];
    const gates: (() => void)[] = [];
    const discovery = new PortDiscovery({
      listPorts: async () => {
        const found = [...ports];
        await new Promise<void>(resolve => gates.push(resolve));
        return found;
      },
    });
    const first = discovery.list();
    await vi.waitUntil(() => gates.length === 1);
    ports.push(port('/dev/b'));
    const second = discovery.list();
    gates[0]?.();
    expect(await first).toHaveLength(1);
    await vi.waitUntil(() => gates.length === 2);
    gates[1]?.();
    expect(await second).toHaveLength(2);
  });

  it('remembers boards that went away within seconds of their coming', async () => {
    const board = { ...port('/dev/ttyUSB0'), vendorId: '1a86', productId: '7523' };
    let ports: SerialPortInfo[] = [port('/dev/typed'), board];
    const discovery = new PortDiscovery({ listPorts: async () => ports });
    await discovery.list();
    expect(discovery.shortVisits).toEqual([]);
    ports = [];
    await discovery.list();
    expect(discovery.shortVisits).toEqual([
      { vendorId: '1a86', productId: '7523', stayedMs: expect.any(Number) },
    ]);
    vi.useFakeTimers({ toFake: ['performance'] });
    cleanUps.push(() => vi.useRealTimers());
    ports = [board];
    await discovery.list();
    vi.advanceTimersByTime(60_000);
    ports = [];
    await discovery.list();
    expect(discovery.shortVisits).toHaveLength(1);
  });
});
