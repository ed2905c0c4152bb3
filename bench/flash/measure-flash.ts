import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialTransport } from '../../app/host/devices/transports/serial-transport.ts';
import { readEspImage } from '../../app/host/firmware/esp/esp-image.ts';
import { flashEsp } from '../../app/host/firmware/esp/flash-esp.ts';
import { boardFlashDeadlines } from '../../app/host/firmware/flash-deadlines.ts';
import { FlashReporter } from '../../app/host/firmware/flash-reporter.ts';
import { espImageOf } from '../../e2e/fixtures/simulators/rom-loader-chips.ts';
import { RomLoaderFixture } from '../../e2e/fixtures/simulators/rom-loader-fixture.ts';

// `node bench/flash/measure-flash.ts`: how long a stock image takes onto the simulated loader of an ESP32-S3, without
// a limit, and at the rate at which real boards are written. What a real flash needs for erasing is not in it.

/** About what MicroPython for ESP32-S3 has. */
const imageBytes = 1_600_000;
const runs = 3;

const image = espImageOf('ESP32-S3', imageBytes);
const header = readEspImage(image);
if (header === null) throw new TypeError('The image has no header.');

for (const isThrottled of [false, true]) {
  for (let run = 1; run <= runs; run++) {
    const folder = await mkdtemp(join(tmpdir(), 'cambrian-flash-'));
    const path = join(folder, 'ttyUSB0');
    const board = new RomLoaderFixture({ path, chip: 'ESP32-S3', isThrottled });
    board.plugIn();
    const reporter = new FlashReporter(() => undefined);
    const result = await flashEsp({
      kit: {
        kitId: `serial:${path}`,
        transport: 'serial',
        path,
        title: path,
        boardTitle: path,
        isAttached: true,
        isFavourite: false,
        mode: 'application',
        boardId: null,
        serialNumber: null,
        vendorId: null,
        productId: null,
        manufacturer: null,
      },
      signal: new AbortController().signal,
      reporter,
      deadlines: boardFlashDeadlines,
      isByHand: false,
      bootHelp: null,
      openPort: port => new SerialTransport(port),
      findAgain: () => Promise.resolve(null),
      image,
      header,
      title: 'an image',
      offset: null,
      erase: false,
    });
    const phases = reporter.phases().map(({ phase, elapsedMs }) => `${phase} ${Math.round(elapsedMs)}`);
    console.log(
      `${isThrottled ? '460,800 baud' : 'unthrottled'}: ${(reporter.elapsedMs / 1000).toFixed(2)} s, ` +
        `${result.bytesWritten} bytes, ${result.bytesSent} sent (ms: ${phases.join(', ')})`,
    );
    board.pull();
    await rm(folder, { recursive: true, force: true });
  }
}
