/** Deposit addresses, and what differs there, as the API shows them. */
import { formatAccount } from '../domain/account.js';
import { softDerivationSuffix } from '../domain/deposit-address.js';
import { depositHolding } from '../domain/deposit-holding.js';
import type { AccountHex } from '../domain/extract/block.js';
import type { DifferenceRow } from '../store/till/deposit-differences.js';
import type { DepositRow } from '../store/till/deposit-lists.js';
import type { Movements } from '../store/till/deposit-movements.js';
import type { Noticed } from '../store/till/deposit-round.js';
import { constantOf } from './constant.js';
import { describeAssets, type Surroundings } from './order-answer.js';

interface Flow extends Pick<Movements, 'received' | 'moved' | 'lastMove'> {
  readonly asset: string | null;
  readonly noticed: bigint;
}

export async function viewDeposits(
  surroundings: Surroundings,
  rows: readonly DepositRow[],
  movements: readonly Movements[],
  noticed: readonly Noticed[],
): Promise<readonly object[]> {
  const { network } = surroundings;
  const flows = flowsOf(movements, noticed);
  const amount = await amountsOf(
    surroundings,
    [...flows.values()].flat().map(({ asset }) => asset),
  );
  return rows.map(({ id, orderId, payee: address, depositScheme, depositPath }) => ({
    id,
    orderId,
    address: formatAccount(address, network.ss58Prefix),
    publicKey: address,
    scheme: depositScheme,
    derivation: softDerivationSuffix(depositPath),
    holdings: (flows.get(address) ?? []).map((flow) => {
      const { left, state } = depositHolding(flow);
      const { asset, received, moved, lastMove } = flow;
      return {
        asset,
        state: constantOf(state),
        received: amount(received, asset),
        moved: amount(moved, asset),
        left: amount(left, asset),
        lastMove,
      };
    }),
  }));
}

/** By address; the chain's own token first, then assets. */
function flowsOf(
  movements: readonly Movements[],
  noticed: readonly Noticed[],
): ReadonlyMap<AccountHex, readonly Flow[]> {
  const flows = new Map<AccountHex, Flow[]>();
  const at = (address: AccountHex): Flow[] => {
    const known = flows.get(address) ?? [];
    flows.set(address, known);
    return known;
  };
  const sums = new Map(noticed.map((one) => [`${one.address} ${one.asset ?? ''}`, one]));
  for (const { address, ...movement } of movements) {
    const key = `${address} ${movement.asset ?? ''}`;
    at(address).push({ ...movement, noticed: sums.get(key)?.amount ?? 0n });
    sums.delete(key);
  }
  // What came without any transfer.
  for (const { address, asset, amount } of sums.values()) {
    at(address).push({ asset, received: 0n, moved: 0n, lastMove: null, noticed: amount });
  }
  const place = ({ asset }: Flow): bigint => (asset === null ? -1n : BigInt(asset));
  for (const of of flows.values()) of.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return flows;
}

export async function viewDifferences(
  surroundings: Surroundings,
  rows: readonly DifferenceRow[],
): Promise<readonly object[]> {
  const amount = await amountsOf(
    surroundings,
    rows.map(({ asset }) => asset),
  );
  return rows.map((row) => ({
    id: row.id,
    orderId: row.merchantsOrderId,
    address: formatAccount(row.address, surroundings.network.ss58Prefix),
    asset: row.asset,
    amount: amount(BigInt(row.amount), row.asset),
    reason: constantOf(row.reason),
    height: row.height,
    blockId: row.blockHash,
    expected: row.expected,
    found: row.found,
    noticedAt: row.noticedAt.toISOString(),
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy: row.acknowledgedBy,
    note: row.note,
  }));
}

async function amountsOf(
  { chain, views }: Surroundings,
  assets: readonly (string | null)[],
): Promise<(value: bigint, asset: string | null) => object> {
  const described = await describeAssets(chain, assets);
  return (value, asset) => ({
    value: String(value),
    formatted: views.formatted(value, asset, asset === null ? null : described.get(asset)),
  });
}
