// Builds what runs into dist/: the server module by module (dependencies stay in node_modules), and what
// SubQuery loads into its sandbox as self-contained CommonJS bundles.
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist';
const files = (await readdir('src', { recursive: true })).map((file) => join('src', file));

await Promise.all([
  build({
    entryPoints: files.filter((file) => file.endsWith('.ts')),
    outdir: out,
    outbase: 'src',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
  }),
  build({
    entryPoints: { index: 'src/index.ts', processor: 'src/mappings/processor.ts' },
    outdir: join(out, 'indexer'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
  }),
]);
await Promise.all(
  files.filter((file) => file.endsWith('.graphql')).map((file) => cp(file, file.replace(/^src/, out))),
);
