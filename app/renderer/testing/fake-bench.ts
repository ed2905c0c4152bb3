import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit, KitAbout, Session } from '../../contract/services/device-service.ts';
import type { FirmwareImage } from '../../contract/services/firmware-service.ts';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';
import type { SigningState } from '../../contract/services/signing-service.ts';
import { fakeProfile } from './fake-profile.ts';

// A bench with seven boards in every condition, for pictures and tests of the table of kits.

const board = (
  changes: Pick<Kit, 'kitId' | 'path' | 'title' | 'boardTitle' | 'boardId' | 'serialNumber'> & Partial<Kit>,
): Kit => ({
  transport: 'serial',
  isAttached: true,
  isFavourite: false,
  mode: 'application',
  vendorId: '303a',
  productId: '1001',
  manufacturer: null,
  ...changes,
});

export const benchKits: readonly Kit[] = [
  board({
    kitId: 'usb:7C:DF:A1:04',
    path: '/dev/ttyACM0',
    title: 'Bench left',
    boardTitle: 'ESP32-S3-DevKitC-1',
    boardId: 'esp32-s3-devkitc-1',
    serialNumber: '7C:DF:A1:04',
    isFavourite: true,
  }),
  board({
    kitId: 'usb:7C:DF:A1:1E',
    path: '/dev/ttyACM1',
    title: 'Bench right',
    boardTitle: 'ESP32-S3-DevKitC-1',
    boardId: 'esp32-s3-devkitc-1',
    serialNumber: '7C:DF:A1:1E',
    isFavourite: true,
  }),
  board({
    kitId: 'usb:E6614C31',
    path: '/dev/ttyACM2',
    title: 'Show unit 3',
    boardTitle: 'Raspberry Pi Pico W',
    boardId: 'raspberry-pi-pico-w',
    serialNumber: 'E6614C31',
  }),
  board({
    kitId: 'usb:E6614C77',
    path: '/dev/ttyACM3',
    title: 'Show unit 4',
    boardTitle: 'Raspberry Pi Pico W',
    boardId: 'raspberry-pi-pico-w',
    serialNumber: 'E6614C77',
  }),
  board({
    kitId: 'usb:98:3D:AE:9F',
    path: '/dev/ttyACM4',
    title: 'Show unit 5',
    boardTitle: 'XIAO ESP32S3 Sense',
    boardId: 'seeed-xiao-esp32s3-sense',
    serialNumber: '98:3D:AE:9F',
  }),
  board({
    kitId: 'serial:/dev/ttyUSB0',
    path: '/dev/ttyUSB0',
    title: 'CP210x bridge',
    boardTitle: 'CP210x bridge',
    boardId: null,
    serialNumber: null,
    vendorId: '10c4',
    productId: 'ea60',
  }),
  board({
    kitId: 'serial:/dev/ttyUSB1',
    path: '/dev/ttyUSB1',
    title: 'Unreachable',
    boardTitle: 'CH340',
    boardId: null,
    serialNumber: null,
    vendorId: '1a86',
    productId: '7523',
  }),
];

/** Not there now, and kept because it is a favourite. */
export const awayKit: Kit = board({
  kitId: 'usb:7C:DF:A1:77',
  path: '/dev/ttyACM0',
  title: 'Lent to the fair',
  boardTitle: 'ESP32-S3-DevKitC-1',
  boardId: 'esp32-s3-devkitc-1',
  serialNumber: '7C:DF:A1:77',
  isFavourite: true,
  isAttached: false,
});

const bundleOf = (sequence: number) => `${sequence}`.padStart(2, '0').repeat(32);

const session = (kitId: string, changes: Partial<Session>): Session => ({
  kitId,
  state: 'running',
  program: null,
  memoryFree: 118_000,
  memoryTotal: 180_000,
  loopMaxMs: 4,
  linkBytesPerSecond: 900,
  drops: 0,
  error: null,
  ...changes,
});

const running = (kitId: string, sequence: number, rollback: string | null = null): Session =>
  session(kitId, {
    program: {
      profile: fakeProfile.id,
      bundle: bundleOf(sequence),
      sequence,
      slot: sequence % 2 === 0 ? 'a' : 'b',
      state: 'confirmed',
      rollback,
      machine: 'ESP32S3',
      board: 'esp32-s3-devkitc-1',
      startedAt: '2026-11-20T09:12:00.000Z',
    },
  });

const noPermission = new StudioError('transport/no-permission', {
  path: '/dev/ttyUSB1',
  owner: 'root',
  group: 'dialout',
});

export const benchSessions: readonly Session[] = [
  running('usb:7C:DF:A1:04', 41),
  running('usb:7C:DF:A1:1E', 41),
  { ...running('usb:E6614C31', 38), state: 'pushing' },
  running('usb:E6614C77', 40),
  running('usb:98:3D:AE:9F', 40, 'trial did not answer'),
  session('serial:/dev/ttyUSB0', { state: 'listening', memoryFree: null, memoryTotal: null }),
  session('serial:/dev/ttyUSB1', {
    state: 'failed',
    memoryFree: null,
    memoryTotal: null,
    error: { ...noPermission.toJson() },
  }),
];

const about = (
  kitId: string,
  version: string,
  machine: string,
  sequence: number,
  isFat = false,
): KitAbout => ({
  kitId,
  learnedAt: '2026-11-20T09:12:00.000Z',
  firmware: { implementation: 'MicroPython', version, machine, fileSystem: isFat ? 'fat' : 'littlefs' },
  program: {
    profile: fakeProfile.id,
    name: fakeProfile.name,
    board: 'esp32-s3-devkitc-1',
    sequence,
    bundle: bundleOf(sequence),
    signature: {
      state: 'valid',
      keyId: '4d1f02c8a9b3e675',
      signer: 'Studio',
      signedAt: '2026-11-20T09:11:00.000Z',
    },
    changedFiles: sequence === 40 && isFat ? ['runtime/link.mpy', 'graph.json'] : [],
  },
});

export const benchAbouts: readonly KitAbout[] = [
  about('usb:7C:DF:A1:04', '1.27', 'ESP32S3 with ESP32S3', 41),
  about('usb:7C:DF:A1:1E', '1.27', 'ESP32S3 with ESP32S3', 41),
  about('usb:E6614C31', '1.26', 'Pico W with RP2040', 38),
  about('usb:E6614C77', '1.26', 'Pico W with RP2040', 40, true),
  about('usb:98:3D:AE:9F', '1.27', 'XIAO ESP32S3 Sense', 40),
];

const row = (kit: Kit, changes: Partial<FleetRow>): FleetRow => ({
  kitId: kit.kitId,
  title: kit.title,
  boardTitle: kit.boardTitle,
  serialNumber: kit.serialNumber,
  path: kit.path,
  state: 'done',
  flash: null,
  push: null,
  outcome: 'confirmed',
  imageId: null,
  sequenceBefore: 40,
  sequenceAfter: 41,
  filesChanged: 9,
  bytesWritten: 42_000,
  reason: null,
  error: null,
  attempts: 1,
  elapsedMs: 1900,
  ...changes,
});

const kitAt = (place: number): Kit => {
  const kit = benchKits[place];
  if (kit === undefined) throw new Error(`The bench has no kit ${place}.`);
  return kit;
};

/** Five kits, two done, one that is written to, one that rolled back. */
export function benchRun(): FleetRun {
  return {
    runId: 'run-1',
    projectId: 'project-1',
    profileName: fakeProfile.name,
    sequence: 41,
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    rows: [
      row(kitAt(0), { filesChanged: 0 }),
      row(kitAt(1), { elapsedMs: 2100, filesChanged: 0 }),
      row(kitAt(2), {
        state: 'pushing',
        outcome: null,
        sequenceBefore: 38,
        sequenceAfter: null,
        elapsedMs: 1200,
        push: {
          phase: 'write',
          fraction: 26 / 42,
          bytesDone: 26_000,
          bytesTotal: 42_000,
          bytesPerSecond: 61_000,
          secondsLeft: 6,
          elapsedMs: 1200,
        },
        phases: [
          { phase: 'compile', elapsedMs: 44 },
          { phase: 'open', elapsedMs: 12 },
          { phase: 'listen', elapsedMs: 80 },
          { phase: 'probe', elapsedMs: 31 },
          { phase: 'compare', elapsedMs: 3 },
        ],
      }),
      row(kitAt(3), { elapsedMs: 400, filesChanged: 1, sequenceAfter: 40 }),
      row(kitAt(4), {
        outcome: 'rolled-back',
        sequenceAfter: 40,
        reason: 'camera not found',
        elapsedMs: 6200,
      }),
    ],
  };
}

export const benchImages: readonly FirmwareImage[] = [
  {
    imageId: 'esp32-s3-devkitc-1/1.27.0',
    boardIds: ['esp32-s3-devkitc-1'],
    title: 'ESP32_GENERIC_S3',
    variant: null,
    version: '1.27.0',
    kind: 'esp-bin',
    chip: 'ESP32-S3',
    sizeBytes: 1_664_592,
    sha256: 'a3'.repeat(32),
    trust: 'published',
    isHere: true,
    url: 'https://micropython.org/resources/firmware/ESP32_GENERIC_S3-20251209-v1.27.0.bin',
  },
  {
    imageId: 'esp32-s3-devkitc-1/1.27.0-octal',
    boardIds: ['esp32-s3-devkitc-1'],
    title: 'ESP32_GENERIC_S3',
    variant: { en: 'with octal SPI RAM', zh: '带八线 SPI RAM' },
    version: '1.27.0',
    kind: 'esp-bin',
    chip: null,
    sizeBytes: null,
    sha256: null,
    trust: 'unpublished',
    isHere: false,
    url: 'https://micropython.org/resources/firmware/ESP32_GENERIC_S3-SPIRAM_OCT-20251209-v1.27.0.bin',
  },
  {
    imageId: `file/${'7b'.repeat(32)}`,
    boardIds: [],
    title: 'our-camera-build.bin',
    variant: null,
    version: null,
    kind: 'esp-bin',
    chip: 'ESP32-S3',
    sizeBytes: 1_902_112,
    sha256: '7b'.repeat(32),
    trust: 'unpublished',
    isHere: true,
    url: null,
  },
  {
    imageId: 'raspberry-pi-pico-w/1.27.0',
    boardIds: ['raspberry-pi-pico-w'],
    title: 'RPI_PICO_W',
    variant: null,
    version: '1.27.0',
    kind: 'uf2',
    chip: '0xe48bff56',
    sizeBytes: 1_720_320,
    sha256: 'c9'.repeat(32),
    trust: 'published',
    isHere: true,
    url: 'https://micropython.org/resources/firmware/RPI_PICO_W-20251209-v1.27.0.uf2',
  },
];

export const benchKeys: SigningState = {
  keys: [
    {
      keyId: '4d1f02c8a9b3e675',
      name: 'Studio',
      publicKey: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n',
      kind: 'own',
      isActive: true,
      addedAt: '2026-11-02T09:00:00.000Z',
    },
    {
      keyId: '91aa70be33c0d2f4',
      name: 'Lin, hardware',
      publicKey: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEB\n-----END PUBLIC KEY-----\n',
      kind: 'team',
      isActive: false,
      addedAt: '2026-11-10T09:00:00.000Z',
    },
  ],
  keptIn: 'system',
};
