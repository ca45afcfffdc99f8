/** A till over the benchmark's chain, as the gateway finds it: schema, indexes, a merchant and its orders. */
import type pg from 'pg';
import { pino } from 'pino';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { sumUpCompanies } from '../../src/store/company/sum-up.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { acceptIndex } from '../../test/support/metrics.js';
import type { Steps } from '../steps.js';
import { fillChain } from './fill.js';
import { BLOCKS } from './names.js';
import { fillOrders } from './shops.js';

export interface TillOptions {
  readonly url: string;
  readonly client: pg.Client;
  readonly till: TillDatabase;
  readonly rows: number;
  readonly orders: number;
  readonly companies: number;
}

/** 50 blocks each; who shares the database with a settler takes fewer. */
const MOST_SUMS = 1_000;

/** Fills an empty database. @returns the id of the merchant */
export async function fillTill(options: TillOptions, steps: Steps): Promise<string> {
  const { url, client, till, orders } = options;
  await steps.step('transfers and their indexes', () => fillChain(options, console.error));
  await steps.step("the gateway's indexes", () =>
    ensureChainIndexes(url, 'chain', new AbortController().signal),
  );
  await migrateTill({ url, log: pino({ level: 'silent' }) });
  await claimTill(till, { network: 'bench', genesisHash: '0x00', chainIdentity: '0x00' });
  const merchant = { id: '' };
  await steps.step('orders', async () => void (merchant.id = await fillOrders(till, orders)));
  await acceptIndex(client, BLOCKS);
  return merchant.id;
}

/** One of the settler's own steps. @returns whether there is more to do */
export function sumUpOnce(till: TillDatabase): Promise<boolean> {
  return sumUpCompanies(till, 0n, 'chain', MOST_SUMS);
}
