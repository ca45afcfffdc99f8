// Writes src/client/events.ts from the catalog of events: `npm run build && node scripts/write-client-types.js`.
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { renderClientTypes } from '../dist/domain/events/client-types.js';

const file = 'src/client/events.ts';
await writeFile(file, await format(renderClientTypes(), { ...(await resolveConfig(file)), filepath: file }));
