import { uf2Families } from '../../../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import {
  type BoardDefinition,
  type BoardDefinitionFile,
  boardDefinitionFileSchema,
} from '../../../core/catalogue/board-definition.ts';

/** A board of which only its firmware matters. */
export function boardWith(
  id: string,
  title: string,
  chip: string,
  firmware: Partial<BoardDefinitionFile['firmware']> & Pick<BoardDefinitionFile['firmware'], 'method'>,
  usb: BoardDefinitionFile['usb'] = [],
): BoardDefinition {
  const file = boardDefinitionFileSchema.parse({
    title,
    vendor: 'Somebody',
    chip,
    summary: { en: title, zh: title },
    pins: [],
    limits: { filesystemBytes: 1, heapBytes: 1, linkBytesPerSecond: 1, pwmChannels: 0 },
    logicVolts: 3.3,
    usb,
    firmware: { family: id, ...firmware },
    bootHelp: { en: `Press the button of ${title}.`, zh: `按住 ${title} 的按钮。` },
  });
  return { ...file, id };
}

const uf2 = (boardIds: string[], volumeName: string, familyId: number) =>
  ({ method: 'uf2', uf2: { boardIds, volumeName, familyId } }) as const;

/** MicroPython on both Picos shows the same. */
const picoIds = [{ vendorId: '2e8a', productId: '0005' }];

/** Boards with UF2 boot loaders, by id. */
export const uf2Boards: ReadonlyMap<string, BoardDefinition> = new Map(
  [
    boardWith(
      'raspberry-pi-pico-w',
      'Raspberry Pi Pico W',
      'RP2040',
      uf2(['RPI-RP2'], 'RPI-RP2', uf2Families.rp2040),
      picoIds,
    ),
    boardWith(
      'raspberry-pi-pico-2-w',
      'Raspberry Pi Pico 2 W',
      'RP2350',
      uf2(['RP2350'], 'RP2350', uf2Families.rp2350),
      picoIds,
    ),
    boardWith(
      'adafruit-feather-nrf52840',
      'Adafruit Feather nRF52840',
      'nRF52840',
      uf2(['nRF52840-Feather'], 'FTHR840BOOT', uf2Families.nrf52840),
    ),
  ].map(board => [board.id, board]),
);
