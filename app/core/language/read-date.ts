import { simplify } from './mentions.ts';
import { readNumber } from './read-number.ts';

const namedDays = new Map([
  ['today', 0],
  ['tonight', 0],
  ['tomorrow', 1],
  ['the day after tomorrow', 2],
  ['yesterday', -1],
  ['the day before yesterday', -2],
  ['今天', 0],
  ['今日', 0],
  ['今晚', 0],
  ['明天', 1],
  ['明日', 1],
  ['明早', 1],
  ['明晚', 1],
  ['后天', 2],
  ['大后天', 3],
  ['昨天', -1],
  ['昨日', -1],
  ['前天', -2],
]);

const weekdays = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const chineseWeekdays = '日一二三四五六';
const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

function format(date: Date): string {
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** A day of the calendar; undefined where there is none of that name, as 30 February. */
function day(year: number, month: number, dayOfMonth: number): Date | undefined {
  const date = new Date(year, month - 1, dayOfMonth);
  return date.getMonth() === month - 1 && date.getDate() === dayOfMonth ? date : undefined;
}

/** A day without its year: the next one that comes, today included. */
function nextDay(today: Date, month: number, dayOfMonth: number): Date | undefined {
  // Eight years always hold a 29 February.
  for (let year = today.getFullYear(); year <= today.getFullYear() + 8; year += 1) {
    const date = day(year, month, dayOfMonth);
    if (date !== undefined && date >= today) return date;
  }
  return undefined;
}

function monthOf(word: string): number {
  return word.length < 3 ? 0 : months.findIndex(month => month === word || month.slice(0, 3) === word) + 1;
}

function readOrdinal(word: string): number | undefined {
  return readNumber(word.replace(/(?<=\d)(?:st|nd|rd|th)$/u, ''));
}

function readWeekday(text: string, today: Date): Date | undefined {
  const plus = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const english = /^(?:on )?(this |next |coming )?([a-z]+)$/u.exec(text);
  const index = weekdays.indexOf(english?.[2] ?? '');
  if (index >= 0) {
    const ahead = (index - today.getDay() + 7) % 7;
    return plus(english?.[1] === 'next ' && ahead === 0 ? 7 : ahead);
  }
  const chinese = /^(这个?|本|下个?|下下个?)?(?:周|星期|礼拜)([一二三四五六日天])$/u.exec(text);
  if (chinese === null) return undefined;
  const wanted = chineseWeekdays.indexOf(chinese[2] === '天' ? '日' : (chinese[2] ?? ''));
  const which = chinese[1] ?? '';
  if (which === '') return plus((wanted - today.getDay() + 7) % 7);
  // Weeks begin on Monday: 下周日 is the Sunday that ends the next week.
  const fromMonday = (weekday: number) => (weekday + 6) % 7;
  const weeks = which.startsWith('下下') ? 2 : which.startsWith('下') ? 1 : 0;
  return plus(fromMonday(wanted) - fromMonday(today.getDay()) + 7 * weeks);
}

function readCalendarDay(text: string, today: Date): Date | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(text);
  if (iso !== null) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const chinese = /^(?:(.{1,4})年)?(.{1,3})月(.{1,3})[日号]$/u.exec(text);
  if (chinese !== null) {
    const [year, month, dayOfMonth] = [chinese[1], chinese[2], chinese[3]].map(part =>
      part === undefined ? undefined : readNumber(part),
    );
    if (month === undefined || dayOfMonth === undefined) return undefined;
    if (chinese[1] === undefined) return nextDay(today, month, dayOfMonth);
    const named =
      chinese[1] === '明' ? today.getFullYear() + 1 : chinese[1] === '今' ? today.getFullYear() : year;
    return named === undefined ? undefined : day(named, month, dayOfMonth);
  }
  const dayOnly = /^(.{1,3})[号日]$/u.exec(text);
  if (dayOnly !== null) {
    const wanted = readNumber(dayOnly[1] ?? '');
    if (wanted === undefined) return undefined;
    for (let ahead = 0; ahead <= 2; ahead += 1) {
      const month = today.getMonth() + ahead;
      const date = day(today.getFullYear() + Math.floor(month / 12), (month % 12) + 1, wanted);
      if (date !== undefined && date >= today) return date;
    }
    return undefined;
  }
  const english = text
    .replace(/^(?:on )?(?:the )?/u, '')
    .replaceAll(',', ' ')
    .split(/\s+/u);
  const at = english.findIndex(word => monthOf(word) > 0);
  const others = english.filter((word, index) => index !== at && word !== 'of' && word !== 'the');
  const dayOfMonth = readOrdinal(others[0] ?? '');
  if (at < 0 || dayOfMonth === undefined || others.length > 2) return undefined;
  const month = monthOf(english[at] ?? '');
  if (others[1] === undefined) return nextDay(today, month, dayOfMonth);
  return /^\d{4}$/u.test(others[1]) ? day(Number(others[1]), month, dayOfMonth) : undefined;
}

/**
 * Reads the whole of a text as a day, as `YYYY-MM-DD`, seen from `now`: `tomorrow`, `next friday`, `in three days`,
 * `May 5th`, `明天`, `下周五`, `三天后`, `五月五日`. A day without its year is the next one. Undefined where it is none.
 */
export function readDate(words: string, now: Date): string | undefined {
  const text = simplify(words);
  if (text.length > 60) return undefined;
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const plus = (days: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const named = namedDays.get(text);
  if (named !== undefined) return format(plus(named));
  const ahead =
    /^in (.+?) (days?|weeks?)$/u.exec(text) ??
    /^(.+?) (days?|weeks?) from (?:now|today)$/u.exec(text) ??
    /^(.+?)(天|周|个?星期)(?:以?后|之后)$/u.exec(text);
  if (ahead !== null) {
    const count = readNumber(ahead[1] ?? '');
    if (count === undefined || !Number.isInteger(count) || count < 0 || count > 10_000) return undefined;
    return format(plus(/^(?:days?|天)$/u.test(ahead[2] ?? '') ? count : count * 7));
  }
  const date = readWeekday(text, today) ?? readCalendarDay(text, today);
  return date === undefined ? undefined : format(date);
}
