/** Rows of chain.failed_payments as a test wants them, as if the indexer had written them. */
import type pg from 'pg';
import { parseAccount } from '../../src/domain/account.js';
import { ALICE } from './accounts.js';

export interface GivenFailure {
  readonly blockNumber: number;
  readonly ordinal?: number;
  readonly from?: string | null;
  readonly to: string | null;
  readonly asset?: string | null;
  readonly value?: bigint | null;
  readonly reference?: string | null;
  readonly how?: string;
  readonly outcome?: string;
  readonly errorPallet?: string | null;
  readonly errorName?: string | null;
  readonly errorDocs?: string | null;
  readonly extrinsicHash?: string;
}

export async function insertFailedPayments(client: pg.Client, given: readonly GivenFailure[]): Promise<void> {
  const rows = given.map((failure) => {
    const { blockNumber, ordinal = 0, reference = null } = failure;
    const account = (address: string | null): string | null => address && parseAccount(address);
    return {
      id: `${blockNumber}-${ordinal}`,
      ordinal,
      from_id: account(failure.from === undefined ? ALICE : failure.from),
      to_id: account(failure.to),
      asset: failure.asset ?? null,
      value: failure.value === undefined ? '1000' : (failure.value?.toString() ?? null),
      remark: null,
      reference,
      pairing: reference === null ? 'none' : 'paired',
      call_path: `utility.batchAll[${ordinal}].balances.transferKeepAlive`,
      how: failure.how ?? 'extrinsic',
      outcome: failure.outcome ?? 'reverted',
      error_pallet: failure.errorPallet === undefined ? 'Balances' : failure.errorPallet,
      error_name: failure.errorName === undefined ? 'InsufficientBalance' : failure.errorName,
      error_docs: failure.errorDocs === undefined ? 'Balance too low to send value.' : failure.errorDocs,
      fee: '157',
      fee_payer_id: parseAccount(ALICE),
      signer_id: parseAccount(ALICE),
      extrinsic_index: 1,
      extrinsic_hash: failure.extrinsicHash ?? `0x${blockNumber.toString(16).padStart(64, 'e')}`,
      block_id: `0x${blockNumber.toString(16).padStart(64, '0')}`,
      block_number: blockNumber,
      timestamp: '2026-01-02T03:04:05',
    };
  });
  await client.query(
    'insert into chain.failed_payments select * from jsonb_populate_recordset(null::chain.failed_payments, $1)',
    [JSON.stringify(rows)],
  );
}
