// Writes docs/events.md from the catalog of events: `npm run build && node scripts/write-events-page.js`.
import { writeFile } from 'node:fs/promises';
import { renderEventsPage } from '../dist/domain/events/docs-page.js';

await writeFile('docs/events.md', `${renderEventsPage()}\n`);
