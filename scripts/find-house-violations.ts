import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { houseRules } from './house-rules.ts';

/** One import that the table of ARCHITECTURE.md does not allow. Paths are relative to the root. */
export interface HouseViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}

/** The folders whose imports are checked. */
const folders = ['app', 'plugins', 'e2e'] as const;

/**
 * Reads every import under a root and compares it with the house rules.
 * @param root absolute; the project, or a tree that is built like it
 */
export async function findHouseViolations(
  root: string,
): Promise<{ readonly filesChecked: number; readonly violations: readonly HouseViolation[] }> {
  const options: ICruiseOptions = {
    baseDir: root,
    // swc reads TypeScript without the compiler's API, which TypeScript 7 does not have.
    parser: 'swc',
    ruleSet: { forbidden: [...houseRules] },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'fixtures/house/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css', '.svg'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
    },
  };
  const present = folders.filter(folder => existsSync(join(root, folder)));
  const { output } = await cruise([...present], options);
  if (typeof output === 'string') throw new TypeError('dependency-cruiser gave text instead of a result.');
  return { filesChecked: output.summary.totalCruised, violations: violationsOf(output) };
}

function violationsOf({ summary }: ICruiseResult): readonly HouseViolation[] {
  const comments = new Map(houseRules.map(rule => [rule.name, rule.comment ?? '']));
  return summary.violations.map(violation => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.cycle?.map(step => step.name).join(' → ') ?? violation.to,
    comment: comments.get(violation.rule.name) ?? '',
  }));
}
