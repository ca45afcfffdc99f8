/**
 * Records the metadata that the fixture chain serves. Run from the project's folder:
 *
 *     npx esbuild test/fixture-chain/record-metadata.ts --bundle --platform=node --format=esm --packages=external \
 *       --outfile=node_modules/.cache/record-metadata.js
 *     node node_modules/.cache/record-metadata.js [path of Liberland's mainnet.raw.json]
 *
 * - liberland-8: the runtime in the genesis of Liberland's main network, the only Liberland runtime that is public as a
 *   file. Recorded when the path of the raw chain spec is given; otherwise the file in metadata/ stays.
 * - liberland-22: made from liberland-8. Spec 22 brought the remark of pallet LLM: call 7 `remark(data: BoundedVec<u8,
 *   256>)`, event 4 `Remarked(BoundedVec<u8, 256>)`. Those two are added and nothing else is, so apart from them it is
 *   spec 8 under another version.
 * - rococo-asset-hub-900: the genesis runtime of Rococo's asset hub, as @substrate/connect-known-chains ships it. It is
 *   older: a multisig call is opaque and can be stored, and batches know no ItemFailed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { destroyWorker, emptyTaskHandler, getRuntimeVersion, runTask } from '@acala-network/chopsticks-core';
import { rococo_v2_2_asset_hub } from '@substrate/connect-known-chains';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { compactStripLength } from '@polkadot/util';
import { hexToBytes } from '../../src/domain/hex.js';
import type { RuntimeName, RuntimeVersion } from './build/runtime.js';

const FOLDER = 'test/fixture-chain/metadata';
const CODE = '0x3a636f6465';

interface RawSpec {
  readonly genesis: { readonly raw: { readonly top: Readonly<Record<string, `0x${string}`>> } };
}

async function record(name: RuntimeName, spec: RawSpec): Promise<void> {
  const storage = spec.genesis.raw.top;
  const wasm = storage[CODE];
  if (!wasm) throw new Error(`the chain spec for ${name} holds no runtime`);
  const answer = await runTask(
    {
      wasm,
      calls: [['Metadata_metadata', []]],
      mockSignatureHost: false,
      allowUnresolvedImports: true,
      runtimeLogLevel: 0,
    },
    { ...emptyTaskHandler, getStorage: (key) => Promise.resolve(storage[key]) },
  );
  if ('Error' in answer) throw new Error(`${name}: ${answer.Error}`);
  const [, metadata] = compactStripLength(hexToBytes(answer.Call.result));
  await save(name, metadata, await (getRuntimeVersion as (code: string) => Promise<RuntimeVersion>)(wasm));
}

async function save(name: RuntimeName, metadata: Uint8Array, version: RuntimeVersion): Promise<void> {
  await writeFile(`${FOLDER}/${name}.scale.gz`, gzipSync(metadata, { level: 9 }));
  await writeFile(`${FOLDER}/${name}.version.json`, `${JSON.stringify(version, null, 1)}\n`);
}

interface MetadataJson {
  readonly lookup: { readonly types: readonly { readonly id: number; readonly type: TypeJson }[] };
  readonly pallets: readonly PalletJson[];
}
interface PalletJson {
  readonly name: string;
  readonly calls: { readonly type: number };
  readonly events: { readonly type: number };
}
interface TypeJson {
  readonly path: readonly string[];
  readonly params: readonly { readonly name: string; readonly type: number | null }[];
  readonly def: { readonly variant?: { readonly variants: object[] }; readonly primitive?: string };
}

/** Adds the remark of spec 22 to pallet LLM. */
function addLlmRemark(metadata: Uint8Array): Uint8Array {
  const registry = new TypeRegistry();
  const v14 = new Metadata(registry, metadata).asV14;
  const json = v14.toJSON() as unknown as MetadataJson;
  if (!sameBytes(registry.createType('MetadataV14', json).toU8a(), v14.toU8a())) {
    throw new Error('the metadata does not survive being taken apart');
  }
  const { types } = json.lookup;
  const typeOf = (id: number | null | undefined) => types.find((one) => one.id === id)?.type;
  const boundedBytes = types.find(
    ({ type }) => type.path.at(-1) === 'BoundedVec' && typeOf(type.params[0]?.type)?.def.primitive === 'U8',
  );
  const llm = json.pallets.find((pallet) => pallet.name === 'LLM');
  const calls = typeOf(llm?.calls.type)?.def.variant;
  const events = typeOf(llm?.events.type)?.def.variant;
  if (!boundedBytes || !calls || !events) throw new Error('the metadata has no pallet LLM to extend');
  const data = { type: boundedBytes.id, typeName: 'RemarkData', docs: [] };
  calls.variants.push({ name: 'remark', index: 7, docs: [], fields: [{ name: 'data', ...data }] });
  events.variants.push({ name: 'Remarked', index: 4, docs: [], fields: [{ name: null, ...data }] });
  const magicAndVersion = metadata.slice(0, 5);
  return Buffer.concat([magicAndVersion, registry.createType('MetadataV14', json).toU8a()]);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

const specFile = process.argv[2];
if (specFile !== undefined)
  await record('liberland-8', JSON.parse(await readFile(specFile, 'utf8')) as RawSpec);
const spec8 = gunzipSync(await readFile(`${FOLDER}/liberland-8.scale.gz`));
const version8 = JSON.parse(await readFile(`${FOLDER}/liberland-8.version.json`, 'utf8')) as RuntimeVersion;
await save('liberland-22', addLlmRemark(spec8), { ...version8, specVersion: 22 });
await record('rococo-asset-hub-900', JSON.parse(rococo_v2_2_asset_hub) as RawSpec);
await destroyWorker();
