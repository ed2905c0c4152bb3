import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate } from './read-date.ts';
import { readDuration } from './read-duration.ts';
import { readCurrency, readLanguage, readUnit } from './read-name.ts';
import { readNumber } from './read-number.ts';
import { readSlot } from './read-slot.ts';
import { readTime } from './read-time.ts';

/** Friday. */
const now = new Date(2026, 10, 20, 9, 30);

describe('readNumber', () => {
  it.each([
    ['5', 5],
    ['1,250.5', 1250.5],
    ['3/4', 0.75],
    ['twenty-five', 25],
    ['two hundred and five', 205],
    ['a hundred', 100],
    ['one thousand two hundred and thirty four', 1234],
    ['three point one four', 3.14],
    ['two and a half', 2.5],
    ['half', 0.5],
    ['minus seven', -7],
    ['十', 10],
    ['二十五', 25],
    ['一百零二', 102],
    ['一百二', 120],
    ['两万五', 25_000],
    ['一千零五十', 1_050],
    ['三点一四', 3.14],
    ['两个半', 2.5],
    ['负三', -3],
    ['1.1万', 11_000],
    ['二〇二六', 2026],
    ['半', 0.5],
  ])('reads %s', (words, value) => expect(readNumber(words)).toBe(value));

  it.each(['', 'and', 'five miles', 'twenty twelve', 'five twenty', 'hundred', 'a', '十百', '一个', 'cat'])(
    'does not read %j',
    words => expect(readNumber(words)).toBe(words === 'a' ? 1 : undefined),
  );

  const ones =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    );
  const tens = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
  const english = (value: number): string => {
    if (value < 20) return ones[value] ?? '';
    if (value < 100)
      return `${tens[Math.floor(value / 10)]}${value % 10 === 0 ? '' : `-${ones[value % 10]}`}`;
    if (value < 1000) {
      const rest = value % 100;
      return `${ones[Math.floor(value / 100)]} hundred${rest === 0 ? '' : ` and ${english(rest)}`}`;
    }
    const rest = value % 1000;
    return `${english(Math.floor(value / 1000))} thousand${rest === 0 ? '' : ` ${english(rest)}`}`;
  };
  const digits = '零一二三四五六七八九';
  const chinese = (value: number): string => {
    let text = '';
    let isGap = false;
    for (const [unit, name] of [
      [10_000, '万'],
      [1000, '千'],
      [100, '百'],
      [10, '十'],
      [1, ''],
    ] as const) {
      const digit = Math.floor(value / unit) % 10;
      if (digit === 0) isGap = text !== '';
      else {
        text += `${isGap ? '零' : ''}${digits[digit]}${name}`;
        isGap = false;
      }
    }
    return text || '零';
  };

  it('reads every number as it is said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), value => {
        expect(readNumber(english(value))).toBe(value);
        expect(readNumber(chinese(value))).toBe(value);
        expect(readNumber(String(value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes any text without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        for (const value of [readNumber(text), readDuration(text)]) {
          expect(value === undefined || Number.isFinite(value)).toBe(true);
        }
        readTime(text);
        readDate(text, now);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('readDuration', () => {
  it.each([
    ['five minutes', 300],
    ['a minute', 60],
    ['half an hour', 1800],
    ['an hour and a half', 5400],
    ['two and a half hours', 9000],
    ['1h30m', 5400],
    ['1 hour, 5 minutes and 10 seconds', 3910],
    ['90 seconds', 90],
    ['three days', 259_200],
    ['五分钟', 300],
    ['一个半小时', 5400],
    ['半小时', 1800],
    ['半个小时', 1800],
    ['一小时三十分钟', 5400],
    ['两个小时零五分', 7500],
    ['一分半', 90],
    ['10秒', 10],
    ['三刻钟', 2700],
  ])('reads %s', (words, seconds) => expect(readDuration(words)).toBe(seconds));

  it.each(['five', 'minutes', '五', '五分钟的', 'five minutes five hours', 'soon'])(
    'does not read %s',
    words => expect(readDuration(words)).toBeUndefined(),
  );

  it('reads hours, minutes and seconds in both languages', () => {
    const part = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(part(99), part(59), part(59), (hours, minutes, seconds) => {
        const total = hours * 3600 + minutes * 60 + seconds;
        expect(readDuration(`${hours} hours ${minutes} minutes ${seconds} seconds`)).toBe(total);
        expect(readDuration(`${hours}小时${minutes}分钟${seconds}秒`)).toBe(total);
      }),
    );
  });
});

describe('readTime', () => {
  it.each([
    ['7', '07:00'],
    ['7 pm', '19:00'],
    ['7:30 p.m.', '19:30'],
    ['half past seven', '07:30'],
    ['quarter to eight', '07:45'],
    ['ten past six in the evening', '18:10'],
    ['seven thirty', '07:30'],
    ['seven oh five', '07:05'],
    ["eight o'clock", '08:00'],
    ['noon', '12:00'],
    ['12 am', '00:00'],
    ['eleven at night', '23:00'],
    ['晚上七点半', '19:30'],
    ['下午3点20', '15:20'],
    ['早上八点', '08:00'],
    ['七点一刻', '07:15'],
    ['十二点零五分', '12:05'],
    ['差五分八点', '07:55'],
    ['中午十二点', '12:00'],
    ['二十三点', '23:00'],
    ['晚上12点', '00:00'],
  ])('reads %s', (words, time) => expect(readTime(words)).toBe(time));

  it.each(['25', '7:75', 'five minutes', '七点七十分', '', 'later', 'half past'])('does not read %j', words =>
    expect(readTime(words)).toBeUndefined(),
  );

  it('reads back every time that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        expect(readTime(time)).toBe(time);
        expect(readTime(`${hour}点${minute}分`)).toBe(time);
      }),
    );
  });
});

describe('readDate', () => {
  it.each([
    ['today', '2026-11-20'],
    ['tomorrow', '2026-11-21'],
    ['the day after tomorrow', '2026-11-22'],
    ['monday', '2026-11-23'],
    ['friday', '2026-11-20'],
    ['next friday', '2026-11-27'],
    ['in three days', '2026-11-23'],
    ['in 2 weeks', '2026-12-04'],
    ['May 5th', '2027-05-05'],
    ['the 5th of december', '2026-12-05'],
    ['february 29', '2028-02-29'],
    ['January 2, 2030', '2030-01-02'],
    ['2026-12-24', '2026-12-24'],
    ['今天', '2026-11-20'],
    ['大后天', '2026-11-23'],
    ['下周五', '2026-11-27'],
    ['周日', '2026-11-22'],
    ['下周日', '2026-11-29'],
    ['三天后', '2026-11-23'],
    ['五月五日', '2027-05-05'],
    ['12月1号', '2026-12-01'],
    ['2027年3月8日', '2027-03-08'],
    ['明年三月八日', '2027-03-08'],
    ['25号', '2026-11-25'],
    ['5号', '2026-12-05'],
  ])('reads %s', (words, date) => expect(readDate(words, now)).toBe(date));

  it.each(['someday', 'february 30', '十三月一日', 'in some days', '2026-02-30', ''])(
    'does not read %j',
    words => expect(readDate(words, now)).toBeUndefined(),
  );
});

describe('readSlot', () => {
  it('knows units, currencies and languages by their names', () => {
    expect([readUnit('Miles'), readUnit('公斤'), readUnit('hope')]).toEqual(['mi', 'kg', undefined]);
    expect([readCurrency('dollars'), readCurrency('人民币'), readCurrency('eur')]).toEqual([
      'USD',
      'CNY',
      'EUR',
    ]);
    expect([readLanguage('Japanese'), readLanguage('法语')]).toEqual(['ja', 'fr']);
  });

  const base = { type: 'string', reads: 'words', maxLength: 20 } as const;
  it('holds to the type and the bounds of the parameter', () => {
    const integer = { ...base, type: 'integer', reads: 'number', minimum: 1, maximum: 8 } as const;
    expect([
      readSlot(integer, 'eight', now),
      readSlot(integer, '九', now),
      readSlot(integer, '2.5', now),
    ]).toEqual([8, undefined, undefined]);
    expect(readSlot({ ...base, enum: ['Calm', 'box'] }, 'calm', now)).toBe('Calm');
    expect(readSlot({ ...base, enum: ['calm', 'box'] }, 'wild', now)).toBeUndefined();
    expect(readSlot(base, 'x'.repeat(21), now)).toBeUndefined();
    expect(readSlot({ ...base, type: 'boolean' }, '打开', now)).toBe(true);
  });
});
