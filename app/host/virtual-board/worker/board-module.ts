import type { StartReason } from '../board-messages.ts';
import type { Board } from './board.ts';
import { adcFullScale, adcFullScaleMicrovolts, type BoardHardware } from './board-hardware.ts';
import type { BoardHeap } from './board-heap.ts';
import { busFunctions, copyOut, noSuchDevice, tiny } from './bus-functions.ts';
import type { Vm } from './load-vm.ts';

/** What `machine.reset_cause()` answers, by why the board started. Numbers as on the ESP32. */
const resetCauses: { readonly [Kind in StartReason['kind']]: number } = {
  'power-on': 1,
  'hard-reset': 2,
  watchdog: 3,
  'soft-reset': 5,
  interrupted: 5,
};

/**
 * The module `_board`, through which the shims in Python reach the board. Only numbers and strings pass: an object
 * would stay alive for ever, because what frees it runs on an event loop that a blocked worker never enters. Bytes
 * pass as address and length in the VM's memory. Nothing here throws; errors are negative numbers.
 */
export function boardModule(parts: {
  readonly vm: Vm;
  readonly board: Board;
  readonly hardware: BoardHardware;
  readonly heap: BoardHeap;
  readonly rawDescriptor: number;
  readonly reason: () => StartReason;
}): object {
  const { vm, board, hardware, heap, reason } = parts;
  const { pins } = hardware;
  const level = (value: number): 0 | 1 => (value === 0 ? 0 : 1);
  return {
    // Time
    now: () => {
      board.glance();
      return board.clock.nowMs + tiny;
    },
    /** Seconds since 1970, as 32 bits. */
    calendar_seconds: () => Math.floor(board.clock.calendarMs / 1000) | 0,
    /** Microseconds within that second. */
    calendar_microseconds: () => Math.floor(board.clock.calendarMs * 1000) % 1_000_000,
    set_calendar: (secondsHigh: number, secondsLow: number) => {
      board.clock.calendarMs = (secondsHigh * 65_536 + secondsLow) * 1000;
      return 0;
    },
    wait: (deadlineMs: number, wantsInput: number) => {
      // To the nanosecond; this also takes away the fraction that `now` adds.
      const deadline = deadlineMs < 0 ? Number.POSITIVE_INFINITY : Math.round(deadlineMs * 1e6) / 1e6;
      return board.waitUntil(deadline, wantsInput !== 0);
    },
    look: () => board.look(),
    next_event: () => hardware.takeEvent(),
    timer: (number: number, periodMs: number, isPeriodic: number) => {
      hardware.setTimer(number, periodMs, isPeriodic !== 0);
      return 0;
    },
    timer_clear: (number: number) => {
      hardware.clearTimer(number);
      return 0;
    },

    // The board
    machine: board.settings.machine,
    board_id: board.settings.boardId,
    heap_bytes: board.settings.heapBytes,
    raw_descriptor: parts.rawDescriptor,
    reset_cause: () => resetCauses[reason().kind],
    hard_reset: () => board.restart({ kind: 'hard-reset' }),
    watchdog_reset: () => board.restart({ kind: 'watchdog' }),
    collect: () => (heap.collectIfWanted() ? 1 : 0),
    learn: () => {
      heap.learn();
      return 0;
    },

    // Pins
    pin_configure: (pin: number, mode: number, pull: number) => {
      pins.configure(pin, mode, pull);
      return 0;
    },
    pin_write: (pin: number, value: number) => {
      pins.write(pin, level(value));
      return 0;
    },
    pin_read: (pin: number) => {
      board.glance();
      return pins.read(pin);
    },
    pin_trigger: (pin: number, trigger: number) => {
      pins.setTrigger(pin, trigger);
      return 0;
    },
    adc_read: (pin: number) => {
      board.glance();
      return Math.round(pins.readAnalog(pin) * adcFullScale);
    },
    adc_microvolts: (pin: number) => Math.round(pins.readAnalog(pin) * adcFullScaleMicrovolts),
    touch_read: (pin: number) => {
      board.glance();
      return pins.readTouch(pin) ?? noSuchDevice;
    },
    pwm: (pin: number, frequencyHz: number, dutyNanoseconds: number) => {
      pins.setPwm(pin, frequencyHz <= 0 ? null : { frequencyHz, dutyNanoseconds });
      return 0;
    },
    pixels: (pin: number, address: number, length: number, bytesPerPixel: number) => {
      hardware.showPixels(pin, copyOut(vm, address, length), bytesPerPixel);
      return 0;
    },

    ...busFunctions(vm, board, hardware.buses),
  };
}
