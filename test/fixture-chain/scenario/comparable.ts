import type { Row, Rows } from './expected.js';

type Column = string | number | bigint | Date | null | undefined;

/** Rows of schema `chain`, of whatever source, in the form in which they are compared. */
export function comparable(rows: Readonly<Record<keyof Rows, readonly object[]>>): Rows {
  return {
    transfers: rows.transfers.map(comparableRow),
    assetTransfers: rows.assetTransfers.map(comparableRow),
    remarks: rows.remarks.map(comparableRow),
    assets: rows.assets.map(comparableRow),
    failedPayments: rows.failedPayments.map(comparableRow),
  };
}

export function comparableRow(row: object): Row {
  return Object.fromEntries(
    Object.entries(row as Record<string, Column>).map(([name, value]) => [name, comparableValue(value)]),
  );
}

function comparableValue(value: Column): string | number | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? value.toString() : (value ?? null);
}
