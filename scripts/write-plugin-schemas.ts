/** Writes `plugins/schemas/*.json` anew from the zod schemas: `node scripts/write-plugin-schemas.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorSchemas } from '../app/host/plugins/author-schemas.ts';

const folder = join(import.meta.dirname, '../plugins/schemas');
mkdirSync(folder, { recursive: true });
for (const [file, text] of authorSchemas()) writeFileSync(join(folder, file), text);
