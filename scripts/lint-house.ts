import { resolve } from 'node:path';
import { findHouseViolations } from './find-house-violations.ts';

// `npm run lint:house`: who may import whom, as ARCHITECTURE.md says it. Exit code 1 where something breaks it.

const { filesChecked, violations } = await findHouseViolations(resolve(import.meta.dirname, '..'));
for (const { rule, from, to, comment } of violations) {
  console.error(`${from}\n  → ${to}\n  ${rule}: ${comment}`);
}
console.log(`house rules: ${filesChecked} modules, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
