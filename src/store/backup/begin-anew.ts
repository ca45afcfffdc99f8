import type pg from 'pg';

/**
 * What a restored till must not go on with, since what the first one did after the backup is not known to it (SETTLEMENT
 * 17, 21): cursors of the log get another epoch; deposit addresses another branch, so that none is given out twice; and the
 * index is compared with what was settled, and what is a copy of it is made again, whatever its tables are called.
 * The audit log has what was there before.
 */
export async function beginAnew(client: pg.Client): Promise<void> {
  await client.query(`
    insert into till.audit_log (actor, action, subject_kind, subject_id, before)
    select 'operator', 'till.restore', 'till', i.id::text, jsonb_build_object('logEpoch', i.log_epoch, 'cursor', i.cursor,
      'settledHeight', i.settled_height, 'depositBranches', (select coalesce(jsonb_agg(jsonb_build_object('account', account,
        'branch', to_jsonb(deposit_branch), 'next', deposit_next)), '[]') from till.accounts where deposit_branch is not null))
    from till.instance i`);
  await client.query(`update till.instance set log_epoch = gen_random_uuid(), chain_generation = null`);
  await client.query(`update till.accounts set deposit_branch = null, deposit_next = 0`);
  await client.query(`do $$ begin
    if to_regclass('till.metric_progress') is not null then
      update till.metric_progress set generation = null, height = -1, failures_height = -1;
    end if;
    if to_regclass('till.local_company_sums_state') is not null then
      update till.local_company_sums_state set summed_block = 0, generation = null;
    end if;
  end $$`);
}
