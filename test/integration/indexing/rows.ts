/** What the indexer has written, read from its tables. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, types } from 'pg';
import { comparableRow } from '../../fixture-chain/scenario/comparable.js';
import type { Row, Rows } from '../../fixture-chain/scenario/expected.js';

/** Whoever writes what is waited for. */
interface Writer {
  readonly ended: () => boolean;
  readonly output: () => string;
}

export interface Index {
  /** Height of the last block that is indexed and committed; 0 before there is any. */
  readonly height: () => Promise<number>;
  /** Waits until a height is indexed. @throws {Error} after `ms`, and when the indexer has ended, with what it said. */
  readonly reaches: (height: number, ms: number, by: Writer) => Promise<void>;
  readonly rows: () => Promise<Rows>;
  readonly close: () => Promise<void>;
}

const POLL_MS = 20;

// SubQuery writes UTC into a column without a zone; pg would take it for local time.
types.setTypeParser(types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));

export async function openIndex(url: string): Promise<Index> {
  const client = new Client({ connectionString: url });
  await client.connect();

  async function hasTables(): Promise<boolean> {
    const { rows } = await client.query<{ found: string | null }>(
      `SELECT to_regclass('chain._metadata') AS found`,
    );
    return typeof rows[0]?.found === 'string';
  }
  async function height(): Promise<number> {
    if (!(await hasTables())) return 0;
    const { rows } = await client.query<{ value: number }>(
      `SELECT value FROM chain._metadata WHERE key = 'lastProcessedHeight'`,
    );
    return rows[0]?.value ?? 0;
  }
  /** @param order the columns that give the order on chain */
  async function table(name: string, order: string): Promise<Row[]> {
    const { rows } = await client.query<Record<string, never>>(
      `SELECT * FROM chain.${name} ORDER BY ${order}`,
    );
    return rows.map((row) => comparableRow(camelCased(row)));
  }

  return {
    height,
    async reaches(target, ms, by) {
      const deadline = Date.now() + ms;
      for (;;) {
        const hasEnded = by.ended();
        const reached = await height();
        if (reached >= target) return;
        if (hasEnded || Date.now() > deadline) {
          const how = hasEnded ? 'when the indexer ended' : `after ${ms} ms`;
          throw new Error(
            `only block ${reached} of ${target} is indexed ${how}: ${by.output().slice(-4000)}`,
          );
        }
        await sleep(POLL_MS);
      }
    },
    async rows() {
      return {
        transfers: await table('transfers', 'block_number, event_index'),
        assetTransfers: await table('asset_transfers', 'block_number, event_index'),
        remarks: await table('remarks', 'block_number, ordinal'),
        assets: await table('assets', 'id'),
        failedPayments: await table('failed_payments', 'block_number, ordinal'),
      };
    },
    close: () => client.end(),
  };
}

function camelCased(row: Readonly<Record<string, never>>): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
