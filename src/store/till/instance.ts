import type { TillDatabase } from './database.js';
import { ChaintillError } from '../../domain/errors.js';

/** The chain that a till belongs to. */
export interface TillOwner {
  readonly network: string;
  readonly genesisHash: string;
  /** The genesis hash; for a dev chain, whose genesis hash is a placeholder, the name of that very chain. */
  readonly chainIdentity: string;
}

/**
 * Makes a new till this chain's, or makes sure that an old one is.
 * @throws {ChaintillError} `TILL_OF_OTHER_CHAIN`
 */
export async function claimTill(till: TillDatabase, owner: TillOwner): Promise<void> {
  await till
    .insertInto('instance')
    .values(owner)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { network, chainIdentity } = await till
    .selectFrom('instance')
    .select(['network', 'chainIdentity'])
    .executeTakeFirstOrThrow();
  if (chainIdentity === owner.chainIdentity) return;
  throw new ChaintillError(
    'TILL_OF_OTHER_CHAIN',
    `the database holds the orders of ${network} (${chainIdentity}), not of ${owner.network} (${owner.chainIdentity}): set DATABASE_URL to another database`,
  );
}

/**
 * The till's own id, by which what it signs is told from what another signs.
 * @throws {ChaintillError} `TILL_NOT_READY`
 */
export async function readInstance(till: TillDatabase): Promise<string> {
  const instance = await till.selectFrom('instance').select('id').executeTakeFirst();
  if (instance) return instance.id;
  throw tillNotReady();
}

/** Hash of block 0 of the till's chain; of a dev chain a placeholder. @throws {ChaintillError} `TILL_NOT_READY` */
export async function readGenesisHash(till: TillDatabase): Promise<string> {
  const instance = await till.selectFrom('instance').select('genesisHash').executeTakeFirst();
  if (instance) return instance.genesisHash;
  throw tillNotReady();
}

/**
 * Makes sure that the till is made, and is this chain's.
 * @throws {ChaintillError} `TILL_NOT_READY`, `TILL_OF_OTHER_CHAIN`
 */
export async function requireTill(till: TillDatabase, chainIdentity: string): Promise<void> {
  const instance = await till.selectFrom('instance').select(['network', 'chainIdentity']).executeTakeFirst();
  if (!instance) {
    throw tillNotReady();
  }
  if (instance.chainIdentity === chainIdentity) return;
  throw new ChaintillError(
    'TILL_OF_OTHER_CHAIN',
    `the database holds the orders of ${instance.network} (${instance.chainIdentity}), not of ${chainIdentity}: set DATABASE_URL to another database`,
  );
}

function tillNotReady(): ChaintillError {
  return new ChaintillError('TILL_NOT_READY', 'the till belongs to no chain yet: start the gateway once');
}
