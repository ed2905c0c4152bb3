import type { Kit, KitAbout, PushResult, Session } from '../../../contract/services/device-service.ts';
import type { FleetRow, FleetRun } from '../../../contract/services/fleet-service.ts';
import type { KitSources } from './kit-facts.ts';

export const testKit = (changes: Partial<Kit> = {}): Kit => ({
  kitId: 'usb:1',
  transport: 'serial',
  path: '/dev/ttyACM0',
  title: 'Bench left',
  boardTitle: 'ESP32-S3-DevKitC-1',
  isAttached: true,
  isFavourite: false,
  mode: 'application',
  boardId: 'esp32-s3-devkitc-1',
  serialNumber: '1',
  vendorId: '303a',
  productId: '1001',
  manufacturer: null,
  ...changes,
});

export const testSession = (changes: Partial<Session> = {}): Session => ({
  kitId: 'usb:1',
  state: 'running',
  program: null,
  memoryFree: null,
  memoryTotal: null,
  loopMaxMs: null,
  linkBytesPerSecond: 0,
  drops: 0,
  error: null,
  ...changes,
});

export const testProgram = (sequence: number, bundle = 'b1'): NonNullable<Session['program']> => ({
  profile: 'profile-1',
  bundle,
  sequence,
  slot: 'a',
  state: 'confirmed',
  rollback: null,
  machine: 'ESP32S3',
  board: 'esp32-s3-devkitc-1',
  startedAt: '2026-01-01T00:00:00.000Z',
});

export const testAbout = (
  program: Partial<NonNullable<KitAbout['program']>> | null = {},
  firmware: KitAbout['firmware'] = {
    implementation: 'MicroPython',
    version: '1.27',
    machine: 'ESP32S3',
    fileSystem: 'littlefs',
  },
): KitAbout => ({
  kitId: 'usb:1',
  learnedAt: '2026-01-01T00:00:00.000Z',
  firmware,
  program:
    program === null
      ? null
      : {
          profile: 'profile-1',
          name: 'Pocket companion',
          board: 'esp32-s3-devkitc-1',
          sequence: 41,
          bundle: 'b1',
          signature: { state: 'valid', keyId: '1', signer: 'Studio', signedAt: null },
          changedFiles: [],
          ...program,
        },
});

export const testResult = (changes: Partial<PushResult> = {}): PushResult => ({
  outcome: 'confirmed',
  bundle: 'b1',
  slot: 'a',
  filesChanged: 9,
  filesTotal: 14,
  bytesWritten: 42_000,
  elapsedMs: 1900,
  sequence: 41,
  fileSystem: 'littlefs',
  blocksResent: 0,
  reason: null,
  phases: [],
  ...changes,
});

export const testRow = (changes: Partial<FleetRow> = {}): FleetRow => ({
  kitId: 'usb:1',
  title: 'Bench left',
  boardTitle: 'ESP32-S3-DevKitC-1',
  serialNumber: '1',
  path: '/dev/ttyACM0',
  state: 'waiting',
  flash: null,
  push: null,
  outcome: null,
  imageId: null,
  sequenceBefore: null,
  sequenceAfter: null,
  filesChanged: null,
  bytesWritten: null,
  reason: null,
  error: null,
  attempts: 1,
  elapsedMs: 0,
  ...changes,
});

export const testFleetRun = (rows: readonly FleetRow[], changes: Partial<FleetRun> = {}): FleetRun => ({
  runId: 'run-1',
  projectId: 'project-1',
  profileName: 'Pocket companion',
  sequence: 41,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  rows: [...rows],
  ...changes,
});

export const testSources = (changes: Partial<KitSources> = {}): KitSources => ({
  kit: testKit(),
  session: undefined,
  run: { kind: 'none' },
  row: undefined,
  about: undefined,
  flash: undefined,
  examination: undefined,
  profileId: 'profile-1',
  newestSequence: null,
  ...changes,
});
