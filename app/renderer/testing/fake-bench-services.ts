import type { KitAbout } from '../../contract/services/device-service.ts';
import type { FlashProgress, flashPhases } from '../../contract/services/firmware-service.ts';
import type { FleetRun } from '../../contract/services/fleet-service.ts';
import type { StudioClient } from '../bootstrap/studio-client.ts';
import {
  awayKit,
  benchAbouts,
  benchImages,
  benchKeys,
  benchKits,
  benchRun,
  benchSessions,
} from './fake-bench.ts';
import { benchFindings } from './fake-bench-findings.ts';

type Emit = (event: string, payload: object) => void;

/** Where the services of the bench say what changed. */
export interface BenchEvents {
  readonly device: Emit;
  readonly fleet: Emit;
  readonly signing: Emit;
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

/** The services of a bench with seven boards, as far as the table of kits asks them. Events are the caller's. */
export function createFakeBench(events: BenchEvents) {
  let kits = [...benchKits, awayKit];
  let run: FleetRun | null = benchRun();
  let keys = benchKeys;
  let images = [...benchImages];
  const kitOf = (kitId: string) => {
    const kit = kits.find(known => known.kitId === kitId);
    if (kit === undefined) throw new Error(`The bench has no ${kitId}.`);
    return kit;
  };
  const changeKit = (kitId: string, changes: Partial<(typeof kits)[number]>) => {
    kits = kits.map(kit => (kit.kitId === kitId ? { ...kit, ...changes } : kit));
    events.device('onDidChangeKits', kits);
    return kitOf(kitId);
  };
  const setRun = (next: FleetRun) => {
    run = next;
    events.fleet('onDidChangeRun', next);
    return next;
  };
  const mapRows = (
    current: FleetRun,
    ids: readonly string[] | null,
    changes: Partial<FleetRun['rows'][number]>,
  ) => current.rows.map(row => (ids === null || ids.includes(row.kitId) ? { ...row, ...changes } : row));

  const device = {
    rename: async ({ kitId, name }: { kitId: string; name: string | null }) =>
      changeKit(kitId, { title: name ?? kitOf(kitId).boardTitle }),
    setFavourite: async ({ kitId, isFavourite }: { kitId: string; isFavourite: boolean }) =>
      changeKit(kitId, { isFavourite }),
    abouts: async () => [...benchAbouts],
    inspect: async ({ kitId }: { kitId: string }): Promise<KitAbout> => {
      await wait(400);
      return (
        benchAbouts.find(about => about.kitId === kitId) ?? {
          kitId,
          learnedAt: new Date().toISOString(),
          firmware: null,
          program: null,
        }
      );
    },
  };

  const firmware: Omit<StudioClient['firmware'], 'on'> = {
    images: async () => images,
    addFile: async ({ path }) => {
      const image = { ...benchImages[2], title: path.split('/').at(-1) ?? path, imageId: `file/${path}` };
      images = [image as (typeof images)[number], ...images];
      return image as (typeof images)[number];
    },
    addPart: async ({ fileName, offset, totalBytes, base64 }) => {
      await wait(60);
      const isLast = offset + (base64.length * 3) / 4 >= totalBytes - 2;
      return isLast ? firmware.addFile({ path: fileName }) : null;
    },
    removeImage: async ({ imageId }) => {
      images = images.filter(image => image.imageId !== imageId);
      return {};
    },
    download: async ({ imageId }, options) => {
      const bytesTotal = 1_664_592;
      for (let part = 1; part <= 10; part += 1) {
        await wait(120);
        options?.signal?.throwIfAborted();
        options?.onProgress?.(progressOf('download', part / 10, bytesTotal, part * 120));
      }
      images = images.map(image =>
        image.imageId === imageId
          ? { ...image, isHere: true, sizeBytes: bytesTotal, sha256: 'e1'.repeat(32) }
          : image,
      );
      const found = images.find(image => image.imageId === imageId);
      if (found === undefined) throw new Error(`There is no ${imageId}.`);
      return found;
    },
    identify: async () => {
      await wait(600);
      return {
        chip: 'ESP32-S3',
        description: 'ESP32-S3 (QFN56) revision v0.2',
        features: ['WiFi', 'BLE'],
        mac: '7c:df:a1:00:00:10',
        flashBytes: 8_388_608,
      };
    },
    volumes: async () => [
      {
        path: '/media/lin/RPI-RP2',
        model: 'Raspberry Pi RP2',
        boardIdText: 'RPI-RP2',
        boardId: 'raspberry-pi-pico-w',
      },
    ],
    flash: async ({ target, imageId }, options) => {
      const phases: (typeof flashPhases)[number][] =
        'kitId' in target
          ? ['check', 'open', 'reset', 'sync', 'detect', 'stub', 'erase', 'write', 'verify', 'restart']
          : ['check', 'wait-volume', 'write', 'wait-board'];
      let elapsedMs = 0;
      for (const phase of phases) {
        for (let part = 0; part < (phase === 'write' ? 40 : 2); part += 1) {
          await wait(90);
          elapsedMs += 90;
          options?.signal?.throwIfAborted();
          options?.onProgress?.(progressOf(phase, part / 40, phase === 'write' ? 1_664_592 : 0, elapsedMs));
        }
      }
      return {
        imageId,
        chip: 'ESP32-S3',
        bytesWritten: 1_664_592,
        bytesSent: 1_102_000,
        verified: 'kitId' in target ? 'md5' : 'volume',
        elapsedMs,
        kitId: 'kitId' in target ? target.kitId : null,
        phases: phases.map(phase => ({ phase, elapsedMs: 180 })),
      };
    },
  };

  const doctor: Omit<StudioClient['doctor'], 'on'> = {
    examine: async ({ kitId }, options) => {
      const findings = benchFindings(kitId);
      for (let count = 1; count <= findings.length; count += 1) {
        await wait(80);
        options?.signal?.throwIfAborted();
        options?.onProgress?.(findings.slice(0, count));
      }
      return {
        kitId,
        path: kitId === null ? null : kitOf(kitId).path,
        examinedAt: new Date().toISOString(),
        findings: [...findings],
        cause: findings.find(({ state }) => state === 'problem')?.check ?? null,
      };
    },
    udevRules: async () => ({ sourcePath: '', text: '', commands: [], isLinux: true, isInstalled: false }),
  };

  const fleet: Omit<StudioClient['fleet'], 'on'> = {
    current: async () => run,
    start: async ({ kitIds, projectId }) =>
      setRun({
        ...benchRun(),
        runId: `run-${Date.now()}`,
        projectId,
        rows: benchRun()
          .rows.filter(row => kitIds.includes(row.kitId))
          .map(row => ({ ...row, state: 'waiting', outcome: null, push: null })),
      }),
    cancel: async ({ kitId }) => {
      if (run !== null) {
        const active = run.rows.filter(row => ['waiting', 'flashing', 'pushing'].includes(row.state));
        const ids = kitId === null ? active.map(row => row.kitId) : [kitId];
        setRun({
          ...run,
          finishedAt: new Date().toISOString(),
          rows: mapRows(run, ids, { state: 'cancelled' }),
        });
      }
      return {};
    },
    retry: async ({ kitIds = null }) => {
      if (run === null) throw new Error('There is no run.');
      return setRun({
        ...run,
        finishedAt: null,
        rows: mapRows(run, kitIds, { state: 'waiting', outcome: null, error: null }),
      });
    },
    report: async ({ format }) => ({ fileName: `push.${format}`, text: format === 'csv' ? 'kit\n' : '{}' }),
    labels: async () => ({
      fileName: 'labels.html',
      html: '<!doctype html><title>Labels</title><p>Bench left',
    }),
  };

  const signing: Omit<StudioClient['signing'], 'on'> = {
    state: async () => keys,
    rename: async ({ keyId, name }) => {
      keys = { ...keys, keys: keys.keys.map(key => (key.keyId === keyId ? { ...key, name } : key)) };
      events.signing('onDidChange', keys);
      return keys;
    },
    importKey: async () => keys,
    activate: async () => keys,
    forget: async ({ keyId }) => {
      keys = { ...keys, keys: keys.keys.filter(key => key.keyId !== keyId) };
      return keys;
    },
    renew: async () => keys,
  };

  return { device, firmware, doctor, fleet, signing, kits: () => kits, sessions: () => [...benchSessions] };
}

function progressOf(
  phase: FlashProgress['phase'],
  fraction: number,
  bytesTotal: number,
  elapsedMs: number,
): FlashProgress {
  return {
    phase,
    fraction,
    bytesDone: Math.round(bytesTotal * fraction),
    bytesTotal,
    bytesPerSecond: bytesTotal === 0 ? 0 : 92_000,
    secondsLeft: bytesTotal === 0 ? null : Math.round((bytesTotal * (1 - fraction)) / 92_000),
    elapsedMs,
    attempt: phase === 'reset' ? 1 : null,
  };
}
