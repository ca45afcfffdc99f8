/** What shops get: code that needs nothing, types that need nothing, and a page whose snippets are true. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import ts from 'typescript';

const ENTRY = 'src/client/index.ts';

it('bundles for a browser from nothing but src/client', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  const inputs = Object.entries(metafile.inputs);
  expect(inputs.filter(([path]) => !path.startsWith('src/client/'))).toEqual([]);
  expect(inputs.flatMap(([, { imports }]) => imports).filter(({ external }) => external)).toEqual([]);
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const size = `${bytes.length} bytes, ${gzipSync(bytes).length} compressed`;
  console.info(`the SDK: ${size}`);
  expect(gzipSync(bytes).length).toBeLessThan(10_000);
});

/** What the compiler has to say. */
function flawsOf(program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** The options of a tsconfig.json. */
function optionsOf(path: string): { options: ts.CompilerOptions; files: string[] } {
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, resolve(path, '..'));
  return { options, files: fileNames };
}

it('compiles where there is a browser and no Node, and so do its declarations', () => {
  const { options, files } = optionsOf('src/client/tsconfig.json');
  const folder = mkdtempSync(join('node_modules', '.chaintill-test-'));
  try {
    const program = ts.createProgram(files, { ...options, outDir: folder });
    expect(flawsOf(program)).toEqual([]);
    program.emit();
    const shop = join(folder, 'shop.ts');
    writeFileSync(
      shop,
      `import { Gateway, webhooks } from './index.js';
       export async function paid(till: Gateway): Promise<string | undefined> {
         for await (const { data } of till.events.subscribe({ after: '0', types: ['order.settled'] })) return data.payment?.from;
         return (await webhooks.verify('', {}, { secrets: '', dialect: 'liberland' })) satisfies object as never;
       }`,
    );
    const lib = ['lib.es2023.d.ts', 'lib.dom.d.ts'];
    const strict = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
      target: ts.ScriptTarget.ES2022,
    };
    const module = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    expect(flawsOf(ts.createProgram([shop], { ...strict, ...module, lib }))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);

it('the snippets of docs/sdk.md, one after the other, and every example compile', () => {
  const { options, files } = optionsOf('examples/tsconfig.json');
  const text = readFileSync('docs/sdk.md', 'utf8');
  const snippets = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, snippet = '']) => snippet);
  expect(snippets.length).toBeGreaterThan(4);
  // Inside node_modules, so that packages resolve.
  const folder = mkdtempSync(join('node_modules', '.chaintill-test-'));
  try {
    const file = join(folder, 'sdk.mts');
    writeFileSync(file, snippets.join('\n'));
    expect(flawsOf(ts.createProgram([...files, file], options))).toEqual([]);
    const page = optionsOf('examples/thanks/tsconfig.json');
    expect(flawsOf(ts.createProgram(page.files, page.options))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 180_000);
