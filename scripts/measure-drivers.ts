/**
 * Cross-compiles every built-in driver and library and notes their sizes in `app/host/plugins/driver-sizes.ts`, for the
 * flash budget: `node scripts/measure-drivers.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureDrivers, printDriverSizes } from '../app/host/plugins/measure-drivers.ts';

const root = join(import.meta.dirname, '..');
writeFileSync(
  join(root, 'app/host/plugins/driver-sizes.ts'),
  printDriverSizes(await measureDrivers(join(root, 'plugins'))),
);
