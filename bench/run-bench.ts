import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';

/**
 * Takes the measurements that `--only a,b` names, or all, and prints their figures; with `--json` as one JSON value.
 * Ends the process: with 1 where something could not be measured, with 2 where `--only` names what there is not.
 */
export async function runBench(measures: Readonly<Record<string, () => Promise<Figure[]>>>): Promise<never> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const wanted = values.only?.split(',') ?? Object.keys(measures);

  const figures: Figure[] = [];
  const failures: { measure: string; message: string }[] = [];
  for (const name of wanted) {
    const measure = measures[name];
    if (measure === undefined) {
      console.error(`There is no measure "${name}". There are: ${Object.keys(measures).join(', ')}.`);
      process.exit(2);
    }
    if (!values.json) console.log(`${name} …`);
    try {
      figures.push(...(await measure()));
    } catch (error) {
      // One figure that cannot be had must not hide the others, nor be hidden itself.
      failures.push({ measure: name, message: error instanceof Error ? error.message : String(error) });
    }
  }

  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
  if (values.json) {
    console.log(JSON.stringify({ at: new Date().toISOString(), machine, figures, failures }, null, 2));
  } else {
    console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`);
    for (const figure of figures) {
      const limit = figure.budget;
      const verdict = limit === undefined ? '' : isMet(figure) ? 'met' : 'MISSED';
      const budget = limit === undefined ? '' : `${figure.isMore ? '≥' : '≤'} ${limit} ${figure.unit}`;
      console.log(
        `${figure.name.padEnd(52)} ${format(figure.value).padStart(9)} ${figure.unit.padEnd(7)} ${budget.padEnd(16)} ${verdict}`,
      );
    }
    for (const { measure, message } of failures) console.log(`${measure}: not measured: ${message}`);
  }
  process.exit(failures.length > 0 ? 1 : 0);
}

function isMet(figure: Figure): boolean {
  if (figure.budget === undefined) return true;
  return figure.isMore === true ? figure.value >= figure.budget : figure.value <= figure.budget;
}

function format(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 || value === 0 ? 2 : 4);
}
