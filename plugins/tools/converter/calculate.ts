/** Words of sums in both languages → signs. Longer words first. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/divided by|除以|÷/giu, '/'],
  [/multiplied by|times|乘以|乘|×/giu, '*'],
  [/plus|加上|加/giu, '+'],
  [/minus|减去|减|−/giu, '-'],
  [/percent of|percent|百分之|％/giu, '%'],
  [/[,，\s?？=等于多少几]/gu, ''],
  [/（/gu, '('],
  [/）/gu, ')'],
];

/**
 * The value of a sum with `+ - * / %` and brackets; `50%` is one half. Null for anything else, and where the result is
 * no finite number.
 */
export function calculate(text: string): number | null {
  let source = text.normalize('NFKC');
  for (const [word, sign] of signs) source = source.replace(word, sign);
  if (source === '' || source.length > 200 || !/^[\d.+\-*/%()]+$/.test(source)) return null;
  let at = 0;

  const primary = (): number => {
    if (source[at] === '(') {
      at++;
      const value = sum();
      if (source[at] !== ')') return Number.NaN;
      at++;
      return value;
    }
    if (source[at] === '-') {
      at++;
      return -primary();
    }
    const digits = /^\d+(\.\d+)?|^\.\d+/.exec(source.slice(at))?.[0];
    if (digits === undefined) return Number.NaN;
    at += digits.length;
    return Number(digits);
  };
  const withPercent = (): number => {
    let value = primary();
    while (source[at] === '%') {
      at++;
      value /= 100;
    }
    return value;
  };
  const product = (): number => {
    let value = withPercent();
    for (let sign = source[at]; sign === '*' || sign === '/'; sign = source[at]) {
      at++;
      const next = withPercent();
      value = sign === '*' ? value * next : value / next;
    }
    return value;
  };
  function sum(): number {
    let value = product();
    for (let sign = source[at]; sign === '+' || sign === '-'; sign = source[at]) {
      at++;
      const next = product();
      value = sign === '+' ? value + next : value - next;
    }
    return value;
  }

  const result = sum();
  return at === source.length && Number.isFinite(result) ? result : null;
}
