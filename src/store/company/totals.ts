import { sql, type RawBuilder } from 'kysely';

/** The columns of `totalsSql` after (company_id, bucket, asset). */
export const TOTALS = [
  'received',
  'sent',
  'internal',
  'fees',
  'received_count',
  'sent_count',
  'internal_count',
] as const;

/**
 * Common table expressions that sum movements up, the last of them `totals` (company_id, bucket, asset, and TOTALS).
 * @param native how the chain's own token is called among assets
 * @param movements rows (company_id, bucket, block_number, event_index, extrinsic_index, asset, value, fee, fee_payer_id,
 * came): one for each side of a transfer that is the company's
 * @param failures rows (company_id, bucket, block_number, extrinsic_index, fee, fee_payer_id) of failed payments
 *
 * A table `span` (company_id, account, from_block, until_block) must be there: it says whose fees are the company's.
 */
export function totalsSql(
  native: string,
  movements: RawBuilder<unknown>,
  failures: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    movement as materialized (
      select company_id, bucket, block_number, event_index, extrinsic_index, coalesce(asset, ${native}) as asset, value,
        fee, fee_payer_id, bool_or(came) as came, not bool_and(came) as went
      from (${movements}) m
      group by block_number, event_index, company_id, bucket, extrinsic_index, asset, value, fee, fee_payer_id
    ),
    amounts as (
      select company_id, bucket, asset,
        coalesce(sum(value) filter (where not went), 0) as received,
        coalesce(sum(value) filter (where not came), 0) as sent,
        coalesce(sum(value) filter (where came and went), 0) as internal,
        count(*) filter (where not went) as received_count,
        count(*) filter (where not came) as sent_count,
        count(*) filter (where came and went) as internal_count
      from movement group by 1, 2, 3
    ),
    cost as (
      select company_id, bucket, block_number, extrinsic_index, fee from movement m where fee is not null and ${PAID_BY_COMPANY}
      union
      select company_id, bucket, block_number, extrinsic_index, fee from (${failures}) m where fee is not null and ${PAID_BY_COMPANY}
    ),
    costs as (select company_id, bucket, ${native} as asset, sum(fee) as fees from cost group by 1, 2),
    totals as (
      select company_id, bucket, asset, coalesce(received, 0) as received, coalesce(sent, 0) as sent,
        coalesce(internal, 0) as internal, coalesce(fees, 0) as fees, coalesce(received_count, 0) as received_count,
        coalesce(sent_count, 0) as sent_count, coalesce(internal_count, 0) as internal_count
      from amounts full join costs using (company_id, bucket, asset)
    )`;
}

const PAID_BY_COMPANY = sql`exists (select from span s where s.company_id = m.company_id and s.account = m.fee_payer_id
  and m.block_number >= s.from_block and m.block_number < s.until_block)`;
