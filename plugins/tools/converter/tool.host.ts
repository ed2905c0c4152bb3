import { defineTool, type ToolContext, ToolProblem } from '../../../app/sdk/tool.ts';
import { calculate } from './calculate.ts';

type Factors = Readonly<Record<string, Readonly<Record<string, readonly (string | number)[]>>>>;

interface Rates {
  readonly date: string;
  readonly rates: Readonly<Record<string, number>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

interface Unit {
  readonly kind: string;
  readonly symbol: string;
  /** Size in the first unit of its kind; temperatures have none. */
  readonly factor: number;
}

function say(context: ToolContext, en: string, zh: string): string {
  return context.language === 'zh' ? zh : en;
}

/** Six significant digits at most, no trailing zeros. */
function print(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function findUnit(factors: Factors, name: string): Unit | null {
  const wanted = name.trim();
  const lower = wanted.toLowerCase();
  for (const exact of [true, false]) {
    for (const [kind, units] of Object.entries(factors)) {
      for (const [symbol, [first, ...names]] of Object.entries(units)) {
        const words = [first, ...names].filter(word => typeof word === 'string');
        const fits = exact
          ? symbol === wanted
          : symbol.toLowerCase() === lower || words.some(word => word.toLowerCase() === lower);
        if (fits) return { kind, symbol, factor: typeof first === 'number' ? first : 1 };
      }
    }
  }
  return null;
}

function toKelvin(value: number, symbol: string): number {
  if (symbol === '°C') return value + 273.15;
  return symbol === '°F' ? ((value - 32) * 5) / 9 + 273.15 : value;
}

function fromKelvin(value: number, symbol: string): number {
  if (symbol === '°C') return value - 273.15;
  return symbol === '°F' ? ((value - 273.15) * 9) / 5 + 32 : value;
}

function findCurrency(rates: Rates, name: string): string | null {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(rates.rates, name.trim().toUpperCase())) return name.trim().toUpperCase();
  return Object.entries(rates.names).find(([, names]) => names.includes(lower))?.[0] ?? null;
}

/** Units, money by dated rates, and sums. */
export default defineTool({
  functions: {
    async convert({ amount, from, to }, context) {
      const factors: Factors = JSON.parse(await context.readData('units.json'));
      const [source, target] = [findUnit(factors, String(from)), findUnit(factors, String(to))];
      for (const [unit, name] of [
        [source, from],
        [target, to],
      ] as const) {
        if (unit === null)
          throw new ToolProblem(
            say(context, `I do not know the unit “${String(name)}”.`, `我不认识单位“${String(name)}”。`),
          );
      }
      if (source === null || target === null || source.kind !== target.kind) {
        throw new ToolProblem(
          say(
            context,
            `${String(from)} cannot become ${String(to)}: they measure different things.`,
            `${String(from)}和${String(to)}不是同一类单位，无法换算。`,
          ),
        );
      }
      const value = Number(amount);
      const result =
        source.kind === 'temperature'
          ? fromKelvin(toKelvin(value, source.symbol), target.symbol)
          : (value * source.factor) / target.factor;
      const text = `${print(value)} ${source.symbol} = ${print(result)} ${target.symbol}`;
      return { text, data: { value: result, unit: target.symbol } };
    },
    async exchange({ amount, from, to }, context) {
      const rates: Rates = JSON.parse(await context.readData('rates.json'));
      const [source, target] = [findCurrency(rates, String(from)), findCurrency(rates, String(to))];
      const [fromRate, toRate] = [rates.rates[source ?? ''], rates.rates[target ?? '']];
      if (fromRate === undefined || toRate === undefined) {
        const unknown = source === null ? from : to;
        throw new ToolProblem(
          say(context, `I have no rate for “${String(unknown)}”.`, `我没有“${String(unknown)}”的汇率。`),
        );
      }
      const value = Number(amount);
      const result = (value * fromRate) / toRate;
      const sum = `${print(value)} ${source} ≈ ${result.toFixed(2)} ${target}`;
      return {
        text: say(
          context,
          `${sum}, by rounded rates of ${rates.date}.`,
          `${sum}（按 ${rates.date} 的约略汇率）。`,
        ),
        data: { value: Math.round(result * 100) / 100, currency: target, ratesOf: rates.date },
      };
    },
    calculate({ expression }, context) {
      const result = calculate(String(expression));
      if (result === null) {
        throw new ToolProblem(
          say(context, `I cannot work out “${String(expression)}”.`, `我算不出“${String(expression)}”。`),
        );
      }
      return { text: `${String(expression).trim()} = ${print(result)}`, data: { value: result } };
    },
  },
});
