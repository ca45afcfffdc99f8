/** Payments and failures as a test makes them up, and a count of them that has nothing in common with the one that is tested. */
import type pg from 'pg';
import type { Hex } from '../../src/domain/hex.js';
import type { Window } from '../../src/domain/metrics/intervals.js';
import type { OwnedBlocks } from '../../src/domain/metrics/ownership.js';
import type { Figures } from '../../src/gateway/metrics/figures.js';
import type {
  ErrorFigure,
  FailureFigure,
  FailureSums,
} from '../../src/store/till/metrics/failure-figures.js';
import { BLOCKS_OF_AN_HOUR } from '../../src/store/till/metrics/failures-sql.js';

export interface MadeTransfer {
  readonly block: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly asset: string | null;
  readonly value: bigint;
  /** Whether a call made it; else it is a fee or a reward. */
  readonly byCall: boolean;
}

export interface MadeFailure {
  readonly block: number;
  readonly from: Hex | null;
  readonly to: Hex | null;
  readonly asset: string | null;
  readonly value: bigint | null;
  readonly error: readonly [pallet: string | null, name: string | null];
}

export interface MadeChain {
  /** When a block was made, by its number, in milliseconds since 1970; none for one that does not say. */
  readonly times: ReadonlyMap<number, number>;
  readonly transfers: readonly MadeTransfer[];
  readonly failures: readonly MadeFailure[];
}

/** Each event stands in an extrinsic of its own, in the order in which they are given: transfers, then failures. */
export function transferPlace(i: number): number {
  return i;
}
export function failurePlace(i: number, { transfers }: MadeChain): number {
  return transfers.length + i;
}

/** Writes what some blocks have into the tables of an index. */
export async function indexBlocks(
  client: pg.Client,
  chain: MadeChain,
  from: number,
  to: number,
): Promise<void> {
  const within = ({ block }: { readonly block: number }): boolean => block >= from && block <= to;
  const placed = (block: number, index: number): object => ({
    id: `${block}-${index}`,
    block_number: block,
    block_id: `0x${block.toString(16).padStart(64, '0')}`,
    timestamp: timestampOf(chain.times.get(block)),
    extrinsic_index: index,
    pairing: 'none',
  });
  for (const isAsset of [false, true]) {
    const rows = chain.transfers.flatMap((transfer, i) => {
      if (!within(transfer) || (transfer.asset !== null) !== isAsset) return [];
      const index = transferPlace(i);
      return {
        ...placed(transfer.block, index),
        event_index: index,
        from_id: transfer.from,
        to_id: transfer.to,
        asset: transfer.asset,
        value: transfer.value.toString(),
        call_path: transfer.byCall ? 'balances.transferKeepAlive' : null,
      };
    });
    await insert(client, isAsset ? 'asset_transfers' : 'transfers', rows);
  }
  const failures = chain.failures.flatMap((failure, i) => {
    if (!within(failure)) return [];
    const index = failurePlace(i, chain);
    return {
      ...placed(failure.block, index),
      ordinal: index,
      from_id: failure.from,
      to_id: failure.to,
      asset: failure.asset,
      value: failure.value?.toString() ?? null,
      call_path: 'balances.transferKeepAlive',
      how: 'extrinsic',
      outcome: 'failed',
      error_pallet: failure.error[0],
      error_name: failure.error[1],
      extrinsic_hash: `0x${index}`,
    };
  });
  await insert(client, 'failed_payments', failures);
}

function timestampOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

async function insert(client: pg.Client, table: string, rows: readonly object[]): Promise<void> {
  await client.query(
    `insert into chain.${table} select * from jsonb_populate_recordset(null::chain.${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

/** Says that all up to a block is indexed, and that settlement has accepted it, without settling anything. */
export async function acceptIndex(client: pg.Client, height: number): Promise<void> {
  await client.query(
    `insert into chain._metadata values ('lastProcessedHeight', $1, now(), now()) on conflict (key) do update set value = $1`,
    [JSON.stringify(height)],
  );
  await client.query(
    `update till.instance set settled_height = $1, chain_generation = array_to_string(array[
       to_regclass('chain.transfers')::oid, to_regclass('chain.asset_transfers')::oid,
       to_regclass('chain._metadata')::oid], '.')`,
    [height],
  );
}

type Counted = Pick<Figures, 'payments' | 'failures' | 'payers'>;

/** Counts by looking at every event for itself, as far as the blocks go. */
export function countNaively(
  chain: MadeChain,
  height: number,
  owned: readonly OwnedBlocks[],
  window: Window,
): Counted {
  const owns = (account: Hex | null, block: number): boolean =>
    owned.some(
      (one) =>
        one.account === account &&
        block >= one.fromBlock &&
        (one.untilBlock === null || block < one.untilBlock),
    );
  const placeAt = (block: number): number => {
    const time = chain.times.get(block);
    return time === undefined ? -1 : window.spans.findIndex(({ from, to }) => time >= from && time < to);
  };
  const isPayment = ({ block, from, to, value, byCall }: MadeTransfer): boolean =>
    block <= height && byCall && value > 0n && from !== to && chain.times.has(block);
  const isFailure = ({ block, from, to, value }: MadeFailure): boolean =>
    block <= height && to !== null && from !== to && value !== 0n && chain.times.has(block);
  const isIn = ({ block, from, to }: MadeTransfer | MadeFailure): boolean =>
    placeAt(block) >= 0 && owns(to, block) && !owns(from, block);

  const payments = new Map<string, Counted['payments'][number]>();
  const payers = new Map<string, Set<Hex>>();
  for (const transfer of chain.transfers) {
    if (!isPayment(transfer) || !isIn(transfer)) continue;
    const { asset, value, from } = transfer;
    const place = placeAt(transfer.block);
    const key = `${asset} ${place}`;
    const { paid = 0, volume = 0n } = payments.get(key) ?? {};
    payments.set(key, { asset, place, paid: paid + 1, volume: volume + value });
    for (const group of [key, `${asset}`, 'all']) {
      payers.set(group, (payers.get(group) ?? new Set()).add(from));
    }
  }

  const series = new Map<string, FailureFigure>();
  const errors = new Map<string, ErrorFigure>();
  for (const [i, failure] of chain.failures.entries()) {
    if (!isFailure(failure) || !isIn(failure)) continue;
    const follows = (other: MadeTransfer | MadeFailure, place: number): boolean => {
      const since = (chain.times.get(other.block) ?? 0) - (chain.times.get(failure.block) ?? 0);
      const isLater =
        other.block > failure.block || (other.block === failure.block && place > failurePlace(i, chain));
      const isSame = other.from === failure.from && other.to === failure.to && other.asset === failure.asset;
      return isLater && isSame && since <= 3_600_000 && other.block <= failure.block + BLOCKS_OF_AN_HOUR;
    };
    const recovered = chain.transfers.some(
      (transfer, t) =>
        isPayment(transfer) && follows(transfer, transferPlace(t)) && transfer.value >= (failure.value ?? 0n),
    );
    const again = chain.failures.some(
      (other, f) => isFailure(other) && follows(other, failurePlace(f, chain)),
    );
    const lost = !recovered && !again;
    const { asset, value, error } = failure;
    const [errorPallet, errorName] = error;
    const place = placeAt(failure.block);
    const sums = (before: FailureSums | undefined): FailureSums => ({
      asset,
      failed: (before?.failed ?? 0) + 1,
      amount: (before?.amount ?? 0n) + (value ?? 0n),
      recovered: (before?.recovered ?? 0) + Number(recovered),
      lost: (before?.lost ?? 0) + Number(lost),
      lostAmount: (before?.lostAmount ?? 0n) + (lost ? (value ?? 0n) : 0n),
    });
    const [atPlace, withError] = [`${asset} ${place}`, `${asset} ${errorPallet} ${errorName}`];
    series.set(atPlace, { ...sums(series.get(atPlace)), place });
    errors.set(withError, { ...sums(errors.get(withError)), errorPallet, errorName });
  }
  return {
    payments: [...payments.values()],
    failures: { series: [...series.values()], errors: [...errors.values()] },
    payers: [...payers].map(([key, set]) => payerFigure(key, set.size)),
  };
}

function payerFigure(key: string, count: number): NonNullable<Figures['payers']>[number] {
  if (key === 'all') return { payers: count };
  const [asset = '', place] = key.split(' ');
  return {
    asset: asset === 'null' ? null : asset,
    ...(place !== undefined && { place: Number(place) }),
    payers: count,
  };
}

/** Figures in one order, as text, to compare. */
export function inOrder({ payments, failures, payers }: Counted): Record<string, readonly string[] | null> {
  const text = (figures: readonly object[] | null): readonly string[] | null =>
    figures &&
    figures
      .map((figure) =>
        JSON.stringify(Object.entries(figure).sort(), (_, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        ),
      )
      .sort();
  return {
    payments: text(payments),
    failures: text(failures?.series ?? null),
    errors: text(failures?.errors ?? null),
    payers: text(payers && payers.filter((figure) => figure.payers > 0)),
  };
}
