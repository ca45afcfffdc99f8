// Runs a benchmark, `node scripts/bench.js tail [--json file]`: bundles its run.ts, with src/ taken from dist/ as built, calls it,
// and prints what it found, as tables and, if wanted, as JSON.
import { log } from 'node:console';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Taken away, so that the benchmark sees its own options only.
const [name] = argv.splice(2, 1);
const place = argv.indexOf('--json');
const [, file] = place < 0 ? [] : argv.splice(place, 2);
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

/** @param {string} entry @param {string} outfile */
async function load(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    plugins: [fromDist],
  });
  return import(pathToFileURL(resolve(outfile)).href);
}

// Inside node_modules, so that packages resolve.
const folder = await mkdtemp(join('node_modules', '.chaintill-bench-'));
try {
  const { run } = await load(`bench/${name}/run.ts`, join(folder, 'run.mjs'));
  const { describeMachine, renderTable } = await load('bench/report.ts', join(folder, 'report.mjs'));
  const started = new Date();
  const { facts, tables } = await run();
  const machine = describeMachine();
  log(`\n${name}, ${started.toISOString()}; ${JSON.stringify({ ...machine, ...facts })}`);
  for (const table of tables) log(`\n${renderTable(table)}`);
  if (file !== undefined) {
    const result = { part: name, started, ended: new Date(), machine, facts, tables };
    await writeFile(file, JSON.stringify(result, null, 2));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
