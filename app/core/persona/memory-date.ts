/** Whether a text is a day as memory keeps it: `05-03`, or `2019-05-03` where the year is known. */
export function isMemoryDate(text: string): boolean {
  const match = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  // A leap year for days without one: 02-29 comes round, though not every year.
  const year = Number(match[1] ?? 2000);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
