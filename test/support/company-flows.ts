/** A made-up chain with companies on it, and what their histories must be, counted the long way. */
import type pg from 'pg';
import type { Hex } from '../../src/domain/hex.js';
import type { TestIndex } from './gateway.js';

export interface GivenSpan {
  readonly companyId: string;
  readonly accountId: Hex;
  readonly role: 'owner' | 'payment';
  readonly fromBlock: number;
  readonly untilBlock: number | null;
}

export interface Movement {
  readonly id: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly asset: string | null;
  readonly fromId: Hex;
  readonly toId: Hex;
  readonly value: bigint;
  readonly fee: bigint | null;
  readonly feePayerId: Hex | null;
  readonly extrinsicIndex: number;
  readonly reference: string | null;
}

export interface Failure {
  readonly blockNumber: number;
  readonly ordinal: number;
  readonly extrinsicIndex: number;
  readonly fromId: Hex | null;
  readonly toId: Hex | null;
  readonly fee: bigint;
  readonly feePayerId: Hex;
}

export interface ExpectedEntry extends Movement {
  readonly direction: 'IN' | 'OUT' | 'INTERNAL';
  readonly counterparty: Hex;
  readonly balanceBefore: bigint;
  readonly balanceAfter: bigint;
}

const HOUR = 3_600_000;
const FIRST_BLOCK_TIME = Date.UTC(2026, 0, 1);

/** Blocks come every hour. */
export function timeOfBlock(block: number): string {
  return new Date(FIRST_BLOCK_TIME + block * HOUR).toISOString();
}

export function accountOf(number: number): Hex {
  return `0x${number.toString(16).padStart(64, '0')}`;
}

export async function insertCompanySpans(client: pg.Client, spans: readonly GivenSpan[]): Promise<void> {
  for (const id of new Set(spans.map(({ companyId }) => companyId))) {
    await client.query(
      `insert into chain.companies (id, registry_index, entity_id, status, version_id, open_addresses, first_block, block_number)
       values ($1, split_part($1, '-', 1)::int, split_part($1, '-', 2)::int, 'approved', '', '', 1, 1)`,
      [id],
    );
  }
  await client.query(
    `insert into chain.company_addresses (id, company_id, account_id, role, from_block, until_block)
     select format('%s-%s-%s-%s', c, f, r, a), c, a, r, f, u
     from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::int[]) s (c, a, r, f, u)`,
    [
      spans.map(({ companyId }) => companyId),
      spans.map(({ accountId }) => accountId),
      spans.map(({ role }) => role),
      spans.map(({ fromBlock }) => fromBlock),
      spans.map(({ untilBlock }) => untilBlock),
    ],
  );
}

export async function insertMovements(index: TestIndex, movements: readonly Movement[]): Promise<void> {
  const rows = movements.map(({ value, fee, ...movement }) => ({
    ...movement,
    value: value.toString(),
    fee: fee?.toString() ?? null,
    timestamp: timeOfBlock(movement.blockNumber).slice(0, -1),
    extrinsicHash:
      `0x${movement.blockNumber.toString(16).padStart(60, '0')}${movement.extrinsicIndex.toString(16).padStart(4, '0')}` as const,
  }));
  await index.insertTransfers(rows.filter(({ asset }) => asset === null));
  await index.insertAssetTransfers(
    rows.flatMap((row) => (row.asset === null ? [] : [{ ...row, asset: row.asset }])),
  );
}

export async function insertFailures(client: pg.Client, failures: readonly Failure[]): Promise<void> {
  const rows = failures.map((failure) => ({
    id: `${failure.blockNumber}-${failure.ordinal}`,
    ordinal: failure.ordinal,
    from_id: failure.fromId,
    to_id: failure.toId,
    value: '1000',
    pairing: 'none',
    call_path: 'balances.transferKeepAlive',
    how: 'extrinsic',
    outcome: 'failed',
    error_pallet: 'Balances',
    error_name: 'InsufficientBalance',
    fee: failure.fee.toString(),
    fee_payer_id: failure.feePayerId,
    signer_id: failure.feePayerId,
    extrinsic_index: failure.extrinsicIndex,
    extrinsic_hash: `0x${failure.blockNumber.toString(16).padStart(60, 'f')}${failure.ordinal.toString(16).padStart(4, '0')}`,
    block_id: `0x${failure.blockNumber.toString(16).padStart(64, '0')}`,
    block_number: failure.blockNumber,
    timestamp: timeOfBlock(failure.blockNumber).slice(0, -1),
  }));
  await client.query(
    'insert into chain.failed_payments select * from jsonb_populate_recordset(null::chain.failed_payments, $1)',
    [JSON.stringify(rows)],
  );
}

/** Whether an account was a company's at a block, by whatever role. */
export function owns(spans: readonly GivenSpan[], account: Hex | null, block: number): boolean {
  return spans.some(
    ({ accountId, fromBlock, untilBlock }) =>
      accountId === account && fromBlock <= block && block < (untilBlock ?? Infinity),
  );
}

/** What one company's history must be, oldest first: counted over every movement of the chain. */
export function expectedHistory(
  spans: readonly GivenSpan[],
  movements: readonly Movement[],
): readonly ExpectedEntry[] {
  const balances = new Map<string | null, bigint>();
  return movements
    .toSorted((a, b) => a.blockNumber - b.blockNumber || a.eventIndex - b.eventIndex)
    .flatMap((movement) => {
      const { blockNumber, fromId, toId, asset, value } = movement;
      const [went, came] = [owns(spans, fromId, blockNumber), owns(spans, toId, blockNumber)];
      if (!went && !came) return [];
      const balanceBefore = balances.get(asset) ?? 0n;
      const balanceAfter = balanceBefore + (came ? value : 0n) - (went ? value : 0n);
      balances.set(asset, balanceAfter);
      const direction = went && came ? 'INTERNAL' : came ? 'IN' : 'OUT';
      const counterparty = direction === 'IN' ? fromId : toId;
      return [{ ...movement, direction, counterparty, balanceBefore, balanceAfter } as const];
    });
}

export interface RandomChain {
  readonly spans: readonly GivenSpan[];
  readonly movements: readonly Movement[];
  readonly failures: readonly Failure[];
}

const ASSETS = [null, null, '1', '2'];
const ACCOUNTS = 9;
export const LAST_BLOCK = 4_321;

/**
 * Two companies over some accounts, which come and go, sometimes by two roles at once; the same for the same seed.
 * @param count movements
 */
export function randomChain(seed: number, count: number): RandomChain {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const account = (): Hex => accountOf(1 + below(ACCOUNTS));
  const spans = Array.from({ length: 14 }, (_, i): GivenSpan => {
    const fromBlock = below(LAST_BLOCK);
    return {
      companyId: `0-${1 + (i % 2)}`,
      accountId: accountOf(1 + below(4)),
      role: i % 3 === 0 ? 'owner' : 'payment',
      fromBlock,
      untilBlock: below(3) === 0 ? null : fromBlock + 1 + below(1_500),
    };
  });
  const movements = Array.from({ length: count }, (_, i): Movement => {
    // Some blocks have many, and extrinsics that move several things.
    const blockNumber = 1 + Math.floor((i * (LAST_BLOCK - 1)) / count / 3) * 3;
    const paid = i % 2 === 0;
    return {
      id: `${blockNumber}-${i}`,
      blockNumber,
      eventIndex: i,
      asset: ASSETS[below(ASSETS.length)] ?? null,
      fromId: account(),
      toId: account(),
      value: BigInt(1 + below(1_000)),
      fee: paid ? BigInt(10 + blockNumber) : null,
      feePayerId: paid ? accountOf(1 + (blockNumber % ACCOUNTS)) : null,
      extrinsicIndex: paid ? 1 : 2,
      reference: below(5) === 0 ? `ref-${below(3)}` : null,
    };
  });
  const failures = Array.from({ length: Math.floor(count / 10) }, (_, ordinal): Failure => ({
    blockNumber: 1 + below(LAST_BLOCK),
    ordinal,
    // As many as are undone with one extrinsic share its fee.
    extrinsicIndex: 5,
    fromId: below(10) === 0 ? null : account(),
    toId: below(10) === 0 ? null : account(),
    fee: 7n,
    feePayerId: accountOf(1),
  }));
  return { spans, movements, failures };
}
