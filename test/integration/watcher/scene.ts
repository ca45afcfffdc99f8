/** A fixture chain, a till with a shop, and watchers whose words are written down. */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import {
  startWatcher,
  type TellSightings,
  type Watcher,
  type WatcherOptions,
} from '../../../src/settlement/watcher.js';
import type { TillDatabase } from '../../../src/store/till/database.js';
import { call, type BlockScript } from '../../fixture-chain/build/plain.js';
import { loadRuntime, type RuntimeName } from '../../fixture-chain/build/runtime.js';
import { account } from '../../fixture-chain/scenario/accounts.js';
import { textRemark } from '../../fixture-chain/scenario/remarks.js';
import { createWorld, type World } from '../../fixture-chain/scenario/world.js';
import {
  startFixtureChain,
  type FixtureChain,
  type FixtureChainOptions,
} from '../../fixture-chain/server.js';
import { silent } from '../../support/gateway.js';
import { createTestDatabase } from '../../support/postgres.js';
import { createTestMerchant, openTestTill } from '../../support/till.js';
import { insertOrder } from './orders.js';

export const SHOP = account('shop');
export const PAYER = account('payer');

export interface Scene {
  readonly till: TillDatabase;
  /** What watchers told, in order: `+` sighted, `-` retracted, then reference, height and the start of the block's hash. */
  readonly told: readonly string[];
  readonly chain: (options: Partial<FixtureChainOptions>) => Promise<FixtureChain>;
  readonly watch: (nodes: readonly FixtureChain[], options?: Partial<WatcherOptions>) => Watcher;
  readonly order: (reference: string) => Promise<string>;
  /** What a watcher should have told of a payment in the block at this height of the best branch. */
  readonly said: (sign: '+' | '-', reference: string, node: FixtureChain, height: number) => string;
  readonly close: () => Promise<void>;
}

export async function createScene(): Promise<Scene> {
  await cryptoWaitReady();
  const database = await createTestDatabase('watcher');
  const till = await openTestTill(database.url);
  const { merchantId } = await createTestMerchant(till, { accounts: [SHOP] });
  const closers: (() => Promise<unknown>)[] = [];
  const told: string[] = [];

  const tell =
    (sign: '+' | '-'): TellSightings =>
    (_, sightings) => {
      for (const { reference, blockNumber, blockHash } of sightings)
        told.push(`${sign}${reference ?? ''} ${blockNumber} ${blockHash.slice(0, 10)}`);
      return Promise.resolve();
    };

  return {
    till,
    told,
    async chain(options) {
      const runtimes = [{ runtime: loadRuntime('liberland-8'), appliedIn: 0 }];
      const node = await startFixtureChain({ runtimes, ...options });
      closers.push(() => node.close());
      return node;
    },
    watch(nodes, options = {}) {
      const watcher = startWatcher({
        till,
        endpoints: nodes.map(({ endpoint }) => endpoint),
        genesisHash: nodes[0]?.chain.genesis.hash ?? null,
        blockTimeMs: 6_000,
        log: silent,
        onSighted: tell('+'),
        onRetracted: tell('-'),
        ...options,
      });
      closers.push(() => watcher.close());
      return watcher;
    },
    order: (reference) => insertOrder(till, { merchantId, payee: SHOP, reference }),
    said: (sign, reference, node, height) =>
      `${sign}${reference} ${height} ${node.chain.at(height)?.hash.slice(0, 10) ?? ''}`,
    async close() {
      for (const close of closers.reverse()) await close();
      await till.destroy();
      await database.drop();
    },
  };
}

export interface Blocks {
  readonly world: World;
  /** Blocks of nothing but their timestamp. */
  readonly empty: (count: number) => BlockScript[];
  /** A block with a payment to the shop. */
  readonly payment: (reference: string) => BlockScript;
}

/** Writes blocks; no two of one writer are equal. */
export function blockWriter(name: RuntimeName = 'liberland-8', start = 1): Blocks {
  const world = createWorld(loadRuntime(name), start);
  return {
    world,
    empty: (count) => Array.from({ length: count }, () => world.block().script),
    payment(reference) {
      const pay = call('balances.transferKeepAlive', [SHOP, 400n]);
      const note = world.remark(textRemark(`order:${reference}`, reference));
      return world.block({ extrinsics: [world.extrinsic(call('utility.batchAll', [[pay, note]]), PAYER)] })
        .script;
    },
  };
}
