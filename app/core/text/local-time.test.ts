import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDateText, localTimeOf, momentOf, nextTimeOfDay, timeOfDayText } from './local-time.ts';

const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia'];
const zone = fc.constantFrom(...zones);
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });

describe('local time', () => {
  it('reads a clock on the wall', () => {
    expect(localTimeOf(new Date('2026-05-03T13:05:09Z'), 'Asia/Shanghai')).toEqual({
      year: 2026,
      month: 5,
      day: 3,
      hour: 21,
      minute: 5,
      second: 9,
      weekday: 7,
    });
  });

  it('leads back to the same minute', () => {
    fc.assert(
      fc.property(moment, zone, (date, timeZone) => {
        const back = momentOf(localDateText(date, timeZone), timeOfDayText(date, timeZone), timeZone);
        expect(timeOfDayText(back, timeZone)).toBe(timeOfDayText(date, timeZone));
        expect(localDateText(back, timeZone)).toBe(localDateText(date, timeZone));
      }),
    );
  });

  it('finds the next time of day within 25 hours, and never one that has passed', () => {
    fc.assert(
      fc.property(
        moment,
        zone,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (from, timeZone, hour, minute) => {
          const text = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
          const next = nextTimeOfDay(from, text, timeZone);
          expect(next.getTime()).toBeGreaterThan(from.getTime());
          expect(next.getTime() - from.getTime()).toBeLessThanOrEqual(26 * 3_600_000);
        },
      ),
    );
  });
});
