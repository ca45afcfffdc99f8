import { fileURLToPath } from 'node:url';

/** The project's own folder: it holds networks/, project.yaml, node_modules/ and, once built, dist/. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
