import { describe, expect, it } from 'vitest';
import { isMemoryDate } from './memory-date.ts';

describe('isMemoryDate', () => {
  it.each(['05-03', '12-31', '02-29', '2019-05-03', '2024-02-29', '0099-01-01'])('takes %s', text => {
    expect(isMemoryDate(text)).toBe(true);
  });
  it.each([
    '',
    '5-3',
    '13-01',
    '00-10',
    '02-30',
    '04-31',
    '2023-02-29',
    '0000-01-01',
    '2019-05-03T00:00',
    '05-03 ',
  ])('refuses %j', text => {
    expect(isMemoryDate(text)).toBe(false);
  });
});
