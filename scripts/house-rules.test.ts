import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findHouseViolations, type HouseViolation } from './find-house-violations.ts';
import { houseRules, layers } from './house-rules.ts';

const root = resolve(import.meta.dirname, '..');
const fixture = join(import.meta.dirname, 'fixtures/house');

describe('the house rules', () => {
  let violations: readonly HouseViolation[];
  beforeAll(async () => {
    ({ violations } = await findHouseViolations(fixture));
  });

  /** The name of a file of the fixture says what it breaks. */
  const baseName = (path: string) => path.replace(/^.*\//, '').replace(/(\.test|\.spec)?\.ts$/, '');

  it.each(houseRules.map(rule => rule.name ?? ''))('%s is broken once in the fixture, and caught', name => {
    const caught = violations.filter(violation => violation.rule === name);
    // A cycle is reported from any one of its files.
    expect(caught.flatMap(({ from, to }) => [from, ...to.split(' → ')].map(baseName))).toContain(name);
  });

  it('catch imports of types, late imports and re-exports too', () => {
    const at = (file: string) => violations.filter(violation => baseName(violation.from) === file);
    expect(at('core-imports-type').map(violation => violation.rule)).toEqual(['core-imports']);
    expect(at('core-imports-dynamic').map(violation => violation.rule)).toEqual(['core-imports']);
    expect(at('renderer-imports-re-export').map(violation => violation.rule)).toEqual(['renderer-imports']);
  });

  it('find nothing wrong with the files of the fixture that keep them', () => {
    const good =
      /\/(core|contract|sdk|host|main|server|cli|renderer|serial|editor|good|helper|node\.host)(\.test|\.spec)?\.ts$/;
    expect(violations.filter(violation => good.test(violation.from))).toEqual([]);
  });

  it('are the table of ARCHITECTURE.md', () => {
    const table = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
      .split('\n')
      .filter(line => /^\| `/.test(line))
      .map(line =>
        line
          .split('|')
          .slice(1, 3)
          .map(cell => cell.trim()),
      );
    expect(table).toEqual(layers.map(layer => [...layer.row]));
  });

  it('are kept by the whole project', async () => {
    const project = await findHouseViolations(root);
    expect(project.filesChecked).toBeGreaterThan(100);
    expect(project.violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`)).toEqual([]);
  });
});
