import { describe, expect, it } from 'vitest';
import { dayWords, sizeWords, yearlyWords } from './memory-words.ts';

/** Local time, so that the zone of the machine does not matter. */
const now = new Date(2026, 4, 20, 9, 0);
const at = (...[day, hour = 12, year = 2026]: [number, number?, number?]) =>
  new Date(year, 4, day, hour).toISOString();

describe('dayWords', () => {
  it.each([
    [at(20, 0), 'today', '今天'],
    [at(19, 23), 'yesterday', '昨天'],
    [at(18), 'Monday', '星期一'],
    [at(14), 'Thursday', '星期四'],
    [at(13), '13 May', '5月13日'],
    [at(13, 12, 2024), '13 May 2024', '2024年5月13日'],
    // A clock that was set back.
    [at(25), '25 May', '5月25日'],
  ])('says %s as %s and %s', (iso, en, zh) => {
    expect([dayWords(iso, now, 'en'), dayWords(iso, now, 'zh')]).toEqual([en, zh]);
  });
});

describe('yearlyWords', () => {
  it('says the day, and the year where it is known', () => {
    expect(yearlyWords('05-03', 'en')).toBe('every year on 3 May');
    expect(yearlyWords('2019-05-03', 'zh')).toBe('每年5月3日，始于 2019 年');
    expect(yearlyWords('02-29', 'en')).toBe('every year on 29 February');
  });
});

describe('sizeWords', () => {
  it('says a size as people read it', () => {
    expect([0, 98_304, 999_000, 1_240_000].map(sizeWords)).toEqual(['1 KB', '98 KB', '999 KB', '1.2 MB']);
  });
});
