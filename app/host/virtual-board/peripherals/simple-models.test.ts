import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { analogSource } from './analog-source.ts';
import { button } from './button.ts';
import { buzzer } from './buzzer.ts';
import { digitalSource } from './digital-source.ts';
import { led } from './led.ts';
import { pixels } from './pixels.ts';
import { servo } from './servo.ts';
import { touch } from './touch.ts';

describe('sources', () => {
  it('a pressed button pulls its pin low, a released one lets go', () => {
    const board = new BareBoard();
    const peripheral = button(attached('button', { pins: { signal: 4 } }), board);
    peripheral.control?.('pressed', true);
    expect([board.levels.get(4), peripheral.state()]).toEqual([0, { pressed: true }]);
    peripheral.control?.('pressed', false);
    expect([board.levels.get(4), peripheral.state()]).toEqual([null, { pressed: false }]);
  });

  it.each([
    [true, 0, 1],
    [false, 1, 0],
  ])('a digital source, active high %s', (activeHigh, idle, active) => {
    const board = new BareBoard();
    const peripheral = digitalSource(
      attached('digital-source', { pins: { signal: 5 }, settings: { activeHigh } }),
      board,
    );
    expect(board.levels.get(5)).toBe(idle);
    peripheral.control?.('active', true);
    expect(board.levels.get(5)).toBe(active);
    expect(peripheral.state()).toEqual({ active: true });
  });

  it('an analog source maps its slider to volts, upwards or downwards', () => {
    const board = new BareBoard();
    const sliders = { level: [0, 100, 25] } as const;
    const plain = analogSource(attached('analog-source', { pins: { signal: 1 }, sliders }), board);
    expect(board.analog.get(1)).toBeCloseTo(0.25);
    plain.control?.('level', 400);
    expect([board.analog.get(1), plain.state()]).toEqual([1, { level: 100 }]);
    const settings = { minVolts: 3, maxVolts: 0.3 };
    const falling = analogSource(
      attached('analog-source', { pins: { signal: 2 }, sliders, settings }),
      board,
    );
    falling.control?.('level', 100);
    expect(board.analog.get(2)).toBeCloseTo(0.3 / 3.3);
    falling.control?.('level', 'much');
    expect(falling.state()).toEqual({ level: 100 });
  });

  it('a touch pad reads low while touched, and high as a digital module', () => {
    const board = new BareBoard();
    const peripheral = touch(attached('touch', { pins: { signal: 7 } }), board);
    const untouched = board.touch.get(7) ?? 0;
    peripheral.control?.('touched', true);
    expect(board.touch.get(7)).toBeLessThan(untouched / 2);
    expect(board.levels.get(7)).toBe(1);
  });
});

describe('lights and motors', () => {
  it('a light follows its pin, and PWM before it', () => {
    const board = new BareBoard();
    const peripheral = led(attached('led', { pins: { signal: 2 } }), board);
    expect(peripheral.state()).toEqual({ brightness: 0 });
    peripheral.pinChanged?.(2, 1);
    peripheral.pinChanged?.(3, 0);
    expect(peripheral.state()).toEqual({ brightness: 1 });
    peripheral.pwmChanged?.(2, { frequencyHz: 1000, dutyNanoseconds: 250_000 });
    expect(peripheral.state()).toEqual({ brightness: 0.25 });
    expect(board.changes).toBe(2);
    peripheral.pwmChanged?.(2, null);
    expect(peripheral.state()).toEqual({ brightness: 1 });
  });

  it('a light to the supply is on while its pin is low', () => {
    const settings = { activeHigh: false };
    const peripheral = led(attached('led', { pins: { signal: 2 }, settings }), new BareBoard());
    expect(peripheral.state()).toEqual({ brightness: 0 });
    peripheral.pinChanged?.(2, 0);
    expect(peripheral.state()).toEqual({ brightness: 1 });
  });

  it('pixels take green, red, blue, and keep what lies beyond the stream', () => {
    const board = new BareBoard();
    const peripheral = pixels(attached('pixels', { pins: { data: 6 }, settings: { count: 3 } }), board);
    peripheral.pixelsChanged?.(6, Uint8Array.of(1, 255, 16, 0, 0, 1), 3);
    expect(peripheral.state()).toEqual({ pixels: ['#ff0110', '#000001', '#000000'] });
    peripheral.pixelsChanged?.(6, Uint8Array.of(0, 0, 0, 9, 2, 3, 4, 9), 4);
    expect(peripheral.state()).toEqual({ pixels: ['#000000', '#030204', '#000000'] });
  });

  it('a buzzer sounds at its frequency while there is a wave', () => {
    const peripheral = buzzer(attached('buzzer', { pins: { signal: 3 } }), new BareBoard());
    peripheral.pwmChanged?.(3, { frequencyHz: 440, dutyNanoseconds: 1_000_000 });
    expect(peripheral.state()).toEqual({ frequencyHz: 440 });
    peripheral.pwmChanged?.(3, { frequencyHz: 440, dutyNanoseconds: 0 });
    expect(peripheral.state()).toEqual({ frequencyHz: 0 });
  });

  it.each([
    [500_000, 0],
    [1_500_000, 90],
    [2_500_000, 180],
    [3_000_000, 180],
  ])('a servo turns a pulse of %i ns to %i°', (dutyNanoseconds, angleDegrees) => {
    const peripheral = servo(attached('servo', { pins: { signal: 3 } }), new BareBoard());
    peripheral.pwmChanged?.(3, { frequencyHz: 50, dutyNanoseconds });
    expect(peripheral.state()).toEqual({ angleDegrees });
    peripheral.pwmChanged?.(3, null);
    expect(peripheral.state()).toEqual({ angleDegrees });
  });
});
