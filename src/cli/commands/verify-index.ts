import { destination, pino } from 'pino';
import { verifyIndex, type BlockDifference, type IndexVerification } from '../../backfill/verify.js';
import { connectRpc } from '../../chain/rpc.js';
import { ChaintillError } from '../../domain/errors.js';
import { openChainDatabase } from '../../store/chain/database.js';
import type { Config } from '../config.js';
import { findInstance } from '../process/run-file.js';
import { findServedChain } from '../served-chain.js';

export interface VerifyIndexOptions {
  readonly blocks: string;
  readonly json?: boolean;
}

const MOST_BLOCKS = 1_000_000;
const SAID_EVERY = 100;
/** Differences that are printed. */
const MOST = 20;

/**
 * `chaintill verify-index`: reads a sample of blocks again and compares their rows with the index; it changes nothing.
 * Differences make the exit code 1.
 * @throws {ChaintillError} `CONFIG`, `NO_DATABASE`, `GENESIS_MISMATCH`, and as `verifyIndex`
 */
export async function verifyIndexOf(
  config: Config,
  { blocks, json = false }: VerifyIndexOptions,
): Promise<void> {
  const count = Number(blocks);
  if (!Number.isInteger(count) || count < 1 || count > MOST_BLOCKS)
    throw new ChaintillError('CONFIG', `--blocks: expected a whole number from 1 to ${MOST_BLOCKS}`);
  const url = config.databaseUrl ?? (await findInstance(config.data))?.databaseUrl;
  if (url === undefined) {
    throw new ChaintillError(
      'NO_DATABASE',
      'no index to verify: start Chaintill first (npm start), name its folder with --data, or set DATABASE_URL',
    );
  }
  const { endpoints, genesisHash } = await findServedChain(config);
  const log = pino({ level: 'warn' }, destination({ dest: 2, sync: true }));
  const chain = openChainDatabase({ url, log, size: 1 });
  const rpc = await connectRpc(endpoints);
  try {
    const served = await rpc.request<string>('chain_getBlockHash', [0]);
    if (genesisHash !== null && served !== genesisHash)
      throw new ChaintillError(
        'GENESIS_MISMATCH',
        `the endpoint serves another chain: its genesis is ${served}`,
      );
    const result = await verifyIndex({
      chain,
      rpc,
      blocks: count,
      onBlock(done, of) {
        if (done % SAID_EVERY === 0) console.error(`${done} of ${of} blocks`);
      },
    });
    if (json) console.log(JSON.stringify(result));
    else for (const line of describe(result)) console.log(line);
    if (result.differences.length > 0) process.exitCode = 1;
  } finally {
    await rpc.close();
    await chain.db.destroy();
  }
}

function describe({ height, blocks, rows, differences }: IndexVerification): readonly string[] {
  const of = `${blocks} blocks up to ${height}, which give ${rows} rows`;
  if (differences.length === 0) return [`The index is what the chain says: ${of}.`];
  return [
    `The index is not what the chain says, of ${of}:`,
    ...differences.slice(0, MOST).map(describeDifference),
    ...(differences.length > MOST ? [`… and ${differences.length - MOST} more`] : []),
  ];
}

function describeDifference({ table, id, stored, expected }: BlockDifference): string {
  const text = (row: object | null): string => (row === null ? 'nothing' : JSON.stringify(row));
  return `${table} ${id}: stored ${text(stored)}, the chain says ${text(expected)}`;
}
