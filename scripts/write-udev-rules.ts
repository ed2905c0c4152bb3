/** Writes `device/udev/60-cambrian.rules` anew from the board plugins: `node scripts/write-udev-rules.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { udevRulesFile, udevRulesText } from '../app/host/doctor/udev-rules.ts';
import { loadPlugins } from '../app/host/plugins/load-plugins.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'device/udev');
const { catalogue } = await loadPlugins({ builtIn: join(root, 'plugins') });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, udevRulesFile), udevRulesText(catalogue.boards.values()));
