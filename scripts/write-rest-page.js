// Writes docs/rest.md from the document of a running gateway:
// `npm run build && node scripts/write-rest-page.js [http://127.0.0.1:4000]`.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { renderRestPage } from '../dist/gateway/rest/openapi/docs-page.js';

const [, , origin = 'http://127.0.0.1:4000'] = process.argv;
const response = await globalThis.fetch(`${origin}/openapi.json`);
await writeFile('docs/rest.md', `${renderRestPage(await response.json())}\n`);
