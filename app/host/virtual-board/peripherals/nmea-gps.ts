import {
  clamp,
  controlDefault,
  isOnByDefault,
  numberSetting,
  type PeripheralModel,
  type UartBurst,
} from './peripheral.ts';

const reportEveryMs = 1000;
/** A receiver that still knows its satellites; a cold start takes half a minute. */
const firstFixMs = 2000;
/** A receiver that nobody listens to goes on, but what it said long ago need not be made. */
const mostWaitingReports = 5;
const metresPerDegree = 111_320;
const kmhPerKnot = 1.852;
/** The receiver's clock when the board is switched on; seconds since 1970: 1 June 2026, 08:00 UTC. */
const startSeconds = Date.UTC(2026, 5, 1, 8) / 1000;

/** The two hexadecimal digits behind `*`: all characters between `$` and `*`, by exclusive or. */
export function nmeaChecksum(body: string): string {
  let sum = 0;
  for (const character of body) sum ^= character.charCodeAt(0);
  return sum.toString(16).toUpperCase().padStart(2, '0');
}

function sentence(...fields: readonly string[]): string {
  const body = fields.join(',');
  return `$${body}*${nmeaChecksum(body)}\r\n`;
}

/** Degrees as NMEA writes them: two or three digits of degrees, then minutes. */
function angle(degrees: number, digits: number): string {
  // In hundred-thousandths of a minute, so that 59.999999 becomes the next degree and not 60 minutes.
  const whole = Math.round(Math.abs(degrees) * 60 * 1e5);
  const minutes = (whole % (60 * 1e5)) / 1e5;
  return `${String(Math.floor(whole / (60 * 1e5))).padStart(digits, '0')}${minutes.toFixed(5).padStart(8, '0')}`;
}

/**
 * A receiver of satellite positions with the sentences of a u-blox NEO-6M (receiver description GPS.G6-SW-10018, NMEA
 * protocol 2.3): RMC, VTG, GGA, GSA and GLL once a second at 9600 baud. Controls: `speedKmh`, `headingDegrees` and
 * `sky`, without which the fix is lost; it comes back two seconds after the sky. Settings `latitude`, `longitude`,
 * `altitudeMetres`: where it starts. State: the controls, `latitude`, `longitude` and `fix`.
 */
export const nmeaGps: PeripheralModel = (attached, board) => {
  const motion = {
    speedKmh: controlDefault(attached, 'speedKmh', 0),
    headingDegrees: controlDefault(attached, 'headingDegrees', 0),
  };
  const altitudeMetres = numberSetting(attached, 'altitudeMetres', 10);
  let latitude = numberSetting(attached, 'latitude', 31.2304);
  let longitude = numberSetting(attached, 'longitude', 121.4737);
  let movedUntilMs = board.nowMs;
  let hasSky = isOnByDefault(attached, 'sky');
  let skySinceMs = board.nowMs;
  let nextReportMs = board.nowMs + reportEveryMs;
  let waiting: UartBurst[] = [];
  let isTicking = false;

  const move = (untilMs: number) => {
    const metres = (motion.speedKmh / 3.6) * Math.max(0, (untilMs - movedUntilMs) / 1000);
    movedUntilMs = Math.max(movedUntilMs, untilMs);
    const heading = (motion.headingDegrees * Math.PI) / 180;
    const perDegree = metresPerDegree * Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
    latitude = clamp(latitude + (metres * Math.cos(heading)) / metresPerDegree, -90, 90);
    longitude = ((((longitude + (metres * Math.sin(heading)) / perDegree + 180) % 360) + 360) % 360) - 180;
  };
  const hasFix = (atMs: number) => hasSky && atMs - skySinceMs >= firstFixMs;

  const report = (atMs: number): string => {
    const date = new Date(Math.round(startSeconds * 1000 + atMs)).toISOString();
    const time = `${date.slice(11, 19).replaceAll(':', '')}.${date.slice(20, 22)}`;
    const day = `${date.slice(8, 10)}${date.slice(5, 7)}${date.slice(2, 4)}`;
    if (!hasFix(atMs)) {
      return [
        sentence('GPRMC', time, 'V', '', '', '', '', '', '', day, '', '', 'N'),
        sentence('GPVTG', '', '', '', '', '', '', '', '', 'N'),
        sentence('GPGGA', time, '', '', '', '', '0', '00', '99.99', '', '', '', '', '', ''),
        sentence('GPGSA', 'A', '1', ...Array<string>(12).fill(''), '99.99', '99.99', '99.99'),
        sentence('GPGLL', '', '', '', '', time, 'V', 'N'),
      ].join('');
    }
    const place = [
      angle(latitude, 2),
      latitude < 0 ? 'S' : 'N',
      angle(longitude, 3),
      longitude < 0 ? 'W' : 'E',
    ];
    const knots = (motion.speedKmh / kmhPerKnot).toFixed(3);
    // A receiver that stands still does not know where it is heading.
    const course = motion.speedKmh > 0 ? motion.headingDegrees.toFixed(2) : '';
    const satellites = ['02', '05', '12', '15', '20', '25', '29', '31', '', '', '', ''];
    return [
      sentence('GPRMC', time, 'A', ...place, knots, course, day, '', '', 'A'),
      sentence('GPVTG', course, 'T', '', 'M', knots, 'N', motion.speedKmh.toFixed(3), 'K', 'A'),
      sentence(
        'GPGGA',
        time,
        ...place,
        '1',
        '08',
        '1.01',
        altitudeMetres.toFixed(1),
        'M',
        '8.3',
        'M',
        '',
        '',
      ),
      sentence('GPGSA', 'A', '3', ...satellites, '1.80', '1.01', '1.49'),
      sentence('GPGLL', ...place, time, 'A', 'A'),
    ].join('');
  };

  const talk = (untilMs: number) => {
    const oldestMs = untilMs - mostWaitingReports * reportEveryMs;
    if (nextReportMs < oldestMs) {
      nextReportMs += Math.ceil((oldestMs - nextReportMs) / reportEveryMs) * reportEveryMs;
    }
    for (; nextReportMs <= untilMs; nextReportMs += reportEveryMs) {
      move(nextReportMs);
      waiting.push({ startMs: nextReportMs, bytes: Buffer.from(report(nextReportMs), 'latin1') });
    }
    waiting = waiting.slice(-mostWaitingReports);
  };

  /** Shows the way while it moves, once a second. */
  const tick = () => {
    if (isTicking || motion.speedKmh === 0) return;
    isTicking = true;
    board.after(reportEveryMs, () => {
      isTicking = false;
      board.changed();
      tick();
    });
  };
  tick();

  return {
    state: () => {
      talk(board.nowMs);
      move(board.nowMs);
      return { ...motion, sky: hasSky, fix: hasFix(board.nowMs), latitude, longitude };
    },
    control: (control, value) => {
      talk(board.nowMs);
      move(board.nowMs);
      if (control === 'sky' && typeof value === 'boolean') {
        if (value && !hasSky) {
          skySinceMs = board.nowMs;
          board.after(firstFixMs, () => board.changed());
        }
        hasSky = value;
      } else if (typeof value !== 'number' || !Number.isFinite(value)) return;
      else if (control === 'speedKmh') motion.speedKmh = clamp(value, 0, 1000);
      else if (control === 'headingDegrees') motion.headingDegrees = ((value % 360) + 360) % 360;
      else return;
      tick();
      board.changed();
    },
    uart: {
      baudRate: 9600,
      send: untilMs => {
        talk(untilMs);
        const said = waiting;
        waiting = [];
        return said;
      },
    },
  };
};
