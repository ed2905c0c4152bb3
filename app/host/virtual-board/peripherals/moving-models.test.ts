import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { relay } from './relay.ts';
import { rotaryEncoder } from './rotary-encoder.ts';
import { stepper } from './stepper.ts';

describe('relay', () => {
  it('switches on at the low level, or at the high one where its setting says so', () => {
    for (const activeHigh of [false, true]) {
      const board = new BareBoard();
      const peripheral = relay(attached('relay', { pins: { signal: 5 }, settings: { activeHigh } }), board);
      peripheral.pinChanged?.(5, activeHigh ? 0 : 1);
      expect(peripheral.state()).toEqual({ on: false, switches: 0 });
      peripheral.pinChanged?.(5, activeHigh ? 1 : 0);
      expect(peripheral.state()).toEqual({ on: true, switches: 1 });
      peripheral.pinChanged?.(5, null);
      expect(peripheral.state()).toEqual({ on: false, switches: 2 });
      peripheral.pinChanged?.(6, activeHigh ? 1 : 0);
      expect(peripheral.state()).toEqual({ on: false, switches: 2 });
    }
  });
});

describe('stepper', () => {
  const make = (stepsPerTurn = 360) => {
    const peripheral = stepper(
      attached('stepper', { pins: { in1: 1, in2: 2, in3: 3, in4: 4 }, settings: { stepsPerTurn } }),
      new BareBoard(),
    );
    const show = (pattern: number) => {
      for (const index of [0, 1, 2, 3]) {
        peripheral.pinChanged?.(index + 1, ((pattern >> (3 - index)) & 1) === 1 ? 1 : 0);
      }
    };
    return { show, state: () => peripheral.state() };
  };
  const halfSteps = [0b1000, 0b1100, 0b0100, 0b0110, 0b0010, 0b0011, 0b0001, 0b1001];

  it('goes a half step for each pattern, both ways, and round', () => {
    const { show, state } = make();
    for (let turn = 0; turn < 3; turn += 1) for (const pattern of halfSteps) show(pattern);
    expect(state()).toEqual({ angleDegrees: 23, powered: true });
    for (const pattern of halfSteps.toReversed().slice(1)) show(pattern);
    expect(state().angleDegrees).toBe(16);
  });

  it('goes two at a time with full steps, and stays without current', () => {
    const { show, state } = make();
    for (const pattern of [0b1000, 0, 0b0100, 0, 0b0010, 0]) show(pattern);
    expect(state()).toEqual({ angleDegrees: 4, powered: false });
  });

  it('is not pulled by a field on its other side', () => {
    const { show, state } = make();
    show(0b1000);
    show(0);
    show(0b0010);
    expect(state().angleDegrees).toBe(0);
  });
});

describe('rotary encoder', () => {
  const make = (stepsPerDetent: string) => {
    const board = new BareBoard();
    const levels: string[] = [];
    const watched = Object.assign(board, {
      driveLevel: (pin: number, level: 0 | 1 | null) => {
        board.levels.set(pin, level);
        if (pin === 2) levels.push(`${board.levels.get(1) ?? 1}${level ?? 1}`);
      },
    });
    const peripheral = rotaryEncoder(
      attached('rotary-encoder', {
        pins: { a: 1, b: 2, button: 3 },
        settings: { stepsPerDetent },
        momentary: ['left', 'right', 'pressed'],
      }),
      watched,
    );
    return { board, levels, peripheral };
  };

  it('plays the four quarters of a detent one after another', () => {
    const { board, levels, peripheral } = make('4');
    peripheral.control?.('right', true);
    expect(levels).toEqual(['01']);
    board.pass(20);
    expect(levels).toEqual(['01', '00', '10', '11']);
    peripheral.control?.('left', true);
    board.pass(20);
    expect(levels.slice(4)).toEqual(['10', '00', '01', '11']);
    expect(peripheral.state()).toEqual({ position: 0, pressed: false });
  });

  it('catches up with a quick hand', () => {
    const { board, levels, peripheral } = make('2');
    for (let count = 0; count < 3; count += 1) peripheral.control?.('right', true);
    board.pass(60);
    expect(levels).toHaveLength(6);
    expect(peripheral.state().position).toBe(3);
  });

  it('connects its button to ground while it is held', () => {
    const { board, peripheral } = make('4');
    peripheral.control?.('pressed', true);
    expect(board.levels.get(3)).toBe(0);
    peripheral.control?.('pressed', false);
    expect(board.levels.get(3)).toBe(null);
  });
});
