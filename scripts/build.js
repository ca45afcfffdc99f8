// Builds what runs into dist/: the server module by module (dependencies stay in node_modules), what SubQuery loads into
// its sandbox as self-contained CommonJS bundles, and the pages for browsers.
import { cp, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const out = 'dist';
const web = join(out, 'web');
const files = (await readdir('src', { recursive: true })).map((file) => join('src', file));
const pages = files.filter(
  (file) => dirname(dirname(file)) === join('src', 'web') && basename(file) === 'main.tsx',
);

const [{ metafile }] = await Promise.all([
  build({
    entryPoints: Object.fromEntries(pages.map((file) => [basename(dirname(file)), file])),
    outdir: web,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    platform: 'browser',
    target: ['chrome109', 'firefox115', 'safari16.4'],
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    legalComments: 'eof',
  }),
  build({
    entryPoints: files.filter((file) => file.endsWith('.ts') && !file.startsWith(join('src', 'web'))),
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
await writeManifest(metafile.outputs);

/** Which files there are, and which of them a page begins with: src/gateway/pages/web-files.ts reads it. */
async function writeManifest(outputs) {
  const pages = {};
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    // What is imported when asked for is an entry of its own to esbuild, but no page.
    if (!entryPoint?.endsWith('main.tsx')) continue;
    const modules = [...importedAtOnce(outputs, file)].map((module) => basename(module));
    const name = entryPoint.split('/').at(-2);
    pages[name] = { script: basename(file), modules, styles: cssBundle ? [basename(cssBundle)] : [] };
  }
  const manifest = { pages, files: Object.keys(outputs).map((file) => basename(file)) };
  // By renaming, so that a gateway that starts meanwhile reads the one or the other.
  const written = join(web, `manifest-${process.pid}.json`);
  await writeFile(written, JSON.stringify(manifest));
  await rename(written, join(web, 'manifest.json'));
}

function importedAtOnce(outputs, file, found = new Set()) {
  for (const { path, kind } of outputs[file].imports) {
    if (kind !== 'import-statement' || found.has(path)) continue;
    found.add(path);
    importedAtOnce(outputs, path, found);
  }
  return found;
}
