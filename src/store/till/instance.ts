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
