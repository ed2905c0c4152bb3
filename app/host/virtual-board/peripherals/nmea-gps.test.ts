import { describe, expect, it } from 'vitest';
import { attached } from '../testing/attached.ts';
import { BareBoard } from '../testing/bare-board.ts';
import { nmeaChecksum, nmeaGps } from './nmea-gps.ts';

const start = { latitude: 48.117_3, longitude: -11.516_666_67, altitudeMetres: 545.4 };

function make(settings: Record<string, number> = start) {
  const board = new BareBoard();
  const peripheral = nmeaGps(
    attached('nmea-gps', {
      settings,
      sliders: { speedKmh: [0, 120, 0], headingDegrees: [0, 359, 90] },
      toggles: { sky: true },
    }),
    board,
  );
  const { uart } = peripheral;
  if (uart === undefined) throw new Error('no UART');
  const bursts = () =>
    uart.send(board.nowMs).map(({ startMs, bytes }) => ({
      startMs,
      lines: Buffer.from(bytes).toString('latin1').split('\r\n').slice(0, -1),
    }));
  return { board, peripheral, uart, bursts };
}

const fieldsOf = (lines: readonly string[] | undefined, kind: string) =>
  lines
    ?.find(line => line.slice(3, 6) === kind)
    ?.replace(/\*.*$/, '')
    .split(',') ?? [];

describe('NMEA receiver', () => {
  it('computes the checksum of the standard', () => {
    // The example that every description of GGA carries.
    expect(nmeaChecksum('GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,')).toBe('47');
  });

  it('reports once a second, first without a place and then with one, each sentence with its checksum', () => {
    const { board, bursts } = make();
    board.pass(3000);
    const [first, second, third] = bursts();
    expect([first?.startMs, second?.startMs, third?.startMs]).toEqual([1000, 2000, 3000]);
    for (const line of [first, third].flatMap(burst => burst?.lines ?? [])) {
      const [, body = '', sum] = /^\$([^*]+)\*([0-9A-F]{2})$/.exec(line) ?? [];
      expect(nmeaChecksum(body)).toBe(sum);
      expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(fieldsOf(first?.lines, 'RMC').slice(0, 4)).toEqual(['$GPRMC', '080001.00', 'V', '']);
    expect(fieldsOf(first?.lines, 'GGA')[6]).toBe('0');
    expect(fieldsOf(third?.lines, 'RMC').slice(1, 10)).toEqual([
      '080003.00',
      'A',
      '4807.03800',
      'N',
      '01131.00000',
      'W',
      '0.000',
      '',
      '010626',
    ]);
    expect(fieldsOf(third?.lines, 'GGA')[9]).toBe('545.4');
    expect(bursts()).toEqual([]);
  });

  it('moves by its speed along its heading', () => {
    const { board, peripheral, bursts } = make();
    board.pass(2500);
    peripheral.control?.('speedKmh', 36);
    bursts();
    board.pass(10_000);
    const degrees = Number(peripheral.state().longitude) - start.longitude;
    const metres = degrees * 111_320 * Math.cos((start.latitude * Math.PI) / 180);
    expect(metres).toBeCloseTo(100, 1);
    expect(peripheral.state().latitude).toBeCloseTo(start.latitude, 6);
    const rmc = fieldsOf(bursts().at(-1)?.lines, 'RMC');
    expect(Number(rmc[7]) * 1.852).toBeCloseTo(36, 2);
    expect(rmc[8]).toBe('90.00');
  });

  it('loses the place with the sky, and finds it two seconds after', () => {
    const { board, peripheral } = make();
    board.pass(2000);
    expect(peripheral.state().fix).toBe(true);
    peripheral.control?.('sky', false);
    expect(peripheral.state().fix).toBe(false);
    peripheral.control?.('sky', true);
    board.pass(1999);
    expect(peripheral.state().fix).toBe(false);
    const before = board.changes;
    board.pass(1);
    expect(peripheral.state().fix).toBe(true);
    expect(board.changes).toBeGreaterThan(before);
  });

  it('never writes sixty minutes, and keeps to the globe', () => {
    const { board, peripheral, bursts } = make({ latitude: 59.999_999_99, longitude: 179.999_99 });
    board.pass(3000);
    expect(fieldsOf(bursts().at(-1)?.lines, 'RMC').slice(3, 7)).toEqual([
      '6000.00000',
      'N',
      '17959.99940',
      'E',
    ]);
    peripheral.control?.('speedKmh', 1000);
    board.pass(1000);
    expect(peripheral.state().longitude).toBeLessThan(-179);
  });

  it('keeps no more than five reports for a program that does not listen, and ignores what is no value', () => {
    const { board, peripheral, bursts } = make();
    board.pass(3_600_000);
    expect(bursts().length).toBeLessThanOrEqual(6);
    const before = peripheral.state();
    peripheral.control?.('speedKmh', 'fast');
    peripheral.control?.('speedKmh', Number.NaN);
    peripheral.control?.('height', 3);
    expect(peripheral.state()).toEqual(before);
  });
});
