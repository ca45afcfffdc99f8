// A standing dev chain: thousands of blocks cannot be executed in a test (more than half a second each), so most are
// laid without running the runtime, and what a user does on top of them is real.
import '../support/quiet-chopsticks.js';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  Block,
  destroyWorker,
  StorageValueKind,
  type Handlers,
  type SubscriptionManager,
} from '@acala-network/chopsticks-core';
import { Keyring } from '@polkadot/keyring';
import type { ExtrinsicEra, Header, RuntimeVersion } from '@polkadot/types/interfaces';
import { pino } from 'pino';
import { ALICE, BOB } from '../../src/chain/dev/accounts.js';
import { readFree } from '../../src/chain/dev/balance.js';
import { createDevChain, type DevBlockchain } from '../../src/chain/dev/chain.js';
import { GENESIS_HASH } from '../../src/chain/dev/genesis.js';
import { devChainHandlers } from '../../src/chain/dev/handlers.js';
import { createProducer } from '../../src/chain/dev/producer.js';
import { withDevAccounts } from '../../src/chain/dev/spec.js';
import { readChainSpec } from '../../src/chain/dev/spec-file.js';
import { storagePrefix, systemAccountKey } from '../../src/chain/dev/storage-keys.js';
import type { Hex } from '../../src/domain/hex.js';

const BLOCKS = 8_500;
/** Every block adds a key below this prefix, and removes the one that was added this many blocks before. */
const MARKS = storagePrefix('Marks', 'ByHeight');
const LIVE_MARKS = 40;
/** At this head all marks are removed by prefix, as `dev_setStorage` with `$removePrefix` does. */
const CLEARED_AT = 4_320;

const mark = (height: number): Hex => `${MARKS}${height.toString(16).padStart(8, '0')}`;
const littleEndian = (height: number): Hex => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(height);
  return `0x${bytes.toString('hex')}`;
};
const marksAt = (height: number): Hex[] => {
  const oldest = Math.max(2, height - LIVE_MARKS + 1, height >= CLEARED_AT ? CLEARED_AT + 1 : 0);
  return Array.from({ length: height - oldest + 1 }, (_, index) => mark(oldest + index));
};

const log = pino({ level: 'silent' });
const noSubscriptions: SubscriptionManager = {
  subscribe: () => () => undefined,
  unsubscribe: () => undefined,
};

let chain: DevBlockchain;
let handlers: Handlers;

/** A chain with its real block 1, and the RPC methods of it. */
async function begin(keptBlocks?: number): Promise<void> {
  chain = await createDevChain(withDevAccounts(await readChainSpec()), keptBlocks);
  const producer = createProducer(chain, log);
  handlers = devChainHandlers(producer, log);
  await producer.build();
}

async function rpc<T>(method: string, ...params: unknown[]): Promise<T> {
  return (await handlers[method]?.({ chain }, params, noSubscriptions)) as T;
}

async function layBlocks(height: number): Promise<void> {
  while (chain.head.number < height) await layBlock();
}

async function layBlock(): Promise<void> {
  const parent = chain.head;
  const height = parent.number + 1;
  if (parent.number === CLEARED_AT) parent.pushStorageLayer().set(MARKS, StorageValueKind.DeletedPrefix);
  const registry = await parent.registry;
  const { digest, stateRoot, extrinsicsRoot } = await parent.header;
  const header = registry.createType<Header>('Header', {
    parentHash: parent.hash,
    number: height,
    stateRoot,
    extrinsicsRoot,
    digest,
  });
  const storageDiff = {
    [storagePrefix('System', 'Number')]: littleEndian(height),
    [mark(height)]: littleEndian(height),
    [mark(height - LIVE_MARKS)]: null,
  };
  // The inherents of the next block are made from those of its parent.
  const extrinsics = await parent.extrinsics;
  const block = { header, extrinsics, storage: parent.storage, storageDiff };
  await chain.onNewBlock(new Block(chain, height, header.hash.toHex(), parent, block));
}

async function transferToBob(amount: bigint): Promise<Hex> {
  const alice = new Keyring({ type: 'sr25519' }).addFromUri(ALICE.uri);
  const { head } = chain;
  const [registry, { tx }, runtimeVersion] = await Promise.all([
    head.registry,
    head.meta,
    head.runtimeVersion,
  ]);
  const call = tx['balances']?.['transferKeepAlive']?.({ Id: BOB.publicKey }, amount);
  const extrinsic = registry.createType('Extrinsic', call, { version: 4 });
  const nonce = await rpc<number>('system_accountNextIndex', ALICE.publicKey);
  const era = registry.createType<ExtrinsicEra>('ExtrinsicEra', '0x00');
  const immortal = { blockHash: GENESIS_HASH, genesisHash: GENESIS_HASH, era };
  extrinsic.sign(alice, {
    ...immortal,
    nonce,
    tip: 0,
    runtimeVersion: registry.createType<RuntimeVersion>('RuntimeVersion', runtimeVersion),
  });
  return extrinsic.toHex();
}

async function bobsBalance(at?: Hex): Promise<bigint> {
  return readFree(await rpc<Hex>('state_getStorage', systemAccountKey(BOB.publicKey), at));
}

/** Bytes of memory that are really in use. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

afterAll(() => destroyWorker());

describe(`a dev chain ${BLOCKS} blocks high`, () => {
  beforeAll(async () => {
    await begin();
    const [started, heap] = [performance.now(), heapUsed()];
    await layBlocks(BLOCKS);
    const ms = Math.round(performance.now() - started);
    const bytes = Math.round((heapUsed() - heap) / BLOCKS);
    console.log(`${BLOCKS} blocks laid in ${ms} ms; ${bytes} bytes of memory for each`);
  }, 120_000);

  it.each([1, 2, 128, 129, 4_319, 4_320, 4_321, 4_322, 6_000, BLOCKS])(
    'knows the state at block %i',
    async (height) => {
      const hash = await rpc<Hex>('chain_getBlockHash', height);
      const marks = marksAt(height);
      expect(await rpc('state_getKeysPaged', MARKS, 100, null, hash)).toEqual(marks);
      for (const past of [height - LIVE_MARKS, height - 1, height, height + 1]) {
        const expected = marks.includes(mark(past)) ? littleEndian(past) : null;
        expect(await rpc('state_getStorage', mark(past), hash)).toBe(expected);
      }
      // Something that genesis holds, and something that no block ever did.
      expect(await bobsBalance(hash)).toBe(10n ** 18n);
      expect(await rpc('state_getStorage', `${MARKS}ff`, hash)).toBeNull();
    },
  );

  it('pages through the keys of genesis and of all blocks at its tip', async () => {
    const found: Hex[] = [];
    for (let page = ['']; page.length > 0;) {
      page = await rpc<Hex[]>('state_getKeysPaged', '0x', 50, found.at(-1) ?? '0x');
      found.push(...(page as Hex[]));
    }
    expect(found).toEqual([...new Set(found)].sort());
    expect(found).toEqual(
      expect.arrayContaining([...marksAt(BLOCKS), systemAccountKey(ALICE.publicKey), '0x3a636f6465']),
    );
    expect(found.filter((key) => key.startsWith(MARKS))).toEqual(marksAt(BLOCKS));
  });

  it('runs a real transfer on top, and remembers the balance before it', async () => {
    const before = await rpc<Hex>('chain_getFinalizedHead');
    await rpc('author_submitExtrinsic', await transferToBob(12_345_000n));
    expect(chain.head.number).toBe(BLOCKS + 1);
    expect(await bobsBalance()).toBe(10n ** 18n + 12_345_000n);
    expect(await bobsBalance(before)).toBe(10n ** 18n);
    expect(await bobsBalance(await rpc<Hex>('chain_getBlockHash', 1_000))).toBe(10n ** 18n);
  }, 60_000);
});

describe('a dev chain that has forgotten its first blocks', () => {
  const KEPT = 300;
  let forgotten: Hex;

  beforeAll(async () => {
    await begin(KEPT);
    await layBlocks(2);
    forgotten = chain.head.hash;
    await layBlocks(1_000);
  }, 120_000);

  it('says of a forgotten block that it is not there', async () => {
    expect(await rpc('chain_getBlockHash', 2)).toBeNull();
    await expect(rpc('chain_getHeader', forgotten)).rejects.toThrow('not found');
    await expect(rpc('state_getStorage', mark(2), forgotten)).rejects.toThrow('Unknown block');
    await expect(rpc('state_getKeysPaged', MARKS, 10, null, forgotten)).rejects.toThrow('Unknown block');
  });

  it('still knows its genesis and the blocks that it keeps, and goes on', async () => {
    expect(await rpc('chain_getBlockHash', 0)).toBe(GENESIS_HASH);
    const kept = await rpc<Hex>('chain_getBlockHash', 1_000 - KEPT + 10);
    expect(await rpc('state_getKeysPaged', MARKS, 100, null, kept)).toEqual(marksAt(1_000 - KEPT + 10));
    await rpc('author_submitExtrinsic', await transferToBob(5n));
    expect(await bobsBalance()).toBe(10n ** 18n + 5n);
  }, 60_000);
});
