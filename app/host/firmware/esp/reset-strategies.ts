import { setTimeout as sleep } from 'node:timers/promises';
import type { Kit } from '../../../contract/services/device-service.ts';
import { askMicroPython } from '../uf2/enter-uf2-loader.ts';
import type { LoaderPort } from './loader-line.ts';

/** A way to bring a chip into its loader. */
export interface ResetStrategy {
  readonly name: 'none' | 'classic' | 'classic-slow' | 'usb-jtag' | 'stepwise' | 'micropython';
  run(port: LoaderPort): Promise<void>;
}

const none: ResetStrategy = { name: 'none', run: () => Promise.resolve() };

/**
 * The circuit of two transistors on nearly every board: RTS pulls EN low, DTR pulls IO0 low. Both lines change in one
 * step, as with esptool's "unix tight reset".
 * @param holdMs boards with a large capacitor on EN need the longer one
 */
function classic(name: 'classic' | 'classic-slow', holdMs: number): ResetStrategy {
  return {
    name,
    run: async port => {
      await port.setSignals({ dtr: false, rts: true });
      await sleep(100);
      await port.setSignals({ dtr: true, rts: false });
      await sleep(holdMs);
      await port.setSignals({ dtr: false, rts: false });
    },
  };
}

/** The USB peripheral in the chip listens to the sequence of both lines. */
const usbJtag: ResetStrategy = {
  name: 'usb-jtag',
  run: async port => {
    await port.setSignals({ dtr: false, rts: false });
    await sleep(100);
    await port.setSignals({ dtr: true, rts: false });
    await sleep(100);
    // Through (1,1) and not (0,0).
    await port.setSignals({ dtr: true, rts: true });
    await port.setSignals({ dtr: false, rts: true });
    await sleep(100);
    await port.setSignals({ dtr: false, rts: false });
  },
};

/** For drivers that lose one of two lines when both change at once: `D0|R1|W100|D1|R0|W50|D0` in esptool's words. */
const stepwise: ResetStrategy = {
  name: 'stepwise',
  run: async port => {
    await port.setSignals({ dtr: false, rts: false });
    await port.setSignals({ dtr: false, rts: true });
    await sleep(100);
    await port.setSignals({ dtr: true, rts: true });
    await port.setSignals({ dtr: true, rts: false });
    await sleep(50);
    await port.setSignals({ dtr: false, rts: false });
  },
};

/** On chips whose USB is served by their program, no line resets anything; MicroPython does when it is asked. */
const micropython: ResetStrategy = { name: 'micropython', run: port => askMicroPython(port) };

const arduino = '2341';
const espressif = '303a';
const usbJtagProduct = '1001';

/** Whether the kit's port is the USB peripheral of the chip itself, which knows no rate. */
export function isUsbJtag(kit: Pick<Kit, 'vendorId' | 'productId'>): boolean {
  return kit.vendorId === espressif && kit.productId === usbJtagProduct;
}

/**
 * All ways, the likeliest first. A board that somebody has just brought into its loader by hand is asked first without
 * a reset, which could take it out again.
 */
export function resetStrategies(
  kit: Pick<Kit, 'vendorId' | 'productId' | 'mode'>,
  isByHand: boolean,
): readonly ResetStrategy[] {
  const byCircuit = [classic('classic', 50), classic('classic-slow', 550)];
  const byLines = isUsbJtag(kit) ? [usbJtag, ...byCircuit, stepwise] : [...byCircuit, usbJtag, stepwise];
  const isServedByProgram = (kit.vendorId === espressif || kit.vendorId === arduino) && !isUsbJtag(kit);
  const ways = isServedByProgram && kit.mode === 'application' ? [micropython, ...byLines] : byLines;
  return kit.mode === 'boot-loader' || isByHand ? [none, ...ways] : [...ways, none];
}

/** Starts the program of the chip: EN low for 100 ms, with IO0 high. */
export async function startProgram(port: LoaderPort): Promise<void> {
  await port.setSignals({ dtr: false, rts: true });
  await sleep(100);
  await port.setSignals({ dtr: false, rts: false });
}
