import { ChaintillError } from '../../domain/errors.js';
import type { TillTransaction } from './database.js';
import { requireVersion } from './version.js';

export interface LockedInstance {
  readonly id: string;
  /** Of the settler that leads. */
  readonly epoch: bigint;
  readonly settledHeight: number | null;
  readonly anchorHeight: number | null;
  readonly anchorHash: string | null;
  readonly chainGeneration: string | null;
  readonly cursor: bigint;
  readonly logEpoch: string;
  readonly commandOrdinal: number;
  readonly state: 'settling' | 'unconfirmed' | 'rebuilding' | 'alarm';
  readonly stateReason: string | null;
}

/**
 * Locks the instance row until the transaction ends: one writer at a time, and only the leader, while it knows the tables.
 * @throws {ChaintillError} `LEADERSHIP_LOST` when another settler has become the leader since, `TILL_NOT_READY`,
 * `TILL_TOO_NEW` when a newer version has migrated the till since
 */
export async function lockInstance(db: TillTransaction, epoch: bigint): Promise<LockedInstance> {
  const instance = await lockInstanceRow(db);
  if (instance.epoch !== epoch) {
    throw new ChaintillError('LEADERSHIP_LOST', 'another settler leads now');
  }
  await requireVersion(db);
  return instance;
}

/** The same for whoever appends to the log and settles nothing. @throws {ChaintillError} `TILL_NOT_READY` */
export async function lockInstanceRow(db: TillTransaction): Promise<LockedInstance> {
  const row = await db.selectFrom('instance').selectAll().forUpdate().executeTakeFirst();
  if (!row) {
    throw new ChaintillError('TILL_NOT_READY', 'the till belongs to no chain yet: start the gateway once');
  }
  return {
    ...row,
    epoch: BigInt(row.epoch),
    cursor: BigInt(row.cursor),
    commandOrdinal: Number(row.commandOrdinal),
  };
}
