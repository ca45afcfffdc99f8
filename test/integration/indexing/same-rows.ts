import { isDeepStrictEqual } from 'node:util';
import type { Row, Rows } from '../../fixture-chain/scenario/expected.js';

/** Fails with the first row of each table that differs, where a diff of thousands of rows would say nothing. */
export function expectSameRows(found: Rows, expected: Rows): void {
  for (const table of ['transfers', 'assetTransfers', 'remarks', 'assets', 'failedPayments'] as const) {
    expect({ table, ...firstDifference(found[table], expected[table]) }).toEqual({ table });
    expect({ table, rows: found[table].length }).toEqual({ table, rows: expected[table].length });
  }
}

function firstDifference(found: readonly Row[], expected: readonly Row[]): object {
  const at = expected.findIndex((row, i) => !isDeepStrictEqual(sorted(row), sorted(found[i] ?? {})));
  return at < 0 ? {} : { at, expected: expected[at], found: found[at] };
}

function sorted(row: Row): [string, string | number | null][] {
  return Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The rows of several blocks, in the order of the chain. */
export function joinRows(blocks: readonly Rows[]): Rows {
  const assets = new Map(blocks.flatMap((block) => block.assets.map((row) => [row['id'], row])));
  return {
    transfers: blocks.flatMap(({ transfers }) => transfers),
    assetTransfers: blocks.flatMap(({ assetTransfers }) => assetTransfers),
    remarks: blocks.flatMap(({ remarks }) => remarks),
    failedPayments: blocks.flatMap(({ failedPayments }) => failedPayments),
    assets: [...assets.values()].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
  };
}
