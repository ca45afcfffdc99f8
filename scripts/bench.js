// Runs a benchmark, `node scripts/bench.js tail`: bundles its run.ts, with src/ taken from dist/ as built, and calls it.
import { mkdtemp, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Taken away, so that the benchmark sees its own options only.
const [name] = argv.splice(2, 1);
const src = resolve('src');

/** The project's modules find their files beside themselves, so they are not bundled. */
const fromDist = {
  name: 'from-dist',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\// }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join('dist', relative(src, resolve(resolveDir, path)))).href,
      external: true,
    }));
  },
};

// Inside node_modules, so that packages resolve.
const folder = await mkdtemp(join('node_modules', '.chaintill-bench-'));
try {
  const outfile = join(folder, 'run.mjs');
  await build({
    entryPoints: [`bench/${name}/run.ts`],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    plugins: [fromDist],
  });
  const { run } = await import(pathToFileURL(resolve(outfile)).href);
  await run();
} finally {
  await rm(folder, { recursive: true, force: true });
}
